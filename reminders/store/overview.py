"""What is coming and what went out, without anybody's name: for the front page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from reminders.core.status import Status
from reminders.store.tables import clinics, messages, patients

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.store.session import Tx


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One message on the patient's own clock."""

    local: datetime
    clinic: str
    step: str
    channel: str
    status: str
    reason: str | None


def coming(tx: Tx, clinic_id: int, now: datetime, limit: int) -> list[OverviewRow]:
    """Return the next planned messages of a clinic."""
    query = (
        _rows(clinic_id)
        .where(messages.c.status == Status.PLANNED.value, messages.c.ready_at >= now)
        .order_by(messages.c.ready_at, messages.c.id)
        .limit(limit)
    )
    return [_row(row, row.due_at) for row in tx.conn.execute(query)]


def latest(tx: Tx, clinic_id: int, limit: int) -> list[OverviewRow]:
    """Return the messages of a clinic that left last, latest first."""
    query = _rows(clinic_id).where(messages.c.sent_at.is_not(None)).order_by(messages.c.sent_at.desc()).limit(limit)
    return [_row(row, row.sent_at) for row in tx.conn.execute(query)]


def _rows(clinic_id: int) -> Any:
    return (
        select(
            messages.c.due_at,
            messages.c.sent_at,
            messages.c.step,
            messages.c.channel,
            messages.c.status,
            messages.c.reason,
            patients.c.timezone,
            clinics.c.name,
            clinics.c.timezone.label("clinic_timezone"),
        )
        .join(clinics, clinics.c.id == messages.c.clinic_id)
        .outerjoin(patients, patients.c.id == messages.c.patient_id)
        .where(messages.c.clinic_id == clinic_id)
    )


def _row(row: Row[Any], moment: datetime) -> OverviewRow:
    zone = ZoneInfo(row.timezone or row.clinic_timezone)
    return OverviewRow(moment.astimezone(zone), row.name, row.step, row.channel, row.status, row.reason)
