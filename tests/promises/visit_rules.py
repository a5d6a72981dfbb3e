"""Rules about visits: each time of a visit is announced once, in words that are true; a missed one is followed up.

A message about a visit names no visit in the files: it is told by the day and the words it was sent with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.promises.case import SURE_CHANCE
from tests.promises.clock import MINUTE, Interval, without
from tests.promises.lost_rules import capped_at, explained
from tests.promises.visits import FOREVER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from tests.promises.case import Case, Window
    from tests.promises.inputs import Line, Step
    from tests.promises.story import Story
    from tests.promises.visits import Booked

SHORT_NOTICE = timedelta(hours=24)
_MARK = {False: "visit", True: "missed_visit"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """One message that a visit calls for: in which window, until when, and whether it tells anything new."""

    visit: Booked
    window: Window
    until: datetime
    short: bool


def check_visits(case: Case) -> Iterator[str]:
    """Every message about a visit has its visit, and every visit its message."""
    for external_id, story in case.stories.items():
        lines: dict[str, list[Line]] = {}
        for line in case.by_patient.get(external_id, []):
            step = case.step(line)
            if step and step.of_visit:
                lines.setdefault(step.key, []).append(line)
        for step in (step for step in case.steps(story).values() if step.of_visit):
            yield from _check_step(case, story, step, lines.pop(step.key, []))
        for left in lines.values():
            yield f"{left[0]}: about a visit, of a step that the care plan does not have"


def _check_step(case: Case, story: Story, step: Step, lines: list[Line]) -> Iterator[str]:
    occasions = list(_occasions(case, story, step))
    told: dict[int, Line] = {}
    for line in sorted((line for line in lines if line.sent_at), key=lambda line: str(line.sent_at)):
        fitting = [number for number, one in enumerate(occasions) if _is_about(line, one)]
        if not fitting:
            yield f"{line}: about no visit that stood at that time"
            continue
        # Two visits on one day: the words tell which of them is meant.
        fresh = sorted(
            (number for number in fitting if number not in told),
            key=lambda number: len(list(_words(line, occasions[number].visit))),
        )
        if not fresh:
            yield f"{line}: the same visit was spoken of before, in {told[fitting[0]]}"
            continue
        # One message tells of all visits that it names; of one that it does not name, it is no reminder.
        named = [number for number in fresh if not list(_words(line, occasions[number].visit))] or fresh[:1]
        told |= dict.fromkeys(named, line)
        if any(occasions[number].short for number in named):
            yield f"{line}: reminds of a visit that got its time at short notice"
        yield from _words(line, occasions[named[0]].visit)
    for line in lines:
        if not line.sent_at and not any(_in_window(line, one) for one in occasions):
            yield f"{line}: due on a day that no visit calls for"
    for number, one in enumerate(occasions):
        if number not in told and not one.short:
            yield from _lost(case, story, step, one, [line for line in lines if not line.sent_at])


def _occasions(case: Case, story: Story, step: Step) -> Iterator[Occasion]:
    zone, clinic_zone = story.row.zone, ZoneInfo(case.clinic.timezone)
    for visit in story.visits:
        if _MARK[visit.missed] != step.anchor:
            continue
        at = visit.at(clinic_zone)
        base = (visit.held.start if visit.missed else at).astimezone(zone).date()
        window = case.window(step, base, zone, _open_day(case, base + timedelta(days=step.day)))
        if window is None:
            continue
        until = window.send_before if visit.missed else min(window.send_before, at)
        known = visit.held.start
        short = not visit.missed and (known > at - SHORT_NOTICE or known >= until)
        yield Occasion(visit, window, until, short)


def _open_day(case: Case, day: date) -> date:
    """The day itself, or if the clinic sends nothing on it the one before."""
    return day if case.hours.on(day) else day - timedelta(days=1)


def _in_window(line: Line, one: Occasion) -> bool:
    return line.due_at is not None and one.window.earliest <= line.due_at < one.window.end


def _is_about(line: Line, one: Occasion) -> bool:
    assert line.sent_at is not None
    return _in_window(line, one) and line.sent_at in one.visit.held and line.sent_at <= one.until


def _words(line: Line, visit: Booked) -> Iterator[str]:
    """The text names the day of this visit, and a reminder its hour and place too."""
    body = " ".join((line.body or "").split())
    if not re.search(rf"\b{visit.wall.day}\b", body):
        yield f"{line}: does not name the day of the visit, {visit.wall:%B %d}"
    if visit.missed:
        return
    hour = (visit.wall.hour - 1) % 12 + 1
    if not re.search(rf"\b{hour}:{visit.wall.minute:02d}\b", body):
        yield f"{line}: does not name the time of the visit, {visit.wall:%H:%M}"
    if visit.place not in body:
        yield f"{line}: does not name the place of the visit"


def _lost(case: Case, story: Story, step: Step, one: Occasion, unsent: list[Line]) -> Iterator[str]:
    """Like a step of the plan: what could be sent was sent, or was capped for cause."""
    start = max(one.window.end - MINUTE, one.visit.held.start, story.enrolled)
    end = min(one.until, one.visit.held.end, case.end)
    if start >= end:
        return
    open_ = case.hours.open_times(Interval(start, end), story.row.zone)
    for channel in step.channels:
        if channel not in story.row.channels:
            continue
        left = without(open_, [*story.blocks(), *story.closed[channel]])
        chances = [piece for piece in left if piece.end - piece.start >= SURE_CHANCE]
        if not chances:
            continue
        mine = [line for line in unsent if _in_window(line, one) and line.channel in (channel, None)]
        # The unsent message moves with its visit: of the time before there is no line left.
        moved = not mine and one.visit.held.end < FOREVER and capped_at(case, story, chances[0].start)
        if not moved and not any(explained(case, story, line) for line in mine):
            reasons = ", ".join(f"{line.status} ({line.reason})" for line in mine) or "no line"
            what = f"{story.row.external_id} {step.key}: lost, visit {one.visit.visit_id} of {one.visit.wall}"
            yield f"{what} could be told by {channel} from {chances[0].start.isoformat()}: {reasons}"
        return
