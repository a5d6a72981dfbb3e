"""Alerts on their way to a person: which are due to be told, how far they have come, and who was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, select, update

from reminders.core.alerts.escalation import ESCALATES
from reminders.core.model.status import Kind, Status
from reminders.core.sending.lanes import Lane
from reminders.store.database.bulk import insert_rows
from reminders.store.database.vault import CellId
from reminders.store.enrollment.patients import address_hash
from reminders.store.tables import alerts, messages, notices, on_call

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.contact import Channel
    from reminders.store.database.session import Tx

_AT_ONCE = 200
_IN_VAIN = [status.value for status in (Status.FAILED, Status.UNDELIVERED, Status.MISSED, Status.SKIPPED)]
_HAS_A_LIST = exists().where(on_call.c.clinic_id == alerts.c.clinic_id)
_UNACKNOWLEDGED = and_(
    alerts.c.kind.in_(list(ESCALATES)), alerts.c.closed_at.is_(None), alerts.c.acknowledged_at.is_(None)
)
_IS_WAITING = and_(alerts.c.escalate_at.is_not(None), alerts.c.closed_at.is_(None))


@dataclass(frozen=True, slots=True)
class DueAlert:
    """An alert of which the next person is to be told now, locked."""

    id: int
    clinic_id: int
    level: int
    times: int
    known: bool


@dataclass(frozen=True, slots=True)
class OnCallNotice:
    """A message that tells someone on call: which alerts of which clinic, and as whom it addresses them."""

    clinic_id: int
    name: str
    alert_ids: tuple[int, ...]
    told_at: datetime


def take_due(tx: Tx, now: datetime, clinic_ids: Sequence[int] | None = None) -> list[DueAlert]:
    """Lock the alerts that are due to be told; those of a clinic without a list stay due."""
    query = select(alerts.c.id, alerts.c.clinic_id, alerts.c.level, alerts.c.times, alerts.c.known).where(
        alerts.c.escalate_at <= now, alerts.c.closed_at.is_(None), _HAS_A_LIST
    )
    if clinic_ids is not None:
        query = query.where(alerts.c.clinic_id.in_(list(clinic_ids)))
    query = (
        query.order_by(alerts.c.known.desc(), alerts.c.severity, alerts.c.id)
        .limit(_AT_ONCE)
        .with_for_update(of=alerts, skip_locked=True)
    )
    return [DueAlert(row.id, row.clinic_id, row.level, row.times, row.known) for row in tx.conn.execute(query)]


def mark_told(tx: Tx, alert_ids: Sequence[int], level: int, at: datetime, next_at: datetime) -> None:
    """Note that someone was told, and when the next one is."""
    tx.conn.execute(
        update(alerts).where(alerts.c.id.in_(list(alert_ids))).values(level=level, told_at=at, escalate_at=next_at)
    )


def stranger_notices(tx: Tx, clinic_id: int, since: datetime) -> list[datetime]:
    """Return when each notice to a clinic's people on call over texts of strangers alone was made, since then."""
    query = (
        select(func.min(notices.c.told_at).label("told_at"))
        .join(alerts, alerts.c.id == notices.c.alert_id)
        .where(alerts.c.clinic_id == clinic_id, alerts.c.known.is_(False), notices.c.told_at > since)
        .group_by(notices.c.message_id)
    )
    return list(tx.conn.execute(query).scalars())


def put_off(tx: Tx, alert_ids: Sequence[int], until: datetime) -> None:
    """Tell of some alerts later."""
    tx.conn.execute(update(alerts).where(alerts.c.id.in_(list(alert_ids))).values(escalate_at=until))


def insert_notice(  # noqa: PLR0913 a notice names what it is about
    tx: Tx,
    notice: OnCallNotice,
    *,
    message_id: str,
    identity: str,
    channel: Channel,
    address: str,
    language: str,
    template: str,
    send_before: datetime,
) -> None:
    """Insert a message of kind `alert` in the urgent lane, and what it is about."""
    at = notice.told_at
    values = {
        "id": message_id,
        "clinic_id": notice.clinic_id,
        "identity": identity,
        "kind": Kind.ALERT.value,
        "lane": Lane.URGENT.value,
        "channel": channel.value,
        "step": template,
        "language": language,
        "address": tx.vault.encrypt(CellId("messages.address", message_id), address, of=notice.clinic_id),
        "address_hash": address_hash(tx, channel, address),
        "anchor": 0,
        "plan_revision": 0,
        "status": Status.PLANNED.value,
        "due_at": at,
        "ready_at": at,
        "send_before": send_before,
        "changed_at": at,
    }
    insert_rows(tx, messages, [values])
    rows = [
        {"message_id": message_id, "alert_id": alert_id, "name": notice.name, "told_at": at}
        for alert_id in notice.alert_ids
    ]
    insert_rows(tx, notices, rows)


def find_notice(tx: Tx, message_id: str) -> OnCallNotice | None:
    """Return what a message of kind `alert` is about."""
    query = (
        select(notices, alerts.c.clinic_id)
        .join(alerts, alerts.c.id == notices.c.alert_id)
        .where(notices.c.message_id == message_id)
        .order_by(notices.c.alert_id)
    )
    rows = tx.conn.execute(query).all()
    if not rows:
        return None
    return OnCallNotice(rows[0].clinic_id, rows[0].name, tuple(row.alert_id for row in rows), rows[0].told_at)


def has_another_way(tx: Tx, notice: OnCallNotice, message_id: str) -> bool:
    """Return True if another message of the same telling is on its way to the same person, or has arrived."""
    query = (
        select(messages.c.id)
        .join(notices, notices.c.message_id == messages.c.id)
        .where(
            notices.c.alert_id.in_(notice.alert_ids),
            notices.c.told_at == notice.told_at,
            notices.c.name == notice.name,
            messages.c.id != message_id,
            messages.c.status.not_in(_IN_VAIN),
        )
        .limit(1)
    )
    return tx.conn.execute(query).first() is not None


def escalate_now(tx: Tx, notice: OnCallNotice, now: datetime, *, below: int) -> bool:
    """Make the next telling due now for what this notice told of, while fewer than `below` tellings were made.

    Skips what was told again or taken on since, or is being taken on at this moment. Returns whether anything is due.
    """
    waiting = and_(
        alerts.c.id.in_(notice.alert_ids),
        alerts.c.told_at == notice.told_at,
        alerts.c.level < below,
        alerts.c.acknowledged_at.is_(None),
        _IS_WAITING,
    )
    free = tx.conn.execute(select(alerts.c.id).where(waiting).with_for_update(skip_locked=True)).scalars().all()
    tx.conn.execute(update(alerts).where(alerts.c.id.in_(free)).values(escalate_at=now))
    return bool(free)


def unsent_notices(tx: Tx, alert_ids: Sequence[int]) -> list[str]:
    """Return the messages that would still tell of these alerts and of none that no one has taken on, locked."""
    others = (
        exists()
        .where(notices.c.message_id == messages.c.id, notices.c.alert_id == alerts.c.id)
        .where(alerts.c.closed_at.is_(None), alerts.c.acknowledged_at.is_(None), alerts.c.id.not_in(list(alert_ids)))
    )
    query = (
        select(messages.c.id)
        .where(
            messages.c.id.in_(select(notices.c.message_id).where(notices.c.alert_id.in_(list(alert_ids)))),
            messages.c.status == Status.PLANNED.value,
            ~others,
        )
        .order_by(messages.c.id)
        .with_for_update()
    )
    return list(tx.conn.execute(query).scalars())


def next_telling_after(tx: Tx, after: datetime) -> datetime | None:
    """Return when someone is next told of something, for clinics that have a list."""
    query = select(func.min(alerts.c.escalate_at)).where(_IS_WAITING, alerts.c.escalate_at > after, _HAS_A_LIST)
    return tx.conn.execute(query).scalar()


def unacknowledged_since(tx: Tx, alert_ids: Sequence[int]) -> list[datetime]:
    """Return when those of some alerts were raised by a text of a patient that no one has acknowledged so far."""
    query = select(alerts.c.opened_at).where(
        alerts.c.id.in_(list(alert_ids)),
        alerts.c.kind.in_(list(ESCALATES)),
        alerts.c.reply_id.is_not(None),
        alerts.c.first_acknowledged_at.is_(None),
    )
    return list(tx.conn.execute(query).scalars())


def oldest_unacknowledged(tx: Tx) -> datetime | None:
    """Return since when the oldest alert that someone must be told of has waited for an acknowledgment."""
    query = select(func.min(alerts.c.opened_at)).where(_UNACKNOWLEDGED)
    return tx.conn.execute(query).scalar_one()


def count_unacknowledged(tx: Tx) -> int:
    """Return how many alerts that someone must be told of were acknowledged by no one."""
    query = select(func.count()).select_from(alerts).where(_UNACKNOWLEDGED)
    return tx.conn.execute(query).scalar_one()
