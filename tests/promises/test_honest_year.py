"""The checker has no quarrel with an honest service: a generated year, played by a service that keeps its word.

The service here is naive and slow: it asks the checker's own windows when a step may go, and sends at the first
chance. What this shows is that the rules agree with each other, on every kind of patient and event.
"""

from __future__ import annotations

import heapq
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.promises.case import Case
from tests.promises.checker import ClinicOptions, check
from tests.promises.clock import moment
from tests.promises.generate import PROCEDURES, Event, generate
from tests.promises.inputs import read_event, read_line, read_pathway, read_row
from tests.promises.story import is_red_flag, is_stop, tell
from tests.promises.tiny import PATHWAY
from tests.tables import each_row

if TYPE_CHECKING:
    from tests.promises.inputs import Step
    from tests.promises.story import Story, Version

pytestmark = pytest.mark.slow


START, END = "2026-01-01", "2027-01-01"
# Walk on days 1 and 2 as well as 4: one more than three texts a week allow, so the cap has work to do.
EXTRA = """
  - {key: walk_2, day: 2, between: ["12:00", "14:00"], valid_for: 6h, channels: [sms, email], template: walk}
  - {key: walk_3, day: 3, between: ["12:00", "14:00"], valid_for: 1d, channels: [email], template: walk}
  - {key: pain, day: 6, between: ["12:00", "14:00"], valid_for: 6h, channels: [sms, email], template: pain,
     unless: {opioid: ["no"]}}
"""
PATHWAYS = [PATHWAY.replace("id: laminectomy", f"id: {name}") + EXTRA for name in PROCEDURES]


class HonestService:
    """Sends each step at its first chance and says of each other step what became of it."""

    def __init__(self, rows: list[dict[str, str]], events: list[Event]) -> None:
        clinic = ClinicOptions()
        known = [row for given in rows if (row := read_row(given, clinic))]
        stories = tell(known, [read_event(event) for event in events], moment(START), moment(END))
        self.case = Case(clinic, dict(read_pathway(text) for text in PATHWAYS), stories, [], moment(END))
        self.lines: list[dict[str, Any]] = []
        self._taken: dict[str, list[date]] = {}
        self._phones: dict[tuple[str, date], int] = {}

    def run(self) -> list[dict[str, Any]]:
        for story in self.case.stories.values():
            self.case.by_patient.setdefault(story.row.external_id, [])
            waiting: list[tuple[datetime, int, Step, Version, str, datetime]] = []
            for step in self.case.steps(story).values():
                for version in story.versions:
                    self._plan(waiting, story, step, version)
            heapq.heapify(waiting)
            while waiting:
                at, _, step, version, channel, due = heapq.heappop(waiting)
                self._send(story, step, version, channel, due, at)
            self._explain(story)
            self._answer(story)
        return self.lines

    def _plan(self, waiting: list[Any], story: Story, step: Step, version: Version) -> None:
        window = self.case.window(step, version.surgery, story.row.zone)
        if window is None:
            return
        due = window.earliest + timedelta(minutes=len(story.row.external_id + step.key) % 60)
        for channel in step.channels:
            chances = self.case.chances(step, version, story, channel, due)
            if chances:
                waiting.append((chances[0].start, len(waiting), step, version, channel, due))
                return

    def _send(self, story: Story, step: Step, version: Version, channel: str, due: datetime, at: datetime) -> None:
        own = self.case.by_patient[story.row.external_id]
        done = [story.version_at(line.sent_at) for line in own if line.sent_at and line.step == step.key]
        if any(found and found.anchor == version.anchor for found in done):
            return
        reason = None if self.case.applies(step, story, at) is not False else "not_applicable"
        if reason is None and channel == "sms":
            reason = self._limit(story, due, at)
        line: dict[str, Any] = {"due_at": due.isoformat(), "channel": channel, "step": step.key, "reason": reason}
        if reason is None:
            line |= {"sent_at": at.isoformat(), "body": f"{step.key} {due} Reply STOP to end.", "status": "accepted"}
        self._add(story, {"sent_at": None, "body": None, "status": "skipped"} | line)

    def _limit(self, story: Story, due: datetime, at: datetime) -> str | None:
        day, taken = due.astimezone(story.row.zone).date(), self._taken.setdefault(story.row.external_id, [])
        weeks = [day - timedelta(days=offset) for offset in range(7)]
        if day in taken or any(sum(0 <= (x - first).days < 7 for x in taken) >= 3 for first in weeks):
            return "cap"
        key = (story.row.phone or "", at.astimezone(story.row.zone).date())
        if self._phones.get(key, 0) >= 3:
            return "fuse"
        taken.append(day)
        self._phones[key] = self._phones.get(key, 0) + 1
        return None

    def _add(self, story: Story, line: dict[str, Any]) -> None:
        line = {"external_id": story.row.external_id, "kind": "scheduled", "language": story.row.language} | line
        self.lines.append(line)
        self.case.by_patient[story.row.external_id].append(read_line(len(self.lines), line))

    def _explain(self, story: Story) -> None:
        """A line for every step of the last surgery date that has none."""
        last = story.versions[-1]
        own = self.case.by_patient[story.row.external_id]
        for step in self.case.steps(story).values():
            window = self.case.window(step, last.surgery, story.row.zone)
            assert window is not None
            sent = [story.version_at(line.sent_at) for line in own if line.sent_at and line.step == step.key]
            named = any(line.step == step.key and line.due_at and window.earliest <= line.due_at for line in own)
            if named or any(found and found.anchor == last.anchor for found in sent):
                continue
            over = [name for name, span in story.blocked if self.case.end - timedelta(seconds=1) in span]
            channel = next((name for name in step.channels if name in story.row.channels), None)
            status, reason = ("cancelled", "cancelled") if "cancelled" in over else ("missed", "too_late")
            if window.earliest >= self.case.end and not over and channel and not story.closed[channel]:
                status, reason = "planned", None
            line = {"due_at": window.earliest.isoformat(), "channel": channel, "step": step.key, "reason": reason}
            self._add(story, {"sent_at": None, "body": None, "status": status} | line)

    def _answer(self, story: Story) -> None:
        outages = story.blocks("outage")
        for when, body in story.replies:
            if is_stop(body) or (is_red_flag(body) and not story.has_closed("sms", when)):
                at = max([when, *(span.end for span in outages if when in span)])
                line = {"external_id": story.row.external_id, "kind": "auto_reply", "step": None, "channel": "sms"}
                line |= {"due_at": at.isoformat(), "sent_at": at.isoformat(), "status": "accepted", "reason": None}
                self.lines.append(line | {"language": story.row.language, "body": "Fixed words."})


@each_row("seed", [1, 7, 2026])
def test_an_honest_year_breaks_no_promise(seed: int) -> None:
    rows, events = generate(seed, 200, date(2026, 1, 1), date(2027, 1, 1))
    lines = HonestService(rows, events).run()
    assert sum(line["status"] == "accepted" for line in lines) > 600
    assert {"cap", "not_applicable", "too_late"} <= {line["reason"] for line in lines}
    assert check(PATHWAYS, rows, events, lines, start=START, end=END) == []


def test_and_each_sabotage_of_it_is_seen() -> None:
    rows, events = generate(3, 60, date(2026, 1, 1), date(2027, 1, 1))
    lines = HonestService(rows, events).run()
    sent = [line for line in lines if line["status"] == "accepted" and line["kind"] == "scheduled"]
    # Whether an answered step was due, or one of a plan that moved was capped first, is not always seen from outside.
    moved = {event["external_id"] for event in events if event["event"] in {"reschedule", "discharge"}}
    for victim in sent[::37]:
        others = [line for line in lines if line is not victim]
        at, due = (datetime.fromisoformat(victim[name]).astimezone(UTC) for name in ("sent_at", "due_at"))
        skipped = victim | {"sent_at": None, "body": None, "status": "missed", "reason": "late"}
        sabotages = {
            "sent twice": [*lines, victim],
            **({} if victim["step"] == "wound_2" or victim["external_id"] in moved else {"lost": [*others, skipped]}),
            "hours": [*others, victim | {"sent_at": (at + timedelta(hours=11)).isoformat()}],
            "the patient reads": [*others, victim | {"language": "xx"}],
            "window": [*others, victim | {"due_at": (due - timedelta(days=1)).isoformat()}],
        }
        for words, messages in sabotages.items():
            found = check(PATHWAYS, rows, events, messages, start=START, end=END)
            assert any(words in violation for violation in found), (words, victim, found)
