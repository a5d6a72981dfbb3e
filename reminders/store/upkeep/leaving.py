"""What ends before a clinic's rows are deleted: its doors are closed, and what others still need is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, or_, select, update

from reminders.core.model.contact import Channel
from reminders.core.model.status import Event, Kind, Reason, Status
from reminders.core.plans.holding import HoldKind
from reminders.core.sending.lanes import ALWAYS_SENT
from reminders.store.consent.opt_outs import clinics_in_scope
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.enrollment.patients import address_hashes, ids_by_hashes
from reminders.store.sending.due import is_now
from reminders.store.sending.transitions import Move, move
from reminders.store.tables import (
    api_keys,
    enrollments,
    holds,
    messages,
    on_call,
    patients,
    replies,
    staff_invitations,
    staff_members,
    staff_sessions,
    webhooks,
)
from reminders.store.upkeep.owners import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Held:
    """How much a clinic holds, in rows a person knows by name."""

    patients: int
    surgeries: int
    messages: int
    replies: int
    staff: int


def count_held(tx: Tx, clinic_id: int) -> Held:
    """Count what a clinic has."""
    counts = [
        tx.conn.execute(select(func.count()).select_from(table).where(table.c.clinic_id == clinic_id)).scalar_one()
        for table in (patients, enrollments, messages, replies, staff_members)
    ]
    return Held(*counts)


def count_on_its_way(tx: Tx, clinic_id: int, now: datetime) -> int:
    """Count a clinic's messages that a worker sends now, or will: safety answers and confirmations of a stop, once due.

    One whose lease is over is not waited for: its worker is gone, and what became of it only the provider can tell.
    """
    being_sent = and_(is_now(Status.SENDING), messages.c.lease_until > now)
    will_be = and_(
        is_now(Status.PLANNED),
        messages.c.kind == Kind.AUTO_REPLY.value,
        messages.c.step.in_(ALWAYS_SENT),
        messages.c.ready_at <= now,
        messages.c.send_before > now,
    )
    query = select(func.count()).select_from(messages).where(messages.c.clinic_id == clinic_id)
    return tx.conn.execute(query.where(or_(being_sent, will_be))).scalar_one()


def close_doors(tx: Tx, clinic_id: int, at: datetime) -> None:
    """Let no one in any more, by page, key or link, tell no one on call, and send no events to other systems."""
    tx.conn.execute(
        update(staff_members)
        .where(staff_members.c.clinic_id == clinic_id, staff_members.c.disabled_at.is_(None))
        .values(disabled_at=at)
    )
    for table in (staff_sessions, staff_invitations, on_call):
        tx.conn.execute(delete(table).where(rows_of(table, clinic_id)))
    keys = update(api_keys).where(api_keys.c.clinic_id == clinic_id, api_keys.c.revoked_at.is_(None))
    tx.conn.execute(keys.values(revoked_at=at))
    hooks = update(webhooks).where(webhooks.c.clinic_id == clinic_id, webhooks.c.removed_at.is_(None))
    tx.conn.execute(hooks.values(removed_at=at))
    notices = select(messages.c.id).where(
        messages.c.clinic_id == clinic_id, is_now(Status.PLANNED), messages.c.kind == Kind.ALERT.value
    )
    for message_id in tx.conn.execute(notices.order_by(messages.c.id).with_for_update()).scalars().all():
        move(tx, Move(message_id, Status.PLANNED, Event.CANCEL, reason=Reason.CANCELLED), at)


def hand_over_holds(tx: Tx, clinic: Clinic) -> int:
    """Give what may become a stop to a clinic that shares the sender and has a patient with the phone; return how many.

    It needs the clinic's key: the phone may be known there under the hash of another key.
    """
    others = [item for item in clinics_in_scope(tx, Channel.SMS, clinic) if item != clinic.id]
    standing = (
        select(holds.c.id, holds.c.address_hash, holds.c.reply_id, replies.c.sender)
        .outerjoin(replies, replies.c.id == holds.c.reply_id)
        .where(
            holds.c.clinic_id == clinic.id,
            holds.c.kind == HoldKind.UNCLEAR_STOP.value,
            holds.c.ended_at.is_(None),
        )
    )
    handed = 0
    for row in tx.conn.execute(standing).all() if others else ():
        hashes = [row.address_hash, *_other_hashes(tx, row.reply_id, row.sender)]
        heirs = ids_by_hashes(tx, Channel.SMS, hashes, others)
        if heirs:
            heir = select(patients.c.clinic_id).where(patients.c.id == heirs[0]).scalar_subquery()
            tx.conn.execute(update(holds).where(holds.c.id == row.id).values(clinic_id=heir, reply_id=None))
            handed += 1
    return handed


def _other_hashes(tx: Tx, reply_id: str | None, sender: bytes | None) -> Sequence[str]:
    if reply_id is None or sender is None:
        return ()
    try:
        return address_hashes(tx, Channel.SMS, tx.vault.decrypt(CellId("replies.sender", reply_id), sender))
    except WrongKeyError:  # damaged: its hash is all there is
        return ()
