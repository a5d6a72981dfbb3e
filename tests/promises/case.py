"""One simulation under examination, and the questions every rule asks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from tests.promises.clock import MINUTE, Hours, Interval, earliest_utc, latest_utc, naive, without
from tests.promises.story import Story, Version, is_start, is_stop, plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from tests.promises.inputs import ClinicOptions, Conditions, Line, Step

SENT = frozenset({"accepted", "delivered", "undelivered"})
_NUMBER_WORDS = frozenset(["one", "two", "three", "uno", "una", "dos", "tres"])
SURE_CHANCE = 2 * MINUTE


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked. The second asking is the same `question`."""

    step: Step

    @property
    def question(self) -> str:
        """The key of the step that asks first."""
        return self.step.again_of or self.step.key


def two_scores(body: str) -> tuple[int, int] | None:
    """The two numbers from 0 to 10 of a reply that holds no other number."""
    numbers = [int(number) for number in re.findall(r"\d+", body)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 and max(numbers) <= 10 else None


@dataclass(frozen=True, slots=True)
class Window:
    """When a step is due, and until when it may be sent."""

    earliest: datetime
    end: datetime
    send_before: datetime


@dataclass
class Case:
    """Everything the rules look at. Lines of one patient are in `by_patient`, scheduled ones only."""

    clinic: ClinicOptions
    pathways: dict[str, dict[str, Step]]
    stories: dict[str, Story]
    lines: list[Line]
    end: datetime
    hours: Hours = field(init=False)

    def __post_init__(self) -> None:
        """Read the hours once."""
        self.hours = self.clinic.hours
        on = self.clinic.optional_steps
        self.pathways = {
            name: {
                key: replace(step, optional=step.optional and (step.again_of or key) not in on)
                for key, step in steps.items()
            }
            for name, steps in self.pathways.items()
        }

    @cached_property
    def by_patient(self) -> dict[str, list[Line]]:
        """Scheduled lines per external id."""
        grouped: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.kind == "scheduled" and line.external_id:
                grouped.setdefault(line.external_id, []).append(line)
        return grouped

    @cached_property
    def sent_texts(self) -> dict[str, list[tuple[datetime, Line]]]:
        """Texts that were sent, per phone, in order; all kinds."""
        grouped: dict[str, list[tuple[datetime, Line]]] = {}
        for line in self.lines:
            story = self.stories.get(line.external_id or "")
            if story and story.row.phone and line.channel == "sms" and line.sent_at:
                grouped.setdefault(story.row.phone, []).append((line.sent_at, line))
        for texts in grouped.values():
            texts.sort(key=lambda pair: pair[0])
        return grouped

    def steps(self, story: Story, version: Version | None = None) -> dict[str, Step]:
        """The steps for this person of the care plan that a patient had for a while; without one, at the end."""
        version = version or story.versions[-1]
        return (self._for_caregivers if story.row.of_caregiver else self._for_patients).get(version.plan, {})

    @cached_property
    def _for_patients(self) -> dict[str, dict[str, Step]]:
        return {
            name: {key: step for key, step in steps.items() if step.to != "caregiver"}
            for name, steps in self.pathways.items()
        }

    @cached_property
    def _for_caregivers(self) -> dict[str, dict[str, Step]]:
        """Texts only, whatever the channels of the step are."""
        return {
            name: {
                key: replace(step, channels=("sms",), on_both=False)
                for key, step in steps.items()
                if step.to in {"caregiver", "both"}
            }
            for name, steps in self.pathways.items()
        }

    def step(self, line: Line) -> Step | None:
        """The step a line belongs to: of the plan that held when it was sent, or of the last one that names it."""
        story = self.stories.get(line.external_id or "")
        if story is None:
            return None
        held = story.version_at(line.sent_at) if line.sent_at else None
        plans = [held] if held else reversed(story.versions)
        return next((step for plan in plans if (step := self.steps(story, plan).get(line.step or ""))), None)

    def staffed(self, step: Step, surgery: date, steps: Iterable[Step]) -> date:
        """The date on which staff can follow up: the next within the step's validity, else up to three days before."""
        own = surgery + timedelta(days=step.day)
        slid = self.hours.slide(own, step.between)
        if not step.needs_staff or step.day == 0 or own not in self.clinic.closed_days or slid is None:
            return own
        names = [name.removeprefix("answer.") for name in (*step.when, *step.unless)] + [step.again_of]
        asked = max((other.day for other in steps if other.key in names and other.anchor == step.anchor), default=-9999)
        over = naive(own, slid[1]) + step.valid_for
        for day in [own + timedelta(days=n) for n in (*range(1, step.valid_for.days + 2), -1, -2, -3)]:
            window, side = self.hours.slide(day, step.between), (day - surgery).days * step.day > 0
            good = naive(day, window[1]) <= over if window and day > own else (day - surgery).days > asked
            if window and side and good and day not in self.clinic.closed_days:
                return day
        return own

    def window(self, step: Step, surgery: date, zone: ZoneInfo, day: date | None = None) -> Window | None:
        """The slid window of a step on its own day, or on another; None on a day the clinic is closed."""
        own = surgery + timedelta(days=step.day)
        day = day or own
        slid, first = (self.hours.slide(at, step.between) for at in (day, min(own, day)))
        if slid is None or first is None:
            return None
        start, end = naive(day, slid[0]), naive(day, slid[1])
        # The last minutes of a window that a clock change skips move past its end.
        last = max(latest_utc(end, zone), latest_utc(end - MINUTE, zone) + MINUTE)
        return Window(
            earliest_utc(start, zone), last, latest_utc(naive(min(own, day), first[1]) + step.valid_for, zone)
        )

    def placed(self, step: Step, version: Version) -> tuple[Step, date]:
        """The step, with the day it has counted from a date, and that date: of the surgery, or of the discharge."""
        home, after = version.discharge, step.after_discharge
        if step.anchor == "discharge":
            return step, home or version.surgery
        if home and after is not None and home + timedelta(days=after) > version.surgery + timedelta(days=step.day):
            return replace(step, day=after), home
        return step, version.surgery

    def waits(self, step: Step, version: Version) -> bool:
        """Whether a step counts from a discharge that is not known."""
        return step.anchor == "discharge" and version.discharge is None

    def fits(self, due: datetime, step: Step, version: Version, story: Story, *, given_up: bool = False) -> bool:
        """Whether a due time is right for a surgery date: in the slid window, or later because planned late.

        A second ask that was `given_up` before the first went out has the day that it had until then.
        """
        steps = self.steps(story, version)
        if step.key not in steps:
            return False
        step, base = self.placed(steps[step.key], version)
        for moved in [*self.asked_behind(step, version, story, base), *([step] if given_up else [])]:
            staffed = self.staffed(moved, base, steps.values())
            days = {staffed, max(staffed, base + timedelta(days=moved.day))}  # planned too late to go earlier
            if any(self._fits_on(day, due, moved, base, story) for day in days):
                return True
        return False

    def asked_behind(self, step: Step, version: Version, story: Story, base: date) -> list[Step]:
        """The step with each day that it may have: of a second ask one that is later than that of the first.

        Where the first went out so late that the second's own day was no later, the second keeps its distance. Of a
        first that did not go out only its plan can tell, so both days are fair.
        """
        first = self.steps(story, version).get(step.again_of or "")
        if first is None:
            return [step]
        zone = story.row.zone
        mine = [line for line in self.by_patient[story.row.external_id] if line.step == first.key]
        sent = [line.sent_at for line in mine if line.sent_at and _anchor(story, line.sent_at) == version.anchor]
        asked = [at.astimezone(zone).date() for at in sent]
        if asked and base + timedelta(days=step.day) > min(asked):
            return [step]
        distance = self.steps(story, version)[step.key].day - first.day
        if asked:
            return [replace(step, day=(min(asked) - base).days + distance)]
        planned = [at.astimezone(zone).date() + timedelta(days=more) for at in story.plan_moments for more in (0, 1)]
        last = base + timedelta(days=step.day - distance) + first.valid_for * 2
        late = [day for day in planned if base + timedelta(days=step.day) <= day <= last]
        return [step, *(replace(step, day=(day - base).days + distance) for day in late)]

    def _fits_on(self, day: date, due: datetime, step: Step, base: date, story: Story) -> bool:
        window = self.window(step, base, story.row.zone, day)
        if window is None:
            return False
        second_time_round = due.astimezone(story.row.zone).fold == 1
        if window.earliest <= due < window.end and not second_time_round:
            return True
        planned_late = any(window.earliest < made <= due for made in story.plan_moments)
        return planned_late and window.end <= due <= window.send_before

    def due_window(self, step: Step, version: Version, story: Story) -> tuple[Window | None, datetime | None]:
        """The window of a step under one surgery date, and when it is over at the latest, if anything says so."""
        placed, base = self.placed(step, version)
        step = self.asked_behind(placed, version, story, base)[0]
        staffed = self.staffed(step, base, self.steps(story, version).values())
        baseline = placed.day < 0 and placed.day != step.day  # is of before the surgery
        over = latest_utc(naive(base, timedelta()), story.row.zone) if baseline else None
        return self.window(step, base, story.row.zone, staffed), over

    def chances(
        self, step: Step, version: Version, story: Story, channel: str, after: datetime | None
    ) -> list[Interval]:
        """Times at which the step could and should have been sent on a channel, at least two minutes each."""
        window, over = self.due_window(step, version, story)
        if self.waits(step, version) or window is None or channel not in story.row.channels:
            return []
        start = max(after or window.end - MINUTE, version.held.start, window.earliest)
        end = min(window.send_before, over or window.send_before, version.held.end, self.end)
        if start >= end:
            return []
        open_ = self.hours.open_times(Interval(start, end), story.row.zone)
        left = without(open_, [*story.blocks(), *story.closed[channel]])
        return [piece for piece in left if piece.end - piece.start >= SURE_CHANCE]

    def applies(self, step: Step, story: Story, at: datetime) -> bool | None:
        """Whether a step's conditions hold at a moment: yes, no, or not to be told from outside."""
        if not _facts_hold(step, story.row.facts):
            return False
        if step.again_of and (verdict := self._asks_once_more(step.again_of, story, at)) is not True:
            return verdict
        verdicts: list[bool | None] = []
        for wanted, conditions in ((True, step.when), (False, step.unless)):
            for name, values in _answers(conditions).items():
                codes = self._answers_given(name, story, at)
                verdicts.append(None if codes is None else _matches(codes, values, wanted=wanted))
        if any(verdict is False for verdict in verdicts):
            return False
        return None if None in verdicts else True

    def _asks_once_more(self, first: str, story: Story, at: datetime) -> bool | None:
        """Whether a question went out on an earlier day and is unanswered."""
        codes = self._answers_given(first, story, at)
        if codes is None:
            return None
        today = at.astimezone(story.row.zone).date()
        asked = [line.sent_at for line in self.by_patient[story.row.external_id] if line.step == first]
        held = story.version_at(at)
        earlier = any(
            sent and sent.astimezone(story.row.zone).date() < today and held and held.anchor == _anchor(story, sent)
            for sent in asked
        )
        return earlier and not codes

    def facts_hold(self, step: Step, story: Story) -> bool:
        """Whether the conditions on facts hold, answers apart."""
        return _facts_hold(step, story.row.facts)

    def _answers_given(self, key: str, story: Story, at: datetime) -> set[str] | None:
        """The codes answered to a question before a moment; None where more than one reading is fair."""
        sent = self.questions(story)
        mine = [span for asked, span in sent if asked.question == key and span.start < at]
        if not mine:
            return set()
        if story.shares_phone or len(mine) > 1:
            return None
        codes: set[str] = set()
        step = next(asked.step for asked, _ in sent if asked.question == key)
        for when, body in story.replies:
            if not (mine[0].start <= when <= min(mine[0].end, at)) or is_stop(body) or is_start(body):
                continue
            words = plain(body).split()
            if (pair := two_scores(body)) and step.parts:
                if [asked for asked, span in sent if when in span][-1].question != key:
                    return None
                codes |= {f"{pair[0]} {pair[1]}"}
            elif len(words) == 1 and words[0].isdigit():
                if sum(when in span for _, span in sent) > 1:
                    return None
                codes |= {step.answers[words[0]]} if words[0] in step.answers else set()
            elif any(word in _NUMBER_WORDS or any(char.isdigit() for char in word) for word in words):
                return None
        return codes if len(codes) < 2 else None

    def questions(self, story: Story) -> list[tuple[Asked, Interval]]:
        """Every question sent to a patient, in order, and while it was open."""
        found: list[tuple[Asked, Interval]] = []
        for line in self.by_patient.get(story.row.external_id, []):
            step = self.step(line)
            if step and step.asks and line.sent_at:
                found.append((Asked(step), Interval(line.sent_at, line.sent_at + step.open_for)))
        return sorted(found, key=lambda pair: pair[1].start)


def _anchor(story: Story, at: datetime) -> int | None:
    held = story.version_at(at)
    return held.anchor if held else None


def _facts_hold(step: Step, facts: dict[str, str]) -> bool:
    for name, values in step.when.items():
        if not name.startswith("answer.") and facts.get(name) not in values:
            return False
    return not any(facts.get(name) in values for name, values in step.unless.items() if not name.startswith("answer."))


def _answers(conditions: Conditions) -> dict[str, list[str]]:
    prefix = "answer."
    return {name.removeprefix(prefix): values for name, values in conditions.items() if name.startswith(prefix)}


def _matches(codes: set[str], values: list[str], *, wanted: bool) -> bool:
    return bool(codes & set(values)) is wanted
