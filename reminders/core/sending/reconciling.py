"""What becomes of a message whose outcome is unknown, once the provider has been asked, or cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.status import Event

if TYPE_CHECKING:
    from datetime import datetime

LOOKS: Final = 2
MIN_WAIT: Final = timedelta(seconds=30)
MAX_WAIT: Final = timedelta(hours=6)
TELL_AFTER: Final = 6
"""Staff hear of a provider that cannot be asked after so many times the wait between two looks: an hour by default."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What to do: `event` now, or ask again at `ask_at`, or (both None) leave it to a person. `tell`: alert staff."""

    event: Event | None = None
    ask_at: datetime | None = None
    checks: int = 0
    tell: bool = False


def when_absent(
    checks: int, *, lease_end: datetime, wait: timedelta, send_before: datetime, now: datetime
) -> Reconciliation:
    """Decide on a message that the provider does not have, `checks` looks before this one having found the same.

    Lists lag and a request may still be under way, so one look proves nothing, nor do two in a row: the second counts
    only `wait` after the lease has ended.
    """
    if checks + 1 < LOOKS or now < lease_end + wait:
        return Reconciliation(ask_at=max(now, lease_end) + wait, checks=min(checks + 1, LOOKS - 1))
    return Reconciliation(resend(now, send_before), checks=checks + 1)


def when_not_answered(checks: int, *, lease_end: datetime, wait: timedelta, now: datetime) -> Reconciliation:
    """Decide when to ask again after a provider that could not be asked; ever more slowly, and not in silence."""
    waited = max(now - lease_end, timedelta())
    again = min(max(waited / 2, min(MIN_WAIT, wait)), MAX_WAIT)
    return Reconciliation(ask_at=now + again, checks=checks, tell=waited >= wait * TELL_AFTER)


def when_it_cannot_be_asked(unknown: int, *, may_resend: bool, send_before: datetime, now: datetime) -> Reconciliation:
    """Decide on an email: it may have gone, and only a person can find out.

    `may_resend`: it goes once more under the same Message-ID, if this was its only try of unknown outcome (`unknown` 1)
    and there is time.
    """
    if may_resend and unknown <= 1 and now < send_before:
        return Reconciliation(Event.SETTLE_ABSENT)
    return Reconciliation(tell=True)


def resend(now: datetime, send_before: datetime) -> Event:
    """Return what a message that was never sent becomes: planned again while there is time, else missed."""
    return Event.SETTLE_ABSENT if now < send_before else Event.MISS
