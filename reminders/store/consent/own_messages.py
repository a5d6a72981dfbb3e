"""What one patient, or the caregiver, was sent and is going to be sent: for the own page of that person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from reminders.core.model.contact import Channel, Party
from reminders.core.model.enrollment import read_slots
from reminders.core.model.status import SENT, Kind, Reason, Status
from reminders.store.enrollment import legible
from reminders.store.tables import enrollments, messages

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_COMING = (Status.PLANNED.value, Status.HELD.value)
_LEFT = (*(status.value for status in SENT if status is not Status.UNDELIVERED), Status.UNCONFIRMED.value)
_SCHEDULED = messages.c.kind == Kind.SCHEDULED.value
_NEVER_ON = (Reason.OPTIONAL_OFF.value, Reason.NOT_ASKED.value, Reason.TOGETHER.value)
"""Why a message that never goes out by itself still stands: it keeps no page open."""


@dataclass(frozen=True, slots=True)
class ComingMessage:
    """One message to come. `held`: the patient is paused, and it waits."""

    id: str
    pathway_version_id: int
    enrollment_id: str
    generation: int
    step: str
    channel: Channel
    due_at: datetime
    held: bool
    also: tuple[int, ...] = ()  # the slots of further visits that it names


@dataclass(frozen=True, slots=True)
class LeftMessage:
    """One message that has left, as the patient saw it; `text` is None once it was purged."""

    channel: Channel
    sent_at: datetime
    text: str | None


def coming(tx: Tx, patient_id: str, party: Party, now: datetime) -> list[ComingMessage]:
    """Return what is still going to be sent to one person of a patient's plan, soonest first."""
    query = (
        select(messages, enrollments.c.pathway_version_id)
        .join(enrollments, enrollments.c.id == messages.c.enrollment_id)
        .where(
            messages.c.patient_id == patient_id,
            messages.c.party == party.value,
            _SCHEDULED,
            messages.c.status.in_(_COMING),
            messages.c.send_before > now,
        )
        .order_by(messages.c.due_at, messages.c.id)
    )
    return [
        ComingMessage(
            id=row.id,
            pathway_version_id=row.pathway_version_id,
            enrollment_id=row.enrollment_id,
            generation=row.anchor,
            step=row.step,
            channel=Channel(row.channel),
            due_at=row.due_at,
            held=row.status == Status.HELD.value,
            also=read_slots(row.also_anchors),
        )
        for row in tx.conn.execute(query)
    ]


def latest_left(tx: Tx, patient_id: str, party: Party, limit: int) -> list[LeftMessage]:
    """Return the notes that reached one person of a patient's plan last, latest first."""
    query = (
        select(messages.c.id, messages.c.channel, messages.c.sent_at, messages.c.content, messages.c.clinic_id)
        .where(
            messages.c.patient_id == patient_id,
            messages.c.party == party.value,
            _SCHEDULED,
            messages.c.status.in_(_LEFT),
            messages.c.sent_at.is_not(None),
        )
        .order_by(messages.c.sent_at.desc(), messages.c.id)
        .limit(limit)
    )
    return [
        LeftMessage(
            channel=Channel(row.channel),
            sent_at=row.sent_at,
            text=legible.words_of(tx, row.id, row.content, row.clinic_id, patient_id),
        )
        for row in tx.conn.execute(query)
    ]


def last_moment(tx: Tx, patient_id: str, party: Party) -> datetime | None:
    """Return when the last scheduled message to one person of a plan left, or would be over; None without any."""
    moment = func.max(func.coalesce(messages.c.sent_at, messages.c.send_before))
    own = (messages.c.patient_id == patient_id, messages.c.party == party.value, _SCHEDULED)
    on = messages.c.reason.is_(None) | messages.c.reason.not_in(_NEVER_ON)
    return tx.conn.execute(select(moment).where(*own, on)).scalar()
