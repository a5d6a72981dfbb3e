"""What a receipt does to its message. It may be of an attempt or a surgery day that is no longer the message's own."""

from __future__ import annotations

from typing import Final

from reminders.core.model.status import UNSENT, Event, Status, next_status

_NOTHING_NEWER_UNDER_WAY: Final = UNSENT | {Status.FAILED}


def receipt_event(status: Status, event: Event, *, same_plan: bool, same_attempt: bool) -> Event | None:
    """Return the event for the message, or None when the receipt changes nothing about it.

    A message that moved to another surgery day is a new one (`same_plan` False): what became of the old one is no news
    about it. On the same day, an earlier attempt that has arrived after all makes a further one needless, unless that
    is under way or done already; an earlier attempt that failed says nothing about what is still to come.
    """
    if not same_plan:
        return None
    if not same_attempt and (event is Event.RECEIPT_UNDELIVERED or status not in _NOTHING_NEWER_UNDER_WAY):
        return None
    return event if next_status(status, event) is not None else None
