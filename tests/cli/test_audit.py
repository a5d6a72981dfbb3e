"""Who did what, from the command line: every command that changes something leaves an entry that names the user."""

from __future__ import annotations

import json
import os
import pwd
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from reminders import cli
from reminders.cli.opening import clinic_named, open_context
from reminders.config import new_key
from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from tests.making import csv_file, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Run

DAY = {"surgery_date": "2099-03-10"}
ME = pwd.getpwuid(os.getuid()).pw_name
PARTNERS = Path(__file__).parents[2] / "examples/hl7/partners"
PASSWORD = b"a horse in the corner\n"
MEMBER = "ada@oak.example"

CHANGES: dict[str, tuple[list[str], str]] = {
    "enroll": (["enroll", "{file}"], "enrolled from a file"),
    "patient reschedule": (["patient", "reschedule", "A", "2099-04-01"], "moved a surgery"),
    "patient discharge": (["patient", "discharge", "A", "2099-03-11"], "recorded a discharge"),
    "patient pause": (["patient", "pause", "A"], "paused a plan"),
    "patient resume": (["patient", "resume", "A"], "resumed a plan"),
    "patient cancel": (["patient", "cancel", "A", "--reason", "other"], "cancelled a plan"),
    "patient keep-texts": (["patient", "keep-texts", "A"], "released held messages"),
    "patient stop": (["patient", "stop", "A", "--channel", "sms"], "stopped a channel"),
    "visits import": (["visits", "import", "{visits}"], "added a visit"),
    "pause-all": (["pause-all"], "all sending paused"),
    "resume-all": (["resume-all"], "all sending resumed"),
    "resume-sender": (["resume-sender", "sms"], "sender brought back"),
    "settle": (["settle", "{message}", "arrived"], "settled a message by hand"),
    "bounces": (["bounces", "{bounce}"], "recorded a bounce"),
    "alert acknowledge": (["alert", "acknowledge", "{alert}"], "acknowledged an alert"),
    "alert close": (["alert", "close", "{alert}"], "closed an alert"),
    "clinic add": (["clinic", "add", "elm", "--sms-sender", "+13125550111"], "clinic added"),
    "clinic set": (["clinic", "set", "oak", "--daily-cap", "2"], "clinic settings changed"),
    "clinic pause": (["clinic", "pause", "oak"], "clinic sending paused"),
    "clinic resume": (["clinic", "resume", "oak"], "clinic sending resumed"),
    "clinic erase": (["clinic", "erase", "oak", "--yes", "oak"], "clinic erased"),
    "clinic on-call add": (["clinic", "on-call", "add", "Ada", "--email", MEMBER], "on-call person added"),
    "clinic on-call set": (["clinic", "on-call", "set", "1", "--hours", "always"], "on-call hours or order changed"),
    "clinic on-call remove": (["clinic", "on-call", "remove", "1"], "on-call person removed"),
    "staff add": (["staff", "add", "ben@oak.example", "--role", "admin"], "staff added"),
    "staff disable": (["staff", "disable", MEMBER], "staff disabled"),
    "staff rename": (["staff", "rename", MEMBER, "Ada Lane, RN"], "staff name changed"),
    "staff enable": (["staff", "enable", MEMBER], "staff enabled"),
    "staff reset-second-factor": (["staff", "reset-second-factor", MEMBER], "second factor reset"),
    "api-key create": (["api-key", "create", "--name", "Epic", "--json"], "API key created"),
    "api-key revoke": (["api-key", "revoke", "{key}"], "API key revoked"),
    "webhooks add": (["webhooks", "add", "https://ehr.example.org"], "webhook added"),
    "webhooks disable": (["webhooks", "disable", "{webhook}"], "webhook switched off"),
    "webhooks enable": (["webhooks", "enable", "{webhook}"], "webhook switched on"),
    "webhooks replay": (["webhooks", "replay", "--since", "2026-01-01"], "webhook event sent again"),
    "reconcile": (["reconcile"], "reconciled with the provider"),
    "backup": (["backup", "{kept}"], "database backed up"),
    "restore": (["restore", "{kept}", "--force"], "database restored from a backup"),
    "rekey": (["rekey"], "everything encrypted again"),
    "plans import": (["plans", "import", "plans"], "care plan or wording approved"),
    "fhir export": (["fhir", "export"], "exported plans as FHIR"),
    "fhir written": (["fhir", "written", "--retry"], "tried writing to a FHIR server again"),
    "fhir import": (["fhir", "import", "fhir.json"], "imported FHIR resources"),
    "audit export": (["audit", "export", "--json"], "exported the audit log"),
}
"""Commands that change something, or hand something out, and what they leave."""

OLD_NAMES = {"line-up"}
"""Hidden aliases for one release."""

LOOKING = {
    *(
        "alert list",
        "api-key list",
        "webhooks list",
        "webhooks events",
        "clinic on-call list",
        "staff list",
        "messages",
        "answers",
        "report mips",
        "report scores",
        "status",
        "doctor",
        "audit verify",
        "hl7 try",
        "language new",
        "plans export",
        "plans list",
    ),
    *(
        "plan",
        "read",
        "simulate",
        "templates check",
        "safety review",
        "fhir jwks",
    ),  # these work on no database, or on one that is thrown away
    *(
        "up",
        "web",
        "demo",
        "migrate",
        "hl7 listen",
        "fhir poll",
        "fhir write",
    ),  # these run the service, or make the tables the log is in
}


def all_commands() -> set[str]:
    """Name every command as one types it."""

    def walk(command: Any, name: str) -> Iterator[str]:
        if not hasattr(command, "commands"):
            yield name
            return
        for key, below in command.commands.items():
            yield from walk(below, f"{name} {key}".strip())

    return set(walk(typer.main.get_command(cli.make_app(None)), ""))


def test_every_command_is_known_to_change_something_or_not():
    assert all_commands() - LOOKING - OLD_NAMES - CHANGES.keys() == set(), "add it to CHANGES or LOOKING in this file"


def sql(folder: Path, statement: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(folder / "reminders.db")) as database:
        found = database.execute(statement, values).fetchall()
        database.commit()
        return found


@pytest.fixture
def busy(oak: Run, folder: Path) -> Run:
    """A clinic where every command has something to change."""
    assert oak("enroll", str(csv_file(folder, row(external_id="A", phone="202-555-0123", **DAY)))).code == 0
    assert oak("staff", "add", MEMBER, "--role", "admin", text=PASSWORD).code == 0
    assert oak("clinic", "on-call", "add", "Ada", "--phone", "(202) 555-0109").code == 0
    sql(folder, "INSERT INTO switches (name, since) VALUES ('line:sms:default', '2026-03-09 19:00:00.000000')")
    now = "2026-03-09 19:00:00.000000"
    sql(folder, "INSERT INTO alerts (clinic_id, kind, opened_at) VALUES (1, 'line_down', ?)", now)
    (message,) = sql(folder, "SELECT id FROM messages WHERE channel = 'email' LIMIT 1")
    attempt = "00000000-0000-4000-8000-000000000001"
    attempted = "INSERT INTO attempts (id, message_id, number, started_at) VALUES (?, ?, 1, ?)"
    sql(folder, attempted, attempt, message[0], now)
    sql(folder, "UPDATE messages SET status = 'unconfirmed', attempt_id = ? WHERE id = ?", attempt, message[0])
    return oak


def prepared(busy: Run, folder: Path, change: str) -> list[str]:
    """Fill in a command's arguments, after what must come before it."""
    first = {
        "clinic resume": ["clinic", "pause", "oak"],
        "staff enable": ["staff", "disable", MEMBER],
        "restore": ["backup", str(folder / "kept")],
    }.get(change)
    if first:
        assert busy(*first).code == 0
    if change == "reconcile":
        assert busy("backup", str(folder / "kept")).code == 0
        assert busy("restore", str(folder / "kept"), "--force").code == 0
    if change == "patient keep-texts":
        with open_context() as context:
            receive(context, clinic_named(context, "oak"), Channel.SMS, "+12025550123", "ugh enough already")
    if change == "rekey":
        secrets = folder / "reminders.secrets"
        secrets.write_text(secrets.read_text().replace("ENCRYPTION_KEYS=", f"ENCRYPTION_KEYS={new_key()},"))
    if change == "api-key revoke":
        assert busy("api-key", "create", "--name", "Epic").code == 0
    if change.startswith("webhooks"):
        assert busy("webhooks", "add", "https://ehr.example.com").code == 0
    (webhook,) = (sql(folder, "SELECT id FROM webhooks") or [("",)])[0]
    (key,) = (sql(folder, "SELECT id FROM api_keys") or [("",)])[0]
    (message,) = sql(folder, "SELECT id FROM messages WHERE status = 'unconfirmed'")[0]
    bounce = folder / "bounce.eml"
    bounce.write_text(BOUNCE.format(message=message), encoding="ascii")
    if change == "plans import":
        assert busy("plans", "export", "plans").code == 0
        words = folder / "plans/templates/messages/walk/en/sms.txt"
        words.write_text(words.read_text().replace("Rest in between", "Take a rest in between"))
    (alert,) = sql(folder, "SELECT max(id) FROM alerts WHERE closed_at IS NULL")[0]
    (folder / "fhir.json").write_text('{"resourceType": "Patient", "id": "1"}', encoding="ascii")
    visits = folder / "visits.csv"
    visits.write_text("external_id,visit_id,kind,at,place\nA,V1,,2099-03-20T09:30,\n", encoding="ascii")
    kept = folder / "kept"
    names = {
        "kept": kept,
        "webhook": webhook,
        "visits": visits,
        "file": csv_file(folder, row(**DAY)),
        "message": message,
        "bounce": bounce,
        "alert": alert,
        "key": key,
    }
    return [part.format(**names) for part in CHANGES[change][0]]


BOUNCE = """From: MAILER-DAEMON@mx.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <{message}@reminders>
X-Reminders-Message: {message}

--b--
"""


@pytest.mark.parametrize("change", CHANGES)
def test_a_command_that_changes_something_names_the_systems_user(
    busy: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, change: str
):
    arguments = prepared(busy, folder, change)
    monkeypatch.setenv("USER", "somebody-else")
    if change == "fhir written":
        monkeypatch.setenv("HL7_PARTNERS_DIR", str(PARTNERS))
    monkeypatch.setenv("LOGNAME", "somebody-else")
    before = sql(folder, "SELECT count(*) FROM audit")[0][0]
    found = busy(*arguments, text=PASSWORD)
    assert found.code == 0, found.err
    lines = sql(folder, "SELECT action, actor_kind, actor_name FROM audit ORDER BY id LIMIT -1 OFFSET ?", before)
    assert CHANGES[change][1] in [action for action, _kind, _name in lines]
    assert {(kind, name) for _action, kind, name in lines} == {("command_line", ME)}
    checked = busy("audit", "verify")
    assert (checked.code, checked.err) == (0, "")


def test_verify_says_how_many_entries_each_chain_has(busy: Run):
    found = busy("audit", "verify", "--clinic", "oak")
    assert (found.code, found.out, found.err) == (0, "oak: 4 entries, chain intact\n", "")
    assert busy("audit", "verify").out.splitlines() == [
        "whole installation: 0 entries, chain intact",
        "oak: 4 entries, chain intact",
    ]


def test_verify_names_the_first_broken_entry_and_what_to_do(busy: Run, folder: Path):
    sql(folder, "UPDATE audit SET action = 'signed in' WHERE sequence = 3")
    found = busy("audit", "verify")
    assert (found.code, found.out) == (1, "whole installation: 0 entries, chain intact\n")
    first, second = found.err.splitlines()
    assert first == "oak: the chain is broken at entry 3: entry 3 was changed, or put in another's place"
    assert "Keep the database as it is" in second


def test_an_export_is_one_object_a_line_and_holds_no_patient_data(busy: Run):
    found = busy("audit", "export", "--clinic", "oak", "--json")
    assert (found.code, found.err) == (0, "")
    lines = [json.loads(line) for line in found.out.splitlines()]
    assert [line["action"] for line in lines][:2] == ["clinic added", "enrolled from a file"]
    assert lines[0]["actor"] == f"Command line ({ME})"
    assert {"at", "actor", "action", "patient_id", "enrollment_id", "detail", "hash", "sequence"} <= lines[0].keys()
    for secret in ("Ana", "Rivera", "5550123", "5550109", "2099-03-10", "@"):  # hashes hold any three digits
        assert secret not in found.out


def test_an_export_has_a_first_and_a_last_day(busy: Run):
    assert busy("audit", "export", "--json", "--to", "2020-01-01").out == ""
    assert busy("audit", "export", "--json", "--from", "2099-01-01").out == ""
    assert len(busy("audit", "export", "--from", "2020-01-01", "--to", "2098-12-31").out.splitlines()) == 6
    wrong = busy("audit", "export", "--from", "tomorrow")
    assert (wrong.code, wrong.err) == (2, "reminders: --from must be a day written YYYY-MM-DD\n")


def test_the_old_name_of_resume_sender_still_works_and_says_the_new_one(oak: Run):
    done = oak("line-up", "sms")
    assert done.code == 0
    assert "resume-sender" in done.err
