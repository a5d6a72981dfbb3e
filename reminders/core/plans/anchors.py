"""The day that a step's days are counted from: the surgery, the discharge from hospital, or a visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.model.enrollment import VisitState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from reminders.core.model.enrollment import Visit
    from reminders.core.plans.pathway import Step

DISCHARGE_AHEAD = timedelta(days=30)
"""So long after today, or after a surgery to come, a discharge may be expected; later than that it is a typo."""

SHORT_NOTICE = timedelta(hours=24)
"""Of a visit that got its time later than this before it, the patient was told in person."""

BEFORE_SURGERY = "the discharge date must not be before the surgery date"
TOO_FAR_AHEAD = "the discharge date is more than 30 days ahead; check the year and month"


class Anchor(StrEnum):
    """What the day of a step is counted from, as a pathway file writes it.

    A step of a visit stands in the plan once for each visit, and not at all without one.
    """

    SURGERY = "surgery"
    DISCHARGE = "discharge"
    VISIT = "visit"
    MISSED_VISIT = "missed_visit"


OF_VISITS = frozenset({Anchor.VISIT, Anchor.MISSED_VISIT})


@dataclass(frozen=True, slots=True)
class PlanDates:
    """The dates of a plan that may move. `discharge` is None while it is not known."""

    surgery: date
    discharge: date | None = None
    visits: Sequence[Visit] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A step with the date that its days are counted from, and how many they are.

    `waits`: that date is not known, and the surgery's stands in. `visit` is the one a message speaks of. `after`: of a
    question that is asked once more, the day on which it is asked first.
    """

    step: Step
    base: date
    day: int
    waits: bool = False
    visit: Visit | None = None
    after: int | None = None

    @property
    def counted(self) -> Step:
        """The step as if its own `day` counted from that date."""
        return self.step if self.day == self.step.day else replace(self.step, day=self.day)

    @property
    def slot(self) -> int:
        """The visit's slot, or 0."""
        return self.visit.slot if self.visit else 0

    def behind(self, first: Step, asked: date | None) -> Placed:
        """Return it on a day after the one on which the first question goes out, if that is known.

        Where the first one is so late that this one's own day would be no later, it keeps its distance.
        """
        if asked is None:
            return self
        after = (asked - self.base).days
        day = self.day if self.day > after else after + self.step.day - first.day
        return replace(self, day=day, after=after)

    @property
    def is_over(self) -> bool:
        """Whether a question of before the surgery or the visit would be asked once more on that day or after it."""
        return self.after is not None and self.step.day < 0 <= self.day

    def ends(self, valid_until: datetime) -> datetime:
        """Return until when it may be sent: a reminder of a visit never after the visit."""
        if self.visit is None or self.step.anchor is not Anchor.VISIT:
            return valid_until
        return min(valid_until, self.visit.at)

    def comes_short(self, valid_until: datetime) -> bool:
        """Return True if the visit got its time so late that its reminder would tell nothing new."""
        if self.visit is None or self.step.anchor is not Anchor.VISIT or self.visit.known_at is None:
            return False
        return self.visit.known_at > self.visit.at - SHORT_NOTICE or self.visit.known_at >= valid_until


def wrong_anchor(step: Step) -> str | None:
    """Return what about a step does not go with its anchor, or None."""
    if step.anchor in {Anchor.DISCHARGE, Anchor.MISSED_VISIT} and step.day < 0:
        return f"a step with anchor: {step.anchor} has a day of 0 or more"
    if step.anchor is Anchor.VISIT and step.day >= 0:
        return "a step with anchor: visit has `before`, for example before: 1d"
    return None if step.after_discharge is None else _wrong_after_discharge(step, step.after_discharge)


def _wrong_after_discharge(step: Step, days: int) -> str | None:
    if step.anchor is not Anchor.SURGERY:
        return f"after_discharge is for steps that count from surgery; leave it out with anchor: {step.anchor}"
    if step.day < 0:
        return "after_discharge is for steps after surgery; leave it out where day is below 0"
    if days < 0:
        return "after_discharge is 0 or more days after discharge"
    return None


def occurrences(step: Step, dates: PlanDates, zone: ZoneInfo) -> list[Placed]:
    """Return where a step stands in a plan: once, or for a step of visits once for each of them.

    One that counts from discharge waits until that is known. One from surgery with `after_discharge` is not sent to a
    patient who is still in hospital, or has just come home: where its own day is too early, it moves to so many days
    after discharge.
    """
    if step.anchor in OF_VISITS:
        return [placed for visit in dates.visits if (placed := _of_visit(step, visit, zone))]
    return [_of_plan(step, dates.surgery, dates.discharge)]


def _of_visit(step: Step, visit: Visit, zone: ZoneInfo) -> Placed | None:
    if step.anchor is Anchor.VISIT and visit.state is VisitState.BOOKED:
        return Placed(step, visit.at.astimezone(zone).date(), step.day, visit=visit)
    if step.anchor is Anchor.MISSED_VISIT and visit.state is VisitState.MISSED and visit.missed_at:
        return Placed(step, visit.missed_at.astimezone(zone).date(), step.day, visit=visit)
    return None


def _of_plan(step: Step, surgery: date, discharge: date | None) -> Placed:
    if step.anchor is Anchor.DISCHARGE:
        return Placed(step, discharge or surgery, step.day, waits=discharge is None)
    after = step.after_discharge
    if after is None or discharge is None or surgery + timedelta(days=step.day) >= discharge + timedelta(days=after):
        return Placed(step, surgery, step.day)
    return Placed(step, discharge, after)


def refuse_discharge(discharge: date, surgery: date, today: date) -> str | None:
    """Return why a date cannot be the discharge date, or None when it can."""
    if discharge < surgery:
        return BEFORE_SURGERY
    if discharge > max(today, surgery) + DISCHARGE_AHEAD:
        return TOO_FAR_AHEAD
    return None
