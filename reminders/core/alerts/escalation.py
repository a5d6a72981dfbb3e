"""Who is told of an alert, and when the next one is: down the list of those on call, then round again, until it ends.

Clinical ground: a flagged reply "goes to a human queue with an alarm if unread; the patient never waits on it".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

ESCALATES: Final = frozenset({"red_flag", "plan_event"})
"""The kinds of alert that someone is told of at once; the others wait on the staff list."""

MAX_WAIT: Final = timedelta(hours=2)
"""However many rounds have passed, someone is told this often."""

CLOSE_WITHIN: Final = timedelta(hours=4)
"""Acknowledging says "I am on it". What is not closed by then is told again, from the top of the list."""

STRANGERS_WITHIN: Final = timedelta(hours=1)
STRANGERS_AN_HOUR: Final = 6
"""Notices over texts of strangers to a clinic's people on call within that time. What comes after is told of together,
in one notice, when it is over. Notices over patients' texts have no limit."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom to tell now (a place in the list, from 0), and when the next one is told if no one acts."""

    person: int
    next_at: datetime


def next_telling(level: int, people: int, wait: timedelta, now: datetime) -> Telling:
    """Return the telling number `level` (from 0) over a list of `people` (1 or more).

    The first time through the list each has `wait` to act; each round after it waits that much longer, MAX_WAIT at
    most, so that a phone at night is not worn out by one alert.
    """
    rounds_before, person = divmod(level, people)
    pause = min(wait * (rounds_before + 1), max(wait, MAX_WAIT))
    return Telling(person, now + pause)
