"""The commands on a clinic's own database: shapes, exit codes, and one sentence for every mistake."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.making import csv_file, csv_text, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

LINE_KEYS = [
    *("id", "external_id", "step", "channel", "status", "reason", "due_at", "sent_at", "attempts", "provider_id"),
    *("plan_version", "wording_version", "approved_by", "recipient"),
]
STATUS_KEYS = [
    *("due", "oldest_due_seconds", "sending", "unconfirmed", "failed_24h", "open_alerts", "beat_last_seen"),
    *("unheard_alerts", "oldest_alert_seconds", "paused"),
]
DAY = {"surgery_date": "2099-03-10"}


def lines_of(reminders: Run, *arguments: str) -> list[dict[str, object]]:
    found = reminders("messages", "--json", *arguments)
    assert (found.code, found.err) == (0, "")
    return [json.loads(line) for line in found.out.splitlines()]


def statuses(reminders: Run, external_id: str = "A") -> set[object]:
    return {line["status"] for line in lines_of(reminders, "--external-id", external_id)}


@pytest.fixture
def ana(oak: Run, folder: Path) -> Run:
    """Enroll one patient."""
    path = csv_file(folder, row(external_id="A", phone="202-555-0123", **DAY))
    found = oak("enroll", str(path), "--json")
    told = json.loads(found.out)
    counts = {name: told[name] for name in ("enrolled", "updated", "unchanged", "rejected")}
    assert (found.code, counts) == (0, {"enrolled": 1, "updated": 0, "unchanged": 0, "rejected": []})
    assert [list(item) for item in told["warnings"]] == [["line", "column", "warning"]]  # a surgery in 2099
    assert told["rows"][0]["messages"] > 3
    return oak


def test_enroll_lists_refused_rows_and_leaves_with_1(ana: Run, folder: Path):
    path = csv_file(folder, row(external_id="A", phone="202-555-0123", **DAY), row(phone="12345"), row(**DAY))
    found = ana("enroll", str(path), "--json")
    assert found.code == 1
    told = json.loads(found.out)
    assert (told["enrolled"], told["updated"]) == (1, 1)
    assert [(item["line"], item["column"]) for item in told["rejected"]] == [(3, "phone")]
    assert list(told["rejected"][0]) == ["line", "column", "error"]
    again = ana("enroll", str(path))
    assert again.code == 1
    assert again.out.startswith("0 enrolled, 0 updated, 2 unchanged, 1 refused\n")
    assert "messages will go out, the first on 2099-03-1" in again.out
    assert again.err.startswith("line 3, column phone: ")
    assert "12345" not in again.err


def test_a_dry_run_says_so_and_changes_nothing(oak: Run, folder: Path):
    found = oak("enroll", str(csv_file(folder, row(**DAY))), "--dry-run")
    assert "1 enrolled" in found.out
    assert "dry run" in found.out
    assert lines_of(oak) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n",
        csv_text([row(given_name="\u0418\u0432\u0430\u043d")]).encode("cp1251"),
        csv_text([row()]).encode("utf-16")[:-1],
    ],
)
def test_a_file_that_cannot_be_read_leaves_with_2_and_nothing_enrolled(oak: Run, folder: Path, content: bytes):
    (folder / "bad.csv").write_bytes(content)
    found = oak("enroll", "bad.csv")
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("reminders: bad.csv")
    assert found.err.count("\n") == 1
    assert lines_of(oak) == []


def test_messages_are_lines_of_this_shape(ana: Run):
    lines = lines_of(ana)
    assert all(list(line) == LINE_KEYS for line in lines)
    assert [line["due_at"] for line in lines] == sorted(str(line["due_at"]) for line in lines)
    assert {line["external_id"] for line in lines} == {"A"}
    assert {line["status"] for line in lines_of(ana, "--status", "planned")} == {"planned"}
    assert lines_of(ana, "--external-id", "nobody") == []
    printed = ana("messages").out
    assert "walk_1" in printed
    assert "55501" not in printed


def test_status_has_this_shape(ana: Run):
    found = json.loads(ana("status", "--json").out)
    assert list(found) == STATUS_KEYS
    assert (found["due"], found["oldest_due_seconds"], found["beat_last_seen"]) == (0, None, None)
    assert ana("status").out.splitlines()[0] == "due: 0"


def test_a_patient_is_moved_paused_resumed_stopped_and_cancelled(ana: Run):
    assert ana("patient", "pause", "A").code == 0
    assert statuses(ana) == {"held", "skipped"}
    assert ana("patient", "resume", "A").code == 0
    assert statuses(ana) == {"planned", "skipped"}
    assert ana("patient", "reschedule", "A", "2099-04-14").code == 0
    assert min(str(line["due_at"]) for line in lines_of(ana, "--status", "planned")) > "2099-04-14"
    assert ana("patient", "stop", "A", "--channel", "sms").out == "sms is stopped\n"
    assert "already" in ana("patient", "stop", "A", "--channel", "sms").out
    assert {line["channel"] for line in lines_of(ana, "--status", "planned")} == {"email"}
    assert ana("patient", "cancel", "A", "--reason", "died").code == 0
    assert "planned" not in statuses(ana)
    found = ana("patient", "reschedule", "A", "2099-05-05")
    assert (found.code, found.err) == (1, "reminders: this enrollment was cancelled (died); it is not reopened\n")


def test_moving_a_surgery_lists_its_warnings_and_exits_with_0(ana: Run):
    found = ana("patient", "reschedule", "A", "2016-03-10", "--json")
    said = json.loads(found.out)
    assert (found.code, said["messages"], said["first"]) == (0, 0, None)
    assert [item["column"] for item in said["warnings"]] == ["surgery_date"]
    assert said["warnings"][0]["warning"].startswith("no messages will go out: the surgery was so long ago")
    in_words = ana("patient", "reschedule", "A", "2016-03-11")
    assert in_words.err.startswith("warning: no messages will go out")
    ahead = ana("patient", "reschedule", "A", "2099-04-14")
    assert re.search(r"\d+ messages will go out, the first on 2099-04-15 at \d\d:\d\d", ahead.out)
    assert "more than 18 months ahead" in ahead.err


def test_the_big_switch_says_what_it_did_and_holds(oak: Run):
    said = [oak(name).out for name in ("resume-all", "pause-all", "pause-all", "resume-all")]
    assert said == [
        "nothing was paused\n",
        "all sending is paused\n",
        "all sending was paused already\n",
        "sending goes on\n",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("patient", "pause", "nobody"), 1, "no enrollment has that external id in this clinic"),
        (("patient", "reschedule", "A", "tomorrow"), 2, "write the date as YYYY-MM-DD"),
        (("patient", "pause", "A", "--clinic", "elm"), 1, "there is no clinic 'elm'; known: oak"),
        (("enroll", "none.csv"), 2, "none.csv cannot be read: No such file or directory"),
        (("enroll", "."), 2, "cannot be read: Is a directory"),
        (("clinic", "add", "oak"), 1, "clinic 'oak' already exists"),
        (("clinic", "add", "Oak Street"), 2, "SLUG must be lower-case letters"),
        (("clinic", "add", "elm", "--timezone", "Mars"), 2, "--timezone is not a known time zone"),
        (("clinic", "add", "elm", "--languages", "en,xx"), 1, "--languages: there are no messages in 'xx'"),
        (("clinic", "add", "elm", "--languages", "english"), 2, "--languages must be two-letter codes"),
        (("clinic", "add", "elm", "--phone", "call us"), 2, "--phone must be a phone number"),
        (("clinic", "add", "elm", "--name", "x" * 61), 2, "--name must be 1 to 60 characters"),
        (("clinic", "add", "elm", "--sunday-hours", "noon"), 2, "--sunday-hours: "),
        (("clinic", "set", "elm", "--name", "Elm"), 1, "there is no clinic 'elm'"),
    ],
    ids=lambda item: " ".join(item)[:40] if isinstance(item, tuple) else "",
)
def test_a_mistake_is_one_sentence(ana: Run, arguments: tuple[str, ...], code: int, sentence: str):
    found = ana(*arguments)
    assert (found.code, found.out) == (code, "")
    assert found.err.startswith("reminders: ")
    assert sentence in found.err
    assert found.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("patient", "cancel", "A", "--reason", "bored"),
        ("patient", "cancel", "A"),
        ("patient", "stop", "A", "--channel", "pigeon"),
        ("messages", "--status", "lost"),
        ("explode",),
        ("plan",),
        ("clinic", "add"),
        ("clinic", "add", "elm", "--daily-cap", "many"),
    ],
    ids=" ".join,
)
def test_wrong_usage_leaves_with_2(oak: Run, arguments: tuple[str, ...]):
    assert oak(*arguments).code == 2


def test_a_clinic_changes_and_its_plans_follow(ana: Run):
    found = ana("clinic", "set", "oak", "--send-hours", "14:00-18:00")
    assert (found.code, found.out) == (0, "clinic oak changed; 1 enrollments re-planned\n")
    assert "0 enrollments" in ana("clinic", "set", "oak", "--name", "Oak Street").out


def test_a_clinic_sets_its_own_price_of_a_segment_and_takes_it_back(ana: Run):
    assert ana("clinic", "set", "oak", "--text-price", "1.13").code == 0
    wrong = ana("clinic", "set", "oak", "--text-price", "a dime")
    assert wrong.code != 0
    assert "--text-price must be US cents for one segment of a text, from 0 to 100, for example 0.83" in wrong.err
    assert ana("clinic", "set", "oak", "--text-price", "default").code == 0


def test_with_two_clinics_one_must_be_named(ana: Run, folder: Path):
    assert ana("clinic", "add", "elm").code == 0
    found = ana("patient", "pause", "A")
    assert (found.code, found.err) == (1, "reminders: there are several clinics; name one with --clinic: elm, oak\n")
    assert ana("patient", "pause", "A", "--clinic", "oak").code == 0
    assert ana("patient", "pause", "A", "--clinic", "elm").code == 1


def test_without_a_clinic_it_says_how_to_add_one(reminders: Run, folder: Path):
    reminders("migrate")
    found = reminders("enroll", str(csv_file(folder, row(**DAY))))
    assert (found.code, "there is no clinic yet; add one: reminders clinic add" in found.err) == (1, True)
