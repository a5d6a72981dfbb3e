"""What the day of a step is counted from, and when a discharge may be."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

DISCHARGE_AHEAD = timedelta(days=30)
"""So long after today, or after a surgery to come, a discharge may be expected; later than that it is a typo."""

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


def refuse_discharge(discharge: date, surgery: date, today: date) -> str | None:
    """Return why a date cannot be the discharge date, or None when it can."""
    if discharge < surgery:
        return BEFORE_SURGERY
    if discharge > max(today, surgery) + DISCHARGE_AHEAD:
        return TOO_FAR_AHEAD
    return None
