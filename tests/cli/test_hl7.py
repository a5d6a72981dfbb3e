"""`reminders hl7 try`: what each message of a file would do, in words, without doing it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from reminders.core.hl7.framing import frame
from tests.core.hl7.making import booking
from tests.making import csv_file, row

if TYPE_CHECKING:
    from tests.cli.conftest import Run

EXAMPLES = Path(__file__).parents[2] / "examples" / "hl7"
PARTNERS = str(EXAMPLES / "partners")
LEAST = 'partner: elm\ntimezone: America/Chicago\nprocedures: {"63030": microdiscectomy}\n'
ANA = "PID|1||70001^^^RIV^MR||RIVERA^ANA^^^^^L||19610412|F|||||(202) 555-0123^PRN^CP||eng"


def partner(folder: Path) -> dict[str, str]:
    (folder / "elm.yaml").write_text(LEAST, encoding="utf-8")
    return {"HL7_PARTNERS_DIR": str(folder)}


def messages(folder: Path, *texts: str) -> str:
    path = folder / "messages.hl7"
    path.write_bytes(b"".join(frame(text.encode()) for text in texts))
    return str(path)


def test_the_example_messages_are_all_understood(oak: Run):
    tried = oak("hl7", "try", str(EXAMPLES / "schedule.hl7"), "--partner", "riverside", HL7_PARTNERS_DIR=PARTNERS)
    assert (tried.code, tried.err) == (0, "")
    lines = tried.out.splitlines()
    assert len(lines) == 9
    assert lines[1].startswith('message 2 (SIU^S12 R0002): add to the work list "Ask for consent": laminectomy')
    assert (
        lines[2] == 'message 3 (SIU^S12 R0003): add to the work list "Unmapped": no care plan for procedure code 99999'
    )
    for name in ("Rivera", "RIVERA", "Núñez", "555", "7000"):
        assert name not in tried.out


def test_each_message_is_one_line_of_json(oak: Run, folder: Path):
    path = messages(folder, booking(day="20990310"), "PID|no header", booking("ORM^O01"))
    tried = oak("hl7", "try", path, "--partner", "elm", "--json", **partner(folder))
    assert tried.code == 1
    first, second, third = map(json.loads, tried.out.splitlines())
    assert first | {"words": ""} == {
        "message": 1,
        "control_id": "1",
        "event": "SIU^S12",
        "state": "work_list",
        "action": "ask_consent",
        "words": "",
        "ack": "AA",
        "plan": "microdiscectomy",
        "surgery_date": "2099-03-10",
    }
    assert (second["state"], second["ack"], second["control_id"]) == ("error", "AR", None)
    assert second["words"].endswith("MSH: a message must begin with an MSH segment")
    assert (third["state"], third["action"], third["ack"]) == ("ignored", "not_followed", "AA")


def test_what_the_clinic_knows_counts_and_nothing_is_changed(oak: Run, folder: Path):
    who = {"phone": "202-555-0123", "given_name": "Ana", "family_name": "Rivera"}
    known = row(external_id="C-1", surgery_date="2099-03-10", **who)
    assert oak("enroll", str(csv_file(folder, known))).code == 0
    path = messages(
        folder,
        booking("SIU^S13", day="20990317", person=ANA),
        booking("SIU^S12", day="20990501", person=ANA, case="C-2"),
        booking("SIU^S13", day="20990317", person=ANA.replace("RIVERA^ANA", "WOOD^GRACE")),
        booking("SIU^S15", person=ANA),
    )
    before = oak("messages", "--json").out
    tried = oak("hl7", "try", path, "--partner", "elm", "--json", **partner(folder))
    assert tried.code == 0
    actions = [json.loads(line)["action"] for line in tried.out.splitlines()]
    assert actions == ["rescheduled", "enrolled", "possible_match", "cancelled"]
    assert oak("messages", "--json").out == before


def test_wrong_use_ends_with_one_line(oak: Run, folder: Path):
    settings = partner(folder)
    path = messages(folder, booking())
    for arguments, sentence in (
        (("nowhere.hl7", "--partner", "elm"), "nowhere.hl7 cannot be read"),
        ((path, "--partner", "oak"), "there is no partner file oak.yaml"),
        ((messages(folder), "--partner", "elm"), "holds no message"),
    ):
        tried = oak("hl7", "try", *arguments, **settings)
        assert tried.code == 2
        assert len(tried.err.splitlines()) == 1
        assert sentence in tried.err
