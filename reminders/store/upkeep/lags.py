"""Reads how far behind the service is. Every query walks a partial index of what waits: see ADR 0002."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from reminders.core.hl7.outcomes import State
from reminders.core.model.contact import Channel
from reminders.core.model.status import Status
from reminders.core.sending.lanes import Lane
from reminders.core.upkeep.lags import Queue
from reminders.store.api.outbox import WAITING
from reminders.store.database.outbox import FAILED
from reminders.store.hl7.cursors import WRITE_BACK
from reminders.store.sending.due import is_now
from reminders.store.tables import (
    clinics,
    fhir_cursors,
    fhir_writes,
    hl7_messages,
    messages,
    webhook_deliveries,
    webhooks,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Select

    from reminders.store.database.session import Tx

RECEIPT_AFTER = timedelta(minutes=15)
"""Twilio tells most outcomes within seconds; a phone that is off keeps one waiting, so a few are normal."""

RECEIPT_WITHIN = timedelta(hours=2)
"""Older ones say nothing about now."""

HL7_WAITS = (State.RECEIVED, State.WORK_LIST, State.ERROR)


def backlog(tx: Tx, now: datetime, held_back: Mapping[Channel, Collection[int]]) -> dict[str, Queue]:
    """Return what is due in each lane. `held_back` are the clinics whose messages no worker may send, per channel."""
    return {lane.value: _due_in(tx, lane, now, held_back) for lane in Lane}


def _due_in(tx: Tx, lane: Lane, now: datetime, held_back: Mapping[Channel, Collection[int]]) -> Queue:
    query = select(func.count(), func.min(messages.c.ready_at)).where(
        messages.c.lane == lane.value, is_now(Status.PLANNED), messages.c.ready_at <= now
    )
    for channel, clinic_ids in held_back.items():
        if clinic_ids:
            query = query.where((messages.c.channel != channel.value) | messages.c.clinic_id.not_in(list(clinic_ids)))
    return Queue(*tx.conn.execute(query).one())


def receipts_overdue(tx: Tx, now: datetime) -> int:
    """Count the texts that were taken by the provider a while ago, not long ago, and have no receipt yet."""
    query = (
        select(func.count())
        .select_from(clinics)
        .join(messages, messages.c.clinic_id == clinics.c.id)
        .where(
            messages.c.sent_at.between(now - RECEIPT_WITHIN, now - RECEIPT_AFTER),
            is_now(Status.ACCEPTED),
            messages.c.channel == Channel.SMS.value,
        )
    )
    return tx.conn.execute(query).scalar_one()


def webhook_queue(tx: Tx) -> Queue:
    """Return the events that have not arrived at a webhook that still takes some."""
    query = (
        select(func.count(), func.min(webhook_deliveries.c.occurred_at))
        .select_from(webhooks)
        .join(webhook_deliveries, webhook_deliveries.c.webhook_id == webhooks.c.id)
        .where(webhooks.c.disabled_at.is_(None), webhooks.c.removed_at.is_(None))
        .where(webhook_deliveries.c.status == WAITING)
    )
    return Queue(*tx.conn.execute(query).one())


def webhooks_failing(tx: Tx) -> int:
    """Count the webhooks that fail now or were switched off for it."""
    query = select(func.count()).where(
        webhooks.c.removed_at.is_(None), webhooks.c.failing_since.is_not(None) | webhooks.c.disabled_at.is_not(None)
    )
    return tx.conn.execute(query).scalar_one()


def hl7_queues(tx: Tx) -> dict[str, Queue]:
    """Return the HL7 messages that need something, by state."""
    return {state.value: _in_state(tx, state) for state in HL7_WAITS}


def _in_state(tx: Tx, state: State) -> Queue:
    query = (
        select(func.count(), func.min(hl7_messages.c.received_at))
        .select_from(clinics)
        .join(hl7_messages, hl7_messages.c.clinic_id == clinics.c.id)
        .where(hl7_messages.c.state == state.value)
    )
    return Queue(*tx.conn.execute(query).one())


def last_hl7(tx: Tx) -> datetime | None:
    """Return when the last HL7 message came in."""
    return tx.conn.execute(select(func.max(hl7_messages.c.received_at))).scalar_one()


def fhir_waiting(tx: Tx, partners: Collection[str] | None) -> Queue:
    """Return what waits to be written to these partners' FHIR servers; None: to all."""
    written = select(func.count(), func.min(fhir_writes.c.occurred_at)).where(fhir_writes.c.status == WAITING)
    return Queue(*tx.conn.execute(_to_servers(written, partners)).one())


def fhir_failed(tx: Tx, partners: Collection[str] | None, since: datetime) -> int:
    """Count what was given up since then."""
    given_up = select(func.count()).where(fhir_writes.c.status == FAILED, fhir_writes.c.tried_at >= since)
    return tx.conn.execute(_to_servers(given_up, partners)).scalar_one()


def _to_servers(query: Select[*tuple[Any, ...]], partners: Collection[str] | None) -> Select[*tuple[Any, ...]]:
    # From the few that anything is ever written to, so that the index of clinic, partner and status serves.
    query = query.select_from(fhir_cursors).join(
        fhir_writes,
        (fhir_writes.c.clinic_id == fhir_cursors.c.clinic_id) & (fhir_writes.c.partner == fhir_cursors.c.partner),
    )
    query = query.where(fhir_cursors.c.resource == WRITE_BACK)
    return query if partners is None else query.where(fhir_cursors.c.partner.in_(list(partners)))
