"""The life of one message: statuses, events, one table of transitions, and a deadline for every waiting state.

Only `next_status` decides; the store writes what it says with a guarded update and one history row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """Where a message stands."""

    PLANNED = "planned"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    HELD = "held"
    SKIPPED = "skipped"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """Why a message exists. Planner caps bind SCHEDULED only; the clinic's hours bind OPT_IN too."""

    SCHEDULED = "scheduled"
    OPT_IN = "opt_in"  # the question that a double opt-in sends before any other text
    AUTO_REPLY = "auto_reply"
    STAFF = "staff"
    ALERT = "alert"


class Event(StrEnum):
    """What happened to a message."""

    CLAIM = "claim"  # a wave took it: the attempt is written before the call
    ACCEPT = "accept"  # the provider took it
    REJECT = "reject"  # the provider will never take it
    NOT_SENT = "not_sent"  # provably not sent, and there is time for another try
    OUTCOME_UNKNOWN = "lose_track"  # timeout, reset, 5xx after the body went out, worker killed
    RECEIPT_ACCEPTED = "receipt_accepted"
    RECEIPT_DELIVERED = "receipt_delivered"
    RECEIPT_UNDELIVERED = "receipt_undelivered"
    SETTLE_ABSENT = "settle_absent"  # the provider, asked twice, has no such message
    HOLD = "hold"  # the patient is paused
    SKIP = "skip"
    MISS = "miss"
    CANCEL = "cancel"
    REPLAN = "replan"  # a new plan wants it again


class Reason(StrEnum):
    """Why a message was not sent, in words that staff screens translate. `missing_fact` is followed by the fact."""

    NOT_APPLICABLE = "not_applicable"
    MISSING_FACT = "missing_fact"
    OPTIONAL_OFF = "optional_off"
    ANSWERED = "answered"  # the question needs no second asking
    NOT_ASKED = "not_asked"  # the question did not go out, so it is not asked again
    CLOSED_DAY = "closed_day"
    CAP = "cap"
    FUSE = "fuse"
    NO_CONSENT = "no_consent"
    OPTED_OUT = "opted_out"
    NOT_CONFIRMED = "not_confirmed"  # double opt-in: the phone has not answered our question yet
    DECLINED = "declined"  # double opt-in: it answered no
    BAD_ADDRESS = "bad_address"
    CANNOT_BE_READ = "cannot_be_read"
    ENROLLED_LATE = "enrolled_late"
    TOO_LATE = "too_late"
    NOT_DISCHARGED = "not_discharged"  # it counts from a discharge date that is not known yet
    SHORT_NOTICE = "short_notice"  # the visit got its time so late that a reminder would tell nothing new
    VISIT_CANCELLED = "visit_cancelled"
    TOGETHER = "together"  # another message that goes out on that day names this visit too
    PAUSED = "paused"
    UNCLEAR_STOP = "unclear_stop"  # the patient may want the texts to end, and is asked
    PLAN_EVENT = "plan_event"  # a text tells of a death, a stay in hospital or another surgery date; staff look first
    FAILOVER_TOO_LATE = "failover_too_late"
    REPLACED = "replaced"  # another channel or another surgery day has taken its place
    CANCELLED = "cancelled"  # the enrollment was cancelled; staff see the reason there
    NO_CAREGIVER = "no_caregiver"  # it was for a caregiver whom the patient no longer has
    REJECTED = "rejected"
    ACKNOWLEDGED = "acknowledged"  # no one needs to be told of the alert any more
    TEMPLATE = "template_error"


FINAL_RECEIPTS: Final = frozenset({Status.DELIVERED, Status.UNDELIVERED})
UNSENT: Final = frozenset({Status.PLANNED, Status.HELD, Status.SKIPPED, Status.MISSED, Status.CANCELLED})
"""Nothing of these has reached the provider: re-planning may change them."""

SENT: Final = frozenset({Status.ACCEPTED, Status.DELIVERED, Status.UNDELIVERED})
"""The provider has taken these."""

_S, _E = Status, Event

TRANSITIONS: Final = MappingProxyType(
    {
        # The plain way.
        (_S.PLANNED, _E.CLAIM): _S.SENDING,
        (_S.SENDING, _E.ACCEPT): _S.ACCEPTED,
        (_S.SENDING, _E.REJECT): _S.FAILED,
        (_S.SENDING, _E.NOT_SENT): _S.PLANNED,
        (_S.SENDING, _E.OUTCOME_UNKNOWN): _S.UNCONFIRMED,
        # Not sent although there is nothing wrong with the network: it ran out of time before its next try.
        (_S.SENDING, _E.MISS): _S.MISSED,
        # Named reasons not to send, decided under the claim or by the planner.
        (_S.PLANNED, _E.SKIP): _S.SKIPPED,
        (_S.PLANNED, _E.MISS): _S.MISSED,
        (_S.PLANNED, _E.CANCEL): _S.CANCELLED,
        (_S.PLANNED, _E.HOLD): _S.HELD,
        (_S.HELD, _E.MISS): _S.MISSED,
        (_S.HELD, _E.SKIP): _S.SKIPPED,
        (_S.HELD, _E.CANCEL): _S.CANCELLED,
        # A new plan may close a row for another reason than the old plan did.
        (_S.SKIPPED, _E.CANCEL): _S.CANCELLED,
        (_S.MISSED, _E.CANCEL): _S.CANCELLED,
        # Only re-planning brings a closed row back, or frees a held one.
        (_S.HELD, _E.REPLAN): _S.PLANNED,
        (_S.SKIPPED, _E.REPLAN): _S.PLANNED,
        (_S.MISSED, _E.REPLAN): _S.PLANNED,
        (_S.CANCELLED, _E.REPLAN): _S.PLANNED,
        # An unknown outcome is settled by a look-up: found, or absent twice.
        (_S.UNCONFIRMED, _E.ACCEPT): _S.ACCEPTED,
        (_S.UNCONFIRMED, _E.SETTLE_ABSENT): _S.PLANNED,
        (_S.UNCONFIRMED, _E.REJECT): _S.FAILED,
        (_S.UNCONFIRMED, _E.MISS): _S.MISSED,
        # Receipts know better than we do. They may come before our own outcome write (SENDING), after a lost reply
        # (UNCONFIRMED), when the provider seemed to refuse it (FAILED), and even when a look-up did not find the
        # message: then it is PLANNED again, or whatever became of it since. A held or closed one that has arrived
        # after all must not be freed or re-planned into a second sending.
        **{
            (start, event): target
            for start in (_S.SENDING, _S.UNCONFIRMED, _S.ACCEPTED, _S.FAILED, *sorted(UNSENT))
            for event, target in (
                (_E.RECEIPT_ACCEPTED, _S.ACCEPTED),
                (_E.RECEIPT_DELIVERED, _S.DELIVERED),
                (_E.RECEIPT_UNDELIVERED, _S.UNDELIVERED),
            )
            if start is not target
        },
    },
)
"""(status, event) -> status. A pair that is not here is refused: a late or repeated event changes nothing."""


def next_status(status: Status, event: Event) -> Status | None:
    """Return where the event leads, or None when it changes nothing (late, repeated or impossible)."""
    return TRANSITIONS.get((status, event))


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a message may wait in a status, and who acts when the time is up."""

    until: str
    sweeper: str


DEADLINES: Final = MappingProxyType(
    {
        Status.PLANNED: Deadline("send_before", "dispatch: a claim past send_before marks it missed"),
        Status.HELD: Deadline("send_before", "sweep: held past send_before is missed, for the reason it was held"),
        Status.SENDING: Deadline("lease_until", "sweep: an expired lease becomes unconfirmed, never planned"),
        Status.UNCONFIRMED: Deadline("settle_at", "settle: asks the provider, or lists it for staff"),
    },
)
"""Every waiting status. ACCEPTED may be the provider's last word (some carriers give no receipt), so it is final
until something better is known; the rest are final."""
