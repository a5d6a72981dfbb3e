"""What the outcome of a send means: accepted, refused for good, provably not sent, or unknown.

Adapters translate every provider code into a `SendOutcome`; here it is decided what happens next. Only what is
provably not sent is tried again. An unknown outcome is never repeated blindly: it is settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.model.status import Event

if TYPE_CHECKING:
    from datetime import datetime

FIRST_RETRY_DELAY = timedelta(seconds=20)
MAX_RETRY_DELAY = timedelta(minutes=15)


class Verdict(StrEnum):
    """What is known after one attempt."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"  # it will never be taken
    NOT_SENT = "not_sent"  # provably not taken, and may be later
    UNKNOWN = "unknown"  # it may have been taken


class Effect(StrEnum):
    """What a failure tells about more than this one message."""

    OPTED_OUT = "opted_out"  # the provider says that the patient has stopped
    BAD_ADDRESS = "bad_address"  # it can never arrive on this channel: fail over
    SENDER_DOWN = "line_down"  # our account, sender or registration: every other send would fail too
    SENDER_SUSPECT = "sender_suspect"  # this message's fault, unless many people's messages meet it


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """One attempt's result. `detail` is a short text for staff and logs and never holds patient data."""

    verdict: Verdict
    provider_id: str | None = None
    code: str | None = None
    detail: str | None = None
    effect: Effect | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the message. `retry_at` is set with Event.NOT_SENT only."""

    event: Event
    retry_at: datetime | None = None


def decide(
    outcome: SendOutcome,
    *,
    attempts: int,
    now: datetime,
    send_before: datetime,
    jitter: float,
    always_tried: bool = False,
) -> Decision:
    """Decide what an outcome does to its message.

    What is provably not sent is tried until its window closes: giving up earlier would lose it to an outage of an
    hour. `attempts` counts this one; `jitter` is a random number in [0, 1), passed in so that the rule is a table.
    `always_tried`: a safety answer, or the confirmation of a STOP. It does not wait until a sender that is down would
    be tried again: it would be too late by then.
    """
    match outcome.verdict:
        case Verdict.ACCEPTED:
            return Decision(Event.ACCEPT)
        case Verdict.REJECTED:
            return Decision(Event.REJECT)
        case Verdict.UNKNOWN:
            return Decision(Event.OUTCOME_UNKNOWN)
        case Verdict.NOT_SENT:
            in_vain = outcome.effect is Effect.SENDER_DOWN and always_tried
            wait = None if in_vain else outcome.retry_after
            retry_at = now + (wait or backoff(attempts, jitter))
            if retry_at >= send_before:
                return Decision(Event.MISS)
            return Decision(Event.NOT_SENT, retry_at)


def backoff(attempts: int, jitter: float) -> timedelta:
    """Return the wait after the nth attempt: doubled each time, up to a quarter of an hour, with 50 % jitter."""
    longest = min(FIRST_RETRY_DELAY * 2 ** min(attempts - 1, 10), MAX_RETRY_DELAY)
    return longest * (0.5 + jitter / 2)
