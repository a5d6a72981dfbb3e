"""Nothing is lost: what could be sent was sent, and what was not has a reason that holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.promises.case import SENT
from tests.promises.group_rules import in_week

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from tests.promises.case import Case
    from tests.promises.clock import Interval
    from tests.promises.inputs import Line, Step
    from tests.promises.story import Story, Version


INSTANT = timedelta(microseconds=1)
_CLOSED = ("cancelled", "skipped", "missed")


def check_coverage(case: Case) -> Iterator[str]:
    """Every step of every enrollment has a line."""
    for external_id, story in case.stories.items():
        if story.versions[-1].plan not in case.pathways:
            yield f"{external_id}: no pathway {story.row.procedure}"
        lines = case.by_patient.get(external_id, [])
        present = {(line.step, way) for line in lines for way in (line.channel, None)}
        for key, step in case.steps(story).items():
            if step.of_visit or (step.again_of and step.optional):
                continue
            for way in step.channels if step.on_both else (None,):
                if (key, way) not in present:
                    yield f"{external_id} {key}: no line says what became of it{f' by {way}' if way else ''}"


def check_lost(case: Case) -> Iterator[str]:
    """A step that was due in the span, valid, wanted and allowed was sent, or was capped or fused for cause."""
    for external_id, story in case.stories.items():
        lines: dict[str, list[Line]] = {}
        for line in case.by_patient.get(external_id, []):
            lines.setdefault(line.step or "", []).append(line)
        for version in story.versions:
            for step in case.steps(story, version).values():
                own = lines.get(step.key, [])
                if own and not step.optional and not step.of_visit:
                    for one, its_lines in _ways(step, own):
                        yield from _lost(case, story, one, version, its_lines)


def _ways(step: Step, lines: list[Line]) -> list[tuple[Step, list[Line]]]:
    """A step that goes out by text and by email is two, neither of which makes up for the other."""
    if not step.on_both:
        return [(step, lines)]
    return [
        (replace(step, channels=(channel,)), [line for line in lines if line.channel == channel])
        for channel in step.channels
    ]


def _lost(case: Case, story: Story, step: Step, version: Version, lines: list[Line]) -> Iterator[str]:
    if _sent_in_anchor(story, version, lines):
        return
    settled = story.last_of_anchor(version)
    fitting = _unsent(case, story, step, [version] if settled else story.versions_of(version.anchor), lines)
    due = max((line.due_at for line in fitting if line.due_at), default=None) if settled else None
    for channel in step.channels:
        chances = case.chances(step, version, story, channel, due)
        if not chances:
            continue
        if case.applies(step, story, chances[-1].end - INSTANT) is not True:
            return
        local = chances[0].start.astimezone(story.row.zone)
        mine = [line for line in fitting if line.channel in (channel, None)]
        final = version is story.versions[-1]
        if not mine and final:
            yield f"{story.row.external_id} {step.key}: lost, could go by {channel} from {local.isoformat()}, no line"
        for line in mine:
            # A line of a date since given up may have been capped there, then cancelled, or missed by a correction.
            closed = (
                ("cancelled", "skipped")
                if settled or _over_before_the_plan_changed(story, version, chances)
                else _CLOSED
            )
            moved = not final and line.status in closed and _capped_before(case, story, step, version, line)
            moved = moved or _moved_in_the_plan(case, story, step, version, line, chances)
            moved = moved or _ended_meanwhile(case, story, line, chances)
            if line.status != "planned" and not moved and not explained(case, story, line):
                yield f"{line}: lost, could go from {local.isoformat()}; the reason {line.reason!r} does not hold"
        return


def _capped_before(case: Case, story: Story, step: Step, version: Version, line: Line) -> bool:
    """Whether a cap kept a text from its day, or from the one that it had under a surgery date since given up."""
    if _capped(case, story, line):
        return True
    window, _ = case.due_window(step, version, story)
    return line.channel != "email" and window is not None and capped_at(case, story, window.earliest, line)


def _ended_meanwhile(case: Case, story: Story, line: Line, chances: list[Interval]) -> bool:
    """Whether a cap kept a text back at first, and from then until its time was up a pause or a STOP.

    Either plans anew: a day later a cap may leave room again, but now the other keeps it.
    """
    ends = {("missed", "paused"): story.blocks("paused"), ("skipped", "opted_out"): story.closed["sms"]}
    spans = ends.get((line.status, line.reason or ""), [])
    after = any(line.due_at and line.due_at < span.start and chances[-1].end <= span.start for span in spans)
    return after and _capped(case, story, line)


def _over_before_the_plan_changed(story: Story, version: Version, chances: list[Interval]) -> bool:
    """Whether a step's time was over when the patient was moved to another version of the plan, dates unchanged."""
    after = story.versions[story.versions.index(version) + 1 :]
    return bool(after) and after[0].plan != version.plan and chances[-1].end < version.held.end


def _moved_in_the_plan(
    case: Case, story: Story, step: Step, version: Version, line: Line, chances: list[Interval]
) -> bool:
    """Whether a later version of the care plan gave the step another time, and a cap had kept it from its first one.

    If that time was over before, it stays capped: a new plan does not rewrite what was.
    """
    later = story.versions[story.versions.index(version) + 1 :]
    other_plans = [case.steps(story, other).get(step.key) for other in later if other.plan != version.plan]
    moved = any(one is None or replace(one, channels=step.channels) != step for one in other_plans)
    closed = ("skipped",) if _over_before_the_plan_changed(story, version, chances) else _CLOSED
    return moved and line.status in closed and capped_at(case, story, chances[0].start, line)


def _unsent(case: Case, story: Story, step: Step, versions: list[Version], lines: list[Line]) -> list[Line]:
    """The lines not sent whose due time belongs to one of these surgery dates."""
    return [
        line
        for line in lines
        if line.status not in SENT
        and line.due_at is not None
        and any(case.fits(line.due_at, step, version, story) for version in versions)
    ]


def _sent_in_anchor(story: Story, version: Version, lines: list[Line]) -> bool:
    held = [story.version_at(line.sent_at) for line in lines if line.sent_at]
    return any(found is not None and found.anchor == version.anchor for found in held)


def explained(case: Case, story: Story, line: Line) -> bool:
    if line.status != "skipped" or line.channel == "email":
        return False
    if line.reason == "cap":
        return _capped(case, story, line)
    return line.reason == "fuse" and _fused(case, story, line)


def _capped(case: Case, story: Story, line: Line) -> bool:
    """Whether this text, beside all others that were ever planned, would have broken a cap.

    A late text counts on the date it was due and on the date it goes: the caps hold for both.
    """
    return line.due_at is not None and line.channel != "email" and capped_at(case, story, line.due_at, line)


def capped_at(case: Case, story: Story, at: datetime, but: Line | None = None) -> bool:
    """Whether a text due at a moment, beside all others but one that were ever planned, would have broken a cap.

    The others count on the days that they have now, and on those that they had under a date since given up.
    """
    others = [
        (other, step)
        for other in case.by_patient[story.row.external_id]
        if other is not but and other.due_at and other.channel != "email" and (step := case.step(other))
        if case.facts_hold(step, story) and not step.optional
    ]
    day = at.astimezone(story.row.zone).date()
    given_up = [version for version in story.versions[:-1] if version.held.start <= at]
    reminders = Counter(_reminders_given_up(case, story, at))
    return any(
        _full(case, days + reminders, day + timedelta(days=late))
        for version in (None, *given_up)
        for days in _taken(case, story, others, version)
        for late in (0, 1, 2)
    )


def _reminders_given_up(case: Case, story: Story, at: datetime) -> Iterator[date]:
    """The days of reminders of visits that stood at a moment, and were moved or cancelled before they were due."""
    zone, clinic_zone = story.row.zone, ZoneInfo(case.clinic.timezone)
    for step in case.steps(story).values():
        for visit in story.visits if step.anchor == "visit" else ():
            due = visit.at(clinic_zone).astimezone(zone).date() + timedelta(days=step.day)
            if at in visit.held and not visit.missed and visit.held.end.astimezone(UTC).date() <= due:
                yield due


def _taken(
    case: Case, story: Story, others: list[tuple[Line, Step]], version: Version | None
) -> tuple[Counter[date], Counter[date]]:
    """How many texts were due, and how many went, on each day; under a version, where what came later stood then."""
    due: Counter[date] = Counter()
    gone: Counter[date] = Counter()
    for other, step in others:
        first, last = other.due_at, other.sent_at or other.due_at
        if version and not step.of_visit and not (other.sent_at and other.sent_at < version.held.end):
            known = case.steps(story, version).get(step.key)
            window = case.due_window(known, version, story)[0] if known else None
            first = last = window.earliest if window else None
        if first and last:
            due[first.astimezone(story.row.zone).date()] += 1
            gone[last.astimezone(story.row.zone).date()] += 1
    return due, gone


def _full(case: Case, days: Counter[date], day: date) -> bool:
    weeks = (in_week(days, day - timedelta(days=offset)) for offset in range(7))
    return days[day] >= case.clinic.daily_cap or any(week >= case.clinic.weekly_cap for week in weeks)


def _fused(case: Case, story: Story, line: Line) -> bool:
    """Whether anything at all went to this phone in the days before."""
    if line.due_at is None:
        return False
    first, last = line.due_at - timedelta(days=7), line.due_at + timedelta(days=1, hours=12)
    return any(first <= sent <= last for sent, _ in case.sent_texts.get(story.row.phone or "", []))
