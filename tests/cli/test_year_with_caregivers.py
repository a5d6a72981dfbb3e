"""A year of a clinic with caregivers: they get texts of their own, and the patients' messages stay as they were."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.making import csv_file, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

ZONE = ZoneInfo("America/New_York")
NAMES = ("A", "B", "C", "D")
PROCEDURES = ("microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty")
NOBODY = {"caregiver_name": "", "caregiver_phone": "", "caregiver_language": "", "caregiver_sms_consent": ""}
EVENTS = [
    {"at": "2026-03-20T15:00:00-04:00", "event": "reply", "external_id": "A", "body": "STOP", "from": "caregiver"},
    {"at": "2026-02-10T12:00:00-05:00", "event": "reschedule", "external_id": "B", "surgery_date": "2026-06-02"},
    {"at": "2026-04-20T12:00:00-04:00", "event": "cancel", "external_id": "C"},
]
"""D's caregiver has not agreed."""


def caregiver(number: int) -> dict[str, str]:
    return {
        "caregiver_name": f"Anna{number}",
        "caregiver_phone": f"+1202555013{number}",
        "caregiver_language": "es" if number % 2 else "en",
        "caregiver_sms_consent": "no" if NAMES[number] == "D" else "yes",
    }


def play(reminders: Run, folder: Path, events: list[dict[str, str]], *, cared_for: bool) -> list[dict[str, Any]]:
    people = [
        row(
            external_id=name,
            given_name="Ana",
            family_name=f"Rivera{name}",
            phone=f"+1202555012{number}",
            email=f"{name}@example.org",
            procedure=PROCEDURES[number],
            surgery_date=f"2026-03-{16 + number}",
        )
        | (caregiver(number) if cared_for else NOBODY)
        for number, name in enumerate(NAMES)
    ]
    csv_file(folder, *people).rename(folder / "people.csv")
    (folder / "events.jsonl").write_text("\n".join(json.dumps(item) for item in events), encoding="utf-8")
    span = ("--from", "2026-01-05", "--to", "2027-01-05", "--events", "events.jsonl", "--out", "out.jsonl")
    found = reminders("simulate", "people.csv", *span)
    assert (found.code, found.err) == (0, "")
    return [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]


def local(line: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(line["sent_at"]).astimezone(ZONE)


def test_a_year_with_caregivers(reminders: Run, folder: Path):
    lines = play(reminders, folder, EVENTS, cared_for=True)
    hers = [line for line in lines if line["recipient"] == "caregiver" and line["kind"] == "scheduled"]
    sent = [line for line in hers if line["sent_at"]]
    assert {line["external_id"] for line in sent} == {"A", "B", "C"}
    assert {line["channel"] for line in hers} == {"sms"}
    assert {line["reason"] for line in hers if line["external_id"] == "D"} == {"no_consent", "optional_off"}
    for line in sent:
        assert "Ana" in line["body"]
        assert not line["body"].startswith("Hi Ana")
        assert ("Nadie lee" in line["body"]) == (line["language"] == "es") or line["step"] == "preop_tomorrow"
        assert 10 <= local(line).hour < 18
    assert max(Counter((line["external_id"], local(line).date()) for line in sent).values()) == 1
    for line in sent:
        week = [other for other in sent if other["external_id"] == line["external_id"]]
        near = [other for other in week if timedelta() <= local(other) - local(line) < timedelta(days=7)]
        assert len(near) <= 3
    stop = datetime.fromisoformat(EVENTS[0]["at"])
    assert not [line for line in sent if line["external_id"] == "A" and local(line) > stop]
    assert [line for line in lines if line["recipient"] == "caregiver" and line["kind"] == "auto_reply"]

    without = play(reminders, folder, EVENTS[1:], cared_for=False)
    own = [line for line in lines if line["recipient"] == "patient"]
    assert own == [line for line in without if line["recipient"] == "patient"] != []
