"""Sums up how long something waited for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LIMITS: Final = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
"""Waits are counted up to and including each of these, and beyond the last."""


@dataclass(frozen=True, slots=True)
class Waits:
    """`by_limit`: one count per limit and one for longer. Median and longest are of what someone took on; else None.

    `unacknowledged`: not taken by anyone yet; they are in no other number.
    """

    by_limit: tuple[int, ...]
    unacknowledged: int
    median: timedelta | None
    longest: timedelta | None

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_limit) + self.unacknowledged


def place_of(wait: timedelta) -> int:
    """Return the place of the first limit that a wait kept; one more than the last, if it kept none."""
    return next((place for place, limit in enumerate(LIMITS) if wait <= limit), len(LIMITS))


def sum_up(waits: Iterable[tuple[datetime, datetime | None]]) -> Waits:
    """Sum up pairs (since when, until when; None while no one came)."""
    lasted: list[timedelta] = []
    unacknowledged = 0
    for opened, acknowledged in waits:
        if acknowledged is None:
            unacknowledged += 1
        else:
            lasted.append(acknowledged - opened)
    counts = [0] * (len(LIMITS) + 1)
    for wait in lasted:
        counts[place_of(wait)] += 1
    middle = timedelta(seconds=median(wait.total_seconds() for wait in lasted)) if lasted else None
    return Waits(tuple(counts), unacknowledged, middle, max(lasted, default=None))
