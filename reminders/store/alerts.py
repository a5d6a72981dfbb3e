"""The staff list: what needs a person, until one closes it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from reminders.store.tables import alerts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from reminders.store.session import Tx


BY_ITSELF = "reminders"
"""Who closed an alert whose cause is over, as the service saw for itself."""


class AlertKind(StrEnum):
    """Why a person is needed."""

    RED_FLAG = "red_flag"
    FOLLOW_UP = "follow_up"
    FUSE = "fuse"
    LINE_DOWN = "line_down"
    BAD_ADDRESS = "bad_address"
    UNREADABLE = "template_error"
    UNKNOWN_NUMBER = "unknown_number"
    UNCONFIRMED = "unconfirmed"


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
) -> None:
    """Open an alert. `detail` never holds patient data."""
    tx.conn.execute(
        insert(alerts).values(
            clinic_id=clinic_id,
            patient_id=patient_id,
            enrollment_id=enrollment_id,
            message_id=message_id,
            reply_id=reply_id,
            kind=kind.value,
            detail=detail,
            opened_at=at,
        ),
    )


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


def close_alerts(  # noqa: PLR0913 each narrows them down
    tx: Tx,
    kind: AlertKind,
    at: datetime,
    *,
    clinic_ids: Collection[int] | None = None,
    detail: str | None = None,
    message_id: str | None = None,
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
    return tx.conn.execute(query.values(closed_at=at, closed_by=by)).rowcount


def count_open(tx: Tx) -> int:
    """Return how many alerts wait for a person."""
    return tx.conn.execute(select(func.count()).select_from(alerts).where(alerts.c.closed_at.is_(None))).scalar_one()
