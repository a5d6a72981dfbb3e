"""Which message staff may send at this moment: one whose day has come, or one that was missed a short while ago."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from reminders.core.model.status import Reason, Status

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

MISSED_FOR = timedelta(days=3)
"""What a step says of a day is no longer true much later."""

SENT_WITHIN = timedelta(hours=2)
"""How long a missed message may take to leave once someone has asked for it."""

UNDO_FOR = timedelta(seconds=20)
"""A message that was brought forward waits this long, so that it can be taken back."""

_MISSED_FOR_REASONS = frozenset({Reason.TOO_LATE.value, Reason.PAUSED.value})


class Unsent(Protocol):
    """What is known of a message that has not left; a row of any table will do."""

    @property
    def status(self) -> str:
        """Where it stands."""
        ...

    @property
    def reason(self) -> str | None:
        """Why it was not sent."""
        ...

    @property
    def due_at(self) -> datetime:
        """When it was due."""
        ...

    @property
    def send_before(self) -> datetime:
        """When its time ends."""
        ...


def may_send_now(message: Unsent, day: int, zone: ZoneInfo, now: datetime) -> bool:
    """Return True if a message of the present surgery day may be sent now; `day` is its step's, counted from surgery.

    A step ahead stays ahead: the day 90 check cannot be sent on day 3. A message that is about to leave is not offered
    again, and one that was to prepare for the surgery is not sent after it.
    """
    if message.status == Status.PLANNED:
        today = message.due_at.astimezone(zone).date() <= now.astimezone(zone).date()
        return today and now < message.send_before and not is_leaving(message, now)
    late = message.status == Status.MISSED and message.reason in _MISSED_FOR_REASONS
    return late and day >= 0 and message.due_at <= now <= message.due_at + MISSED_FOR


def is_leaving(message: Unsent, now: datetime) -> bool:
    """Return True if a message leaves by itself in the next seconds, as one does that was brought forward."""
    return message.status == Status.PLANNED and message.due_at <= now + UNDO_FOR


def last_moment(message: Unsent, now: datetime) -> datetime:
    """Return until when it may leave: its own time, or shortly for one whose time was over."""
    return message.send_before if message.status == Status.PLANNED else now + SENT_WITHIN
