"""A tiny world made by hand: one pathway, one patient, and what a clean run sends."""

from __future__ import annotations

from typing import Any

from tests.promises.checker import check

PATHWAY = """
id: laminectomy
version: 1
title: {en: Laminectomy, es: Laminectomía}
steps:
  - {key: walk_1, day: 1, between: ["10:00", "12:00"], valid_for: 6h, channels: [sms, email], template: walk}
  - key: wound_1
    day: 4
    between: ["10:00", "12:00"]
    valid_for: 1d
    channels: [sms, email]
    template: wound
    ask: {answers: {1: fine, 2: worried}}
  - key: desk_1
    day: 14
    between: ["10:00", "12:00"]
    valid_for: 1d
    channels: [sms, email]
    template: work
    when: {job_strain: [desk]}
  - key: wound_2
    day: 21
    between: ["12:00", "14:00"]
    valid_for: 6h
    channels: [sms]
    template: wound
    unless: {answer.wound_1: [fine]}
"""
START, END = "2026-03-01", "2026-05-01"
# Surgery on a Monday in New York; the clocks went forward on the Sunday before, 8 March: 10:30 is 14:30 UTC.
ROW = {
    "external_id": "A",
    "phone": "+12025550123",
    "email": "a@example.org",
    "language": "en",
    "timezone": "America/New_York",
    "procedure": "laminectomy",
    "surgery_date": "2026-03-09",
    "job_strain": "desk",
    "sms_consent": "yes",
    "email_consent": "yes",
}
Message = dict[str, Any]


def line(step: str | None, due: str, **more: Any) -> Message:
    """One sent text; `due` is local to no one: UTC without the year."""
    at = f"2026-{due}:00+00:00"
    message = {"external_id": "A", "kind": "scheduled", "step": step, "channel": "sms", "language": "en", "due_at": at}
    message |= {"sent_at": at, "status": "accepted", "reason": None, "segments": 1}
    return message | {"body": f"{step} on {due}. Reply STOP to end."} | more


def unsent(step: str, due: str, status: str, reason: str | None, **more: Any) -> Message:
    """One line that was not sent."""
    return line(step, due, status=status, reason=reason, sent_at=None, body=None, **more)


WALK = line("walk_1", "03-10T14:30")
WOUND = line("wound_1", "03-13T14:10")
DESK = line("desk_1", "03-23T15:00")
WOUND_2 = line("wound_2", "03-30T16:30")
CLEAN = [WALK, WOUND, DESK, WOUND_2]


def event(at: str, kind: str, **more: str) -> dict[str, str]:
    """One event of the patient; `at` is UTC without the year."""
    return {"at": f"2026-{at}:00+00:00", "event": kind, "external_id": "A"} | more


def run(messages: list[Message], events: list[dict[str, str]] | None = None, **options: Any) -> list[str]:
    """Check these lines in the tiny world."""
    rows = options.pop("rows", [ROW | options.pop("row", {})])
    return check([PATHWAY], rows, events or [], messages, start=START, end=END, **options)


def swapped(old: Message, *new: Message) -> list[Message]:
    """The clean run with one line replaced."""
    place = CLEAN.index(old)
    return [*CLEAN[:place], *new, *CLEAN[place + 1 :]]
