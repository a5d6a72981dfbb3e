"""The staff list: what needs a person, until one closes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, insert, or_, select, update

from reminders.core.alerts.alert_kinds import AlertKind, Severity, severity_of
from reminders.core.alerts.escalation import ESCALATES
from reminders.core.api.webhooks import EventType
from reminders.core.replies.replies import PlanEvent
from reminders.store.api.outbox import Event, add_events
from reminders.store.tables import alerts, clinics

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx


BY_ITSELF = "reminders"
"""Who closed an alert whose cause is over, as the service saw for itself."""


def open_alert(  # noqa: PLR0913 an alert points at whatever it is about
    tx: Tx,
    kind: AlertKind,
    at: datetime,
    *,
    clinic_id: int,
    patient_id: str | None = None,
    enrollment_id: str | None = None,
    message_id: str | None = None,
    reply_id: str | None = None,
    detail: str | None = None,
    severity: Severity | None = None,
    known: bool = True,
    subject: str | None = None,
) -> None:
    """Open an alert. `detail` never holds patient data; `known` is False for one over a text of a stranger."""
    tx.conn.execute(
        insert(alerts).values(
            clinic_id=clinic_id,
            patient_id=patient_id,
            enrollment_id=enrollment_id,
            message_id=message_id,
            reply_id=reply_id,
            kind=kind.value,
            detail=detail,
            severity=severity or severity_of(kind),
            known=known,
            subject=subject,
            last_reply_id=reply_id,
            last_at=at,
            opened_at=at,
            escalate_at=at if kind.value in ESCALATES else None,
        ),
    )
    if patient_id is not None:
        add_events(tx, clinic_id, [Event(EventType.ALERT_OPENED, at, patient_id, enrollment_id)])


@dataclass(frozen=True, slots=True)
class About:
    """What an alert that may be raised again is about.

    `subjects` are the keys under which it may be open (a phone's hash under each key), the one to write first.
    """

    clinic_id: int
    subjects: Sequence[str]
    severity: Severity
    known: bool
    patient_id: str | None = None
    enrollment_id: str | None = None
    reply_id: str | None = None
    detail: str | None = None


def raise_alert(tx: Tx, kind: AlertKind, at: datetime, about: About) -> bool:
    """Open an alert, or count it once more where one about the same is open; return whether it is new.

    A graver one raises it and is told at once; a lesser one never lowers it. One that someone had taken on is told
    again: who took it may not have seen the newest words.
    """
    query = select(alerts).where(
        alerts.c.clinic_id == about.clinic_id,
        alerts.c.kind == kind.value,
        alerts.c.subject.in_(list(about.subjects)),
        alerts.c.closed_at.is_(None),
    )
    row = tx.conn.execute(query.order_by(alerts.c.id).limit(1).with_for_update()).first()
    if row is None:
        open_alert(
            tx,
            kind,
            at,
            clinic_id=about.clinic_id,
            patient_id=about.patient_id,
            enrollment_id=about.enrollment_id,
            reply_id=about.reply_id,
            detail=about.detail,
            severity=about.severity,
            known=about.known,
            subject=about.subjects[0],
        )
        return True
    tx.conn.execute(update(alerts).where(alerts.c.id == row.id).values(**_once_more(row, kind, about, at)))
    return False


def _once_more(row: Any, kind: AlertKind, about: About, at: datetime) -> dict[str, Any]:
    graver = about.severity < row.severity
    values: dict[str, Any] = {
        "times": row.times + 1,
        "last_reply_id": about.reply_id,
        "last_at": at,
        "known": row.known or about.known,
        "patient_id": row.patient_id or about.patient_id,
    }
    if about.severity <= row.severity and row.detail != PlanEvent.DIED.value:
        values |= {"severity": about.severity, "detail": about.detail}
    if kind.value in ESCALATES and (graver or row.acknowledged_at is not None):
        values |= {
            "level": 0,
            "escalate_at": at,
            "acknowledged_at": None,
            "acknowledged_by": None,
        }
    return values


def open_alert_once(tx: Tx, kind: AlertKind, at: datetime, *, clinic_id: int, detail: str) -> bool:
    """Open an alert unless the same one is open already; return whether it was opened."""
    same = (
        (alerts.c.kind == kind.value)
        & (alerts.c.clinic_id == clinic_id)
        & (alerts.c.detail == detail)
        & alerts.c.closed_at.is_(None)
    )
    if tx.conn.execute(select(alerts.c.id).where(same)).first():
        return False
    open_alert(tx, kind, at, clinic_id=clinic_id, detail=detail)
    return True


def is_open_about(tx: Tx, kind: AlertKind, message_id: str) -> bool:
    """Return True if an alert of a kind about this message is open."""
    query = select(alerts.c.id).where(alerts.c.message_id == message_id, alerts.c.kind == kind.value)
    return tx.conn.execute(query.where(alerts.c.closed_at.is_(None))).first() is not None


def close_alerts(  # noqa: PLR0913 each narrows them down
    tx: Tx,
    kind: AlertKind,
    at: datetime,
    *,
    clinic_ids: Collection[int] | None = None,
    detail: str | None = None,
    message_id: str | None = None,
    subjects: Collection[str] | None = None,
    by: str = BY_ITSELF,
) -> int:
    """Close the open alerts of a kind, whose cause is over, of some clinics or all; return how many."""
    query = update(alerts).where(alerts.c.kind == kind.value, alerts.c.closed_at.is_(None))
    if clinic_ids is not None:
        query = query.where(alerts.c.clinic_id.in_(list(clinic_ids)))
    if detail is not None:
        query = query.where(alerts.c.detail == detail)
    if message_id is not None:
        query = query.where(alerts.c.message_id == message_id)
    if subjects is not None:
        query = query.where(alerts.c.subject.in_(list(subjects)))
    return tx.conn.execute(query.values(closed_at=at, closed_by=by, escalate_at=None)).rowcount


def lock_open(tx: Tx, clinic_id: int, alert_ids: Sequence[int]) -> list[int]:
    """Lock those of a clinic's alerts that are open, and return them."""
    query = (
        select(alerts.c.id)
        .where(alerts.c.clinic_id == clinic_id, alerts.c.id.in_(list(alert_ids)), alerts.c.closed_at.is_(None))
        .order_by(alerts.c.id)
        .with_for_update()
    )
    return list(tx.conn.execute(query).scalars())


def lock_open_of_patient(tx: Tx, clinic_id: int, patient_id: str, kinds: Collection[AlertKind]) -> dict[int, AlertKind]:
    """Lock the open alerts of some kinds about a patient; return their kinds by id."""
    return _lock_about(tx, clinic_id, alerts.c.patient_id == patient_id, kinds)


def lock_open_of_text(tx: Tx, clinic_id: int, reply_id: str, kinds: Collection[AlertKind]) -> dict[int, AlertKind]:
    """Lock the open alerts of some kinds that a text led to; return their kinds by id."""
    return _lock_about(tx, clinic_id, or_(alerts.c.reply_id == reply_id, alerts.c.last_reply_id == reply_id), kinds)


def _lock_about(tx: Tx, clinic_id: int, about: Any, kinds: Collection[AlertKind]) -> dict[int, AlertKind]:
    query = (
        select(alerts.c.id, alerts.c.kind)
        .where(alerts.c.clinic_id == clinic_id, about, alerts.c.closed_at.is_(None))
        .where(alerts.c.kind.in_([kind.value for kind in kinds]))
        .order_by(alerts.c.id)
        .with_for_update()
    )
    return {row.id: AlertKind(row.kind) for row in tx.conn.execute(query)}


def acknowledge(tx: Tx, alert_ids: Sequence[int], by: str, at: datetime, again_at: datetime) -> None:
    """Note who is on it. What was to be told is told again, from the top of the list, if it is still open then.

    The first moment stays: it says how long no one was.
    """
    tx.conn.execute(
        update(alerts)
        .where(alerts.c.id.in_(list(alert_ids)))
        .values(
            acknowledged_at=func.coalesce(alerts.c.acknowledged_at, at),
            acknowledged_by=by,
            first_acknowledged_at=func.coalesce(alerts.c.first_acknowledged_at, at),
            level=0,
            escalate_at=case((alerts.c.escalate_at.is_not(None), again_at)),
        )
    )


def close(tx: Tx, alert_id: int, by: str, at: datetime) -> None:
    """End an alert; who closes it has heard of it."""
    tx.conn.execute(
        update(alerts)
        .where(alerts.c.id == alert_id)
        .values(
            closed_at=at,
            closed_by=by,
            escalate_at=None,
            acknowledged_at=func.coalesce(alerts.c.acknowledged_at, at),
            acknowledged_by=func.coalesce(alerts.c.acknowledged_by, by),
            first_acknowledged_at=func.coalesce(alerts.c.first_acknowledged_at, at),
        )
    )


def kind_of(tx: Tx, alert_id: int) -> AlertKind:
    """Return the kind of an alert that is known to exist."""
    return AlertKind(tx.conn.execute(select(alerts.c.kind).where(alerts.c.id == alert_id)).scalar_one())


def any_unacknowledged(tx: Tx, alert_ids: Sequence[int]) -> bool:
    """Return True if some of these alerts are open and no one is on them."""
    is_waiting = alerts.c.closed_at.is_(None) & alerts.c.acknowledged_at.is_(None)
    query = select(alerts.c.id).where(alerts.c.id.in_(list(alert_ids)), is_waiting)
    return tx.conn.execute(query).first() is not None


def list_alerts(tx: Tx, clinic_id: int | None, *, closed: bool) -> list[dict[str, Any]]:
    """Return a clinic's alerts, or all of them, the oldest first: whose, what, since when, and who is on them."""
    shown = (
        "id",
        "kind",
        "detail",
        "severity",
        "known",
        "times",
        "last_at",
        "opened_at",
        "level",
        "told_at",
        "acknowledged_at",
        "acknowledged_by",
        "closed_at",
    )
    columns = (clinics.c.slug.label("clinic"), *(alerts.c[name] for name in shown))
    query = select(*columns).join(clinics, clinics.c.id == alerts.c.clinic_id).order_by(alerts.c.id)
    if clinic_id is not None:
        query = query.where(alerts.c.clinic_id == clinic_id)
    if not closed:
        query = query.where(alerts.c.closed_at.is_(None))
    return [dict(row) for row in tx.conn.execute(query).mappings()]


def oldest_open(tx: Tx) -> datetime | None:
    """Return when the alert that waits longest was opened."""
    return tx.conn.execute(select(func.min(alerts.c.opened_at)).where(alerts.c.closed_at.is_(None))).scalar()


def open_of_kinds(tx: Tx, kinds: Collection[AlertKind]) -> set[tuple[AlertKind, str, int]]:
    """Return (kind, detail, clinic) of the open alerts of some kinds."""
    query = select(alerts.c.kind, alerts.c.detail, alerts.c.clinic_id).where(
        alerts.c.kind.in_([kind.value for kind in kinds]), alerts.c.closed_at.is_(None)
    )
    return {(AlertKind(row.kind), row.detail, row.clinic_id) for row in tx.conn.execute(query)}


def count_open(tx: Tx) -> int:
    """Return how many alerts wait for a person."""
    return tx.conn.execute(select(func.count(alerts.c.id)).where(alerts.c.closed_at.is_(None))).scalar_one()
