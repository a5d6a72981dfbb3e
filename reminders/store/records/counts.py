"""Counts per quarter of an hour: what left, with what outcome, and what was answered. Callers fold them into days.

A quarter of an hour divides every zone's offset, and the database need not know any zone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, select

from reminders.core.model.contact import Party
from reminders.store.tables import answers, enrollments, messages
from reminders.store.tables.messages import TROUBLE

if TYPE_CHECKING:
    from reminders.store.database.session import Tx

QUARTER_SECONDS = 900


def sent_by_status(tx: Tx, clinic_id: int, since: datetime) -> list[tuple[datetime, str, int]]:
    """Return (quarter, status, how many) of what left since then."""
    quarter = _quarter(tx, messages.c.sent_at)
    query = (
        select(quarter, messages.c.status, func.count())
        .where(messages.c.clinic_id == clinic_id, messages.c.sent_at >= since, messages.c.sent_at.is_not(None))
        .group_by(quarter, messages.c.status)
    )
    return [(_moment(row[0]), row[1], row[2]) for row in tx.conn.execute(query)]


def answered(tx: Tx, clinic_id: int, since: datetime) -> list[tuple[datetime, int]]:
    """Return (quarter, how many) of the patients' own answers since then; a caregiver's is not the patient's."""
    quarter = _quarter(tx, answers.c.at)
    query = (
        select(quarter, func.count())
        .join(enrollments, enrollments.c.id == answers.c.enrollment_id)
        .where(
            enrollments.c.clinic_id == clinic_id,
            answers.c.at >= since,
            answers.c.party == Party.PATIENT.value,
        )
        .group_by(quarter)
    )
    return [(_moment(row[0]), row[1]) for row in tx.conn.execute(query)]


def _quarter(tx: Tx, column: Any) -> ColumnElement[Any]:
    if tx.is_sqlite:
        return cast(func.strftime("%s", column), BigInteger) // QUARTER_SECONDS
    return cast(func.floor(func.extract("epoch", column) / QUARTER_SECONDS), BigInteger)


def _moment(quarter: Any) -> datetime:
    return datetime.fromtimestamp(int(quarter) * QUARTER_SECONDS, UTC)


FAILED = frozenset(status.value for status in TROUBLE)
"""What is counted as failed among what left."""
