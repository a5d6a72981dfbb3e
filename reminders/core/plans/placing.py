"""Where a step stands in a plan: the date that its days are counted from, and what a visit changes about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from reminders.core.model.enrollment import VisitState
from reminders.core.model.quiet_hours import at_local
from reminders.core.plans.anchors import OF_VISITS, Anchor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from reminders.core.model.enrollment import Visit
    from reminders.core.plans.pathway import Step

SHORT_NOTICE = timedelta(hours=24)
"""Of a visit that got its time later than this before it, the patient was told in person."""


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

    def ends(self, valid_until: datetime, zone: ZoneInfo) -> datetime:
        """Return until when it may be sent: a reminder of a visit never after the visit.

        A question of before the surgery that moved behind its first asking ends with the day before: asked later it
        would not tell how the patient was before.
        """
        if self.day != self.step.day and self.step.day < 0 and self.visit is None:
            return min(valid_until, at_local(self.base, 0, zone))
        if self.visit is None or self.step.anchor is not Anchor.VISIT:
            return valid_until
        return min(valid_until, self.visit.at)

    def comes_short(self, valid_until: datetime) -> bool:
        """Return True if the visit got its time so late that its reminder would tell nothing new."""
        if self.visit is None or self.step.anchor is not Anchor.VISIT or self.visit.known_at is None:
            return False
        return self.visit.known_at > self.visit.at - SHORT_NOTICE or self.visit.known_at >= valid_until


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
