"""What becomes of what patients wrote: it gets an owner, and it is dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, update

from reminders.store.replies.holds import HOLDS_BACK
from reminders.store.tables import alerts, replies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx

_alerting = replies.alias("alerting")


def handle_patient(tx: Tx, clinic_id: int, patient_id: str, at: datetime) -> int:
    """Mark everything a patient wrote so far as dealt with; return how much that was."""
    return _handle(tx, clinic_id, replies.c.patient_id == patient_id, at)


def handle_reply(tx: Tx, clinic_id: int, reply_id: str, at: datetime) -> int:
    """Mark one text as dealt with."""
    return _handle(tx, clinic_id, replies.c.id == reply_id, at)


def handle_alert(tx: Tx, clinic_id: int, alert_id: int, at: datetime) -> int:
    """Mark the texts that led to an alert as dealt with. What else the patient asked goes on waiting."""
    alert = (
        select(alerts.c.reply_id, alerts.c.last_reply_id, alerts.c.last_at)
        .where(alerts.c.id == alert_id, alerts.c.clinic_id == clinic_id)
        .subquery()
    )
    of_alert = (
        select(replies.c.id)
        .select_from(alert)
        .join(_alerting, _alerting.c.id.in_([alert.c.reply_id, alert.c.last_reply_id]))
        .join(
            replies,
            or_(
                replies.c.id == _alerting.c.id,
                and_(
                    replies.c.red_flag.is_not(None),
                    replies.c.sender_hash == _alerting.c.sender_hash,
                    replies.c.received_at <= alert.c.last_at,
                ),
            ),
        )
    )
    return _handle(tx, clinic_id, replies.c.id.in_(of_alert), at)


def handle_sender(tx: Tx, clinic_id: int, sender_hashes: Sequence[str], at: datetime) -> int:
    """Mark what a phone wrote as dealt with, unless another alert over it is still open; return how much that was."""
    still = select(alerts.c.id).where(
        alerts.c.clinic_id == clinic_id, alerts.c.subject.in_(list(sender_hashes)), alerts.c.closed_at.is_(None)
    )
    if tx.conn.execute(still.limit(1)).first():
        return 0
    return _handle(tx, clinic_id, replies.c.sender_hash.in_(list(sender_hashes)), at)


def assign(tx: Tx, clinic_id: int, patient_id: str, to: str) -> None:
    """Give what waits in a patient's thread an owner."""
    query = update(replies).where(
        replies.c.clinic_id == clinic_id, replies.c.patient_id == patient_id, replies.c.handled_at.is_(None)
    )
    tx.conn.execute(query.values(assigned_to=to))


def lock_thread(tx: Tx, clinic_id: int, patient_id: str) -> None:
    """Lock what waits in a patient's thread, so that one of two who take it is first."""
    waits = select(replies.c.id).where(
        replies.c.clinic_id == clinic_id, replies.c.patient_id == patient_id, replies.c.handled_at.is_(None)
    )
    tx.conn.execute(waits.order_by(replies.c.id).with_for_update())


def owners(tx: Tx, clinic_id: int, patient_id: str, alert_ids: Sequence[int]) -> set[str]:
    """Return who owns what waits in a patient's thread, and these alerts."""
    waits = select(replies.c.assigned_to).where(
        replies.c.clinic_id == clinic_id, replies.c.patient_id == patient_id, replies.c.handled_at.is_(None)
    )
    raised = select(alerts.c.acknowledged_by).where(alerts.c.id.in_(list(alert_ids)))
    return {owner for owner in tx.conn.execute(waits.union(raised)).scalars() if owner}


def exists(tx: Tx, clinic_id: int, reply_id: str) -> bool:
    """Return True if a text is a clinic's."""
    query = select(replies.c.id).where(replies.c.id == reply_id, replies.c.clinic_id == clinic_id)
    return tx.conn.execute(query).first() is not None


def _handle(tx: Tx, clinic_id: int, which: Any, at: datetime) -> int:
    """Mark texts as dealt with, but never one that holds a plan or texts back: the person who decides ends it."""
    query = update(replies).where(replies.c.clinic_id == clinic_id, which, replies.c.handled_at.is_(None), ~HOLDS_BACK)
    return tx.conn.execute(query.values(handled_at=at)).rowcount
