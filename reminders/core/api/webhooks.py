"""Webhooks: which changes another system is told of, in which order of tries, and how it knows that it was us."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.model.status import Status

if TYPE_CHECKING:
    from collections.abc import Mapping


class EventType(StrEnum):
    """What happened. The values are part of the API: add, never rename."""

    CREATED = "enrollment.created"
    UPDATED = "enrollment.updated"
    RESCHEDULED = "enrollment.rescheduled"
    PAUSED = "enrollment.paused"
    RESUMED = "enrollment.resumed"
    CANCELED = "enrollment.canceled"
    PATIENT_UPDATED = "patient.updated"
    PATIENT_ERASED = "patient.erased"
    CHANNEL_STOPPED = "consent.stopped"
    CHANNEL_STARTED = "consent.started"
    ANSWERED = "answer.received"
    ALERT_OPENED = "alert.opened"
    MESSAGE_SENT = "message.sent"
    MESSAGE_DELIVERED = "message.delivered"
    MESSAGE_FAILED = "message.failed"
    MESSAGE_SKIPPED = "message.skipped"
    TEST = "test"


EVENT_OF: Final[Mapping[Action, EventType]] = MappingProxyType(
    {
        Action.ENROLLED: EventType.CREATED,
        Action.ENROLLED_FROM_FILE: EventType.CREATED,
        Action.CHANGED_BY_IMPORT: EventType.UPDATED,
        Action.CHANGED_BY_API: EventType.UPDATED,
        Action.CORRECTED_PLAN: EventType.UPDATED,
        Action.CHANGED_SURGEON: EventType.UPDATED,
        Action.RECORDED_DISCHARGE: EventType.UPDATED,
        Action.RESCHEDULED_SURGERY: EventType.RESCHEDULED,
        Action.PAUSED_PLAN: EventType.PAUSED,
        Action.RESUMED_PLAN: EventType.RESUMED,
        Action.TOOK_BACK_CANCEL: EventType.RESUMED,
        Action.CANCELLED_PLAN: EventType.CANCELED,
        Action.CORRECTED_CONTACT: EventType.PATIENT_UPDATED,
        Action.CHANGED_CONSENT: EventType.PATIENT_UPDATED,
        Action.ERASED_PATIENT: EventType.PATIENT_ERASED,
        Action.STOPPED_CHANNEL: EventType.CHANNEL_STOPPED,
        Action.STARTED_CHANNEL: EventType.CHANNEL_STARTED,
        Action.ANSWERED_QUESTION: EventType.ANSWERED,
    }
)
"""Which lines of the audit log are events. Both are written in the transaction that made the change."""


OUTCOME_OF: Final[Mapping[Status, EventType]] = MappingProxyType(
    {
        Status.ACCEPTED: EventType.MESSAGE_SENT,
        Status.DELIVERED: EventType.MESSAGE_DELIVERED,
        Status.UNDELIVERED: EventType.MESSAGE_FAILED,
        Status.FAILED: EventType.MESSAGE_FAILED,
        Status.SKIPPED: EventType.MESSAGE_SKIPPED,
        Status.MISSED: EventType.MESSAGE_SKIPPED,
    }
)
"""What became of a message, by the status that it got. A plan that is drawn up or changed is no outcome."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that a clinic's events are posted to. `includes_data`: with patient data, not ids alone.

    `failing_since` is when the first of the tries failed that have all failed since; `failures` counts them.
    """

    id: str
    clinic_id: int
    url: str
    includes_data: bool
    created_at: datetime
    failures: int = 0
    failing_since: datetime | None = None
    retry_at: datetime | None = None
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook, and what became of it."""

    id: str
    webhook_id: str
    type: str
    enrollment_id: str | None
    patient_id: str | None
    occurred_at: datetime
    status: str
    attempts: int
    next_at: datetime
    first_tried_at: datetime | None
    tried_at: datetime | None
    answer: str | None
    details: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])


FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(days=3)
ALARM_AFTER: Final = timedelta(hours=1)
_DOUBLINGS = 12


def next_try(failures: int, now: datetime) -> datetime:
    """Return when to try again after so many tries in a row that failed: 10 s, 20 s, … an hour."""
    return now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, _DOUBLINGS))


def signature(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """Sign an event as Standard Webhooks 1.0 has it; the secret is `whsec_` and 32 bytes in base64."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    digest = hmac.digest(key, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


SECRET_PREFIX: Final = "whsec_"  # noqa: S105 only what secrets begin with
