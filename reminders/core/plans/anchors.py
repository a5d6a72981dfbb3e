"""The day that a step's days are counted from: the surgery, or the discharge from hospital."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from reminders.core.plans.pathway import Step

DISCHARGE_AHEAD = timedelta(days=30)
"""So long after today, or after a surgery to come, a discharge may be expected; later than that it is a typo."""

BEFORE_SURGERY = "the discharge date must not be before the surgery date"
TOO_FAR_AHEAD = "the discharge date is more than 30 days ahead; check the year and month"


class Anchor(StrEnum):
    """What the day of a step is counted from, as a pathway file writes it."""

    SURGERY = "surgery"
    DISCHARGE = "discharge"


@dataclass(frozen=True, slots=True)
class Placed:
    """A step with the date that its days are counted from, and how many they are.

    `waits`: that date is not known, and the surgery's stands in.
    """

    step: Step
    base: date
    day: int
    waits: bool = False

    @property
    def counted(self) -> Step:
        """The step as if its own `day` counted from that date."""
        return self.step if self.day == self.step.day else replace(self.step, day=self.day)


def place(step: Step, surgery: date, discharge: date | None) -> Placed:
    """Return where a step stands in a plan.

    One that counts from discharge waits until that is known. One from surgery with `after_discharge` is not sent to a
    patient who is still in hospital, or has just come home: where its own day is too early, it moves to so many days
    after discharge.
    """
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
