"""The outbox of events: written with the change, delivered in order for each enrollment, kept for a while."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, select, update

from reminders.core.api.webhooks import EVENT_OF, GIVE_UP_AFTER, OUTCOME_OF, Delivery, EventType, next_try
from reminders.store.database.bulk import insert_rows, one_of
from reminders.store.database.outbox import FAILED, WAITING, lock_due
from reminders.store.tables import messages, webhook_deliveries, webhooks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.core.model.audit_entries import AuditEntry
    from reminders.core.model.status import Status
    from reminders.store.database.session import Tx

DELIVERED: Final = "delivered"
CLAIMED_FOR: Final = timedelta(minutes=2)
_WHO_IS_TOLD = {
    is_sqlite: select(
        *(messages.c[name] for name in ("id", "clinic_id", "patient_id", "enrollment_id")),
        *(messages.c[name] for name in ("step", "channel", "party")),
        webhooks.c.id.label("webhook_id"),
    )
    .join(webhooks, webhooks.c.clinic_id == messages.c.clinic_id)
    .where(
        one_of(messages.c.id, "ids", is_sqlite=is_sqlite),
        messages.c.patient_id.is_not(None),
        webhooks.c.removed_at.is_(None),
    )
    .order_by(messages.c.id, webhooks.c.id)
    for is_sqlite in (True, False)
}

_TARGETS = (
    select(webhooks.c.id)
    .where(webhooks.c.clinic_id == bindparam("clinic"), webhooks.c.removed_at.is_(None))
    .order_by(webhooks.c.id)
)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to whom, by our own ids."""

    type: EventType
    at: datetime
    patient_id: str | None = None
    enrollment_id: str | None = None
    details: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])


@dataclass(frozen=True, slots=True)
class MessageOutcome:
    """What became of one message."""

    message_id: str
    status: Status
    reason: str | None


def add_changes(tx: Tx, clinic_id: int, entries: Sequence[AuditEntry]) -> None:
    """Add the events that some lines of a clinic's audit log are, if anyone is told."""
    add_events(
        tx,
        clinic_id,
        [
            Event(EVENT_OF[entry.action], entry.at, entry.patient_id, entry.enrollment_id)
            for entry in entries
            if entry.action in EVENT_OF and (entry.patient_id or entry.enrollment_id)
        ],
    )


def add_events(tx: Tx, clinic_id: int, events: Sequence[Event]) -> None:
    """Add events for every webhook of a clinic."""
    if not events:
        return
    targets = list(tx.conn.execute(_TARGETS, {"clinic": clinic_id}).scalars())
    insert_rows(tx, webhook_deliveries, [_row(clinic_id, target, event) for event in events for target in targets])


def add_outcomes(tx: Tx, outcomes: Sequence[MessageOutcome], at: datetime) -> None:
    """Add the events that some changes of messages are; one query where no clinic of theirs has a webhook."""
    told = {item.message_id: item for item in outcomes if item.status in OUTCOME_OF}
    if not told:
        return
    found = tx.conn.execute(_WHO_IS_TOLD[tx.is_sqlite], {"ids": list(told)}).all()
    insert_rows(
        tx,
        webhook_deliveries,
        [_row(row.clinic_id, row.webhook_id, _outcome_event(row, told[row.id], at)) for row in found],
    )


def _outcome_event(row: Row[Any], outcome: MessageOutcome, at: datetime) -> Event:
    details = {
        "message_id": outcome.message_id,
        "step": row.step,
        "channel": row.channel,
        "to": row.party,
        "status": outcome.status.value,
        "reason": outcome.reason,
    }
    return Event(OUTCOME_OF[outcome.status], at, row.patient_id, row.enrollment_id, details)


def add_test(tx: Tx, clinic_id: int, webhook_id: str, at: datetime) -> None:
    """Add an event that is about no patient, for one webhook."""
    insert_rows(tx, webhook_deliveries, [_row(clinic_id, webhook_id, Event(EventType.TEST, at))])


def claim_next(tx: Tx, webhook_id: str, limit: int, now: datetime) -> list[Delivery]:
    """Claim what is due for a webhook: of each enrollment the first event that has not arrived, so that order holds."""
    rows = lock_due(tx, webhook_deliveries, ("webhook_id", "subject"), {"webhook_id": webhook_id}, now, limit)
    if rows:
        ids, until = [row.id for row in rows], now + CLAIMED_FOR
        tx.conn.execute(update(webhook_deliveries).where(webhook_deliveries.c.id.in_(ids)).values(claimed_until=until))
    return [_delivery(row) for row in rows]


def note_delivered(tx: Tx, delivery: Delivery, answer: str, now: datetime) -> None:
    """Write down that an event arrived."""
    _note(tx, delivery, answer, now, status=DELIVERED)


def note_failed(tx: Tx, delivery: Delivery, answer: str, now: datetime) -> None:
    """Write down that a try failed; after three days of them, the event is given up and the next may follow."""
    first = delivery.first_tried_at or now
    status = FAILED if now - first >= GIVE_UP_AFTER else WAITING
    _note(tx, delivery, answer, now, status=status, next_at=next_try(delivery.attempts + 1, now))


def replay(tx: Tx, clinic_id: int, delivery_id: str, now: datetime) -> bool:
    """Have an event posted once more; return False if the clinic has no such event."""
    done = tx.conn.execute(
        update(webhook_deliveries)
        .where(webhook_deliveries.c.id == delivery_id, webhook_deliveries.c.clinic_id == clinic_id)
        .values(status=WAITING, next_at=now, claimed_until=None, first_tried_at=None)
    )
    return done.rowcount == 1


def replay_since(tx: Tx, clinic_id: int, since: datetime, now: datetime) -> int:
    """Have every event since a moment posted once more; return how many there are."""
    done = tx.conn.execute(
        update(webhook_deliveries)
        .where(
            webhook_deliveries.c.clinic_id == clinic_id,
            webhook_deliveries.c.occurred_at >= since,
            webhook_deliveries.c.webhook_id.in_(select(webhooks.c.id).where(webhooks.c.removed_at.is_(None))),
        )
        .values(status=WAITING, next_at=now, claimed_until=None, first_tried_at=None)
    )
    return done.rowcount


def list_latest(tx: Tx, clinic_id: int, limit: int) -> list[Delivery]:
    """Return a clinic's latest events, newest first."""
    query = select(webhook_deliveries).where(webhook_deliveries.c.clinic_id == clinic_id)
    rows = tx.conn.execute(query.order_by(webhook_deliveries.c.number.desc()).limit(limit))
    return [_delivery(row) for row in rows]


def delete_old(tx: Tx, before: datetime) -> None:
    """Delete events that happened before then, whatever became of them."""
    tx.conn.execute(delete(webhook_deliveries).where(webhook_deliveries.c.occurred_at < before))


def _note(tx: Tx, delivery: Delivery, answer: str, now: datetime, **values: Any) -> None:
    always = {"attempts": delivery.attempts + 1, "tried_at": now, "claimed_until": None, "answer": answer[:60]}
    first = {"first_tried_at": delivery.first_tried_at or now}
    tx.conn.execute(
        update(webhook_deliveries).where(webhook_deliveries.c.id == delivery.id).values(**always, **first, **values)
    )


def _row(clinic_id: int, webhook_id: str, event: Event) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "clinic_id": clinic_id,
        "webhook_id": webhook_id,
        "type": event.type.value,
        "subject": event.enrollment_id or event.patient_id or "",
        "enrollment_id": event.enrollment_id,
        "patient_id": event.patient_id,
        "details": json.dumps(dict(event.details)) if event.details else None,
        "occurred_at": event.at,
        "status": WAITING,
        "next_at": event.at,
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        webhook_id=row.webhook_id,
        type=row.type,
        enrollment_id=row.enrollment_id,
        patient_id=row.patient_id,
        occurred_at=row.occurred_at,
        status=row.status,
        attempts=row.attempts,
        next_at=row.next_at,
        first_tried_at=row.first_tried_at,
        tried_at=row.tried_at,
        answer=row.answer,
        details=json.loads(row.details) if row.details else {},
    )
