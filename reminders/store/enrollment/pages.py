"""A clinic's enrollments page by page, in the order in which they were enrolled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from reminders.store.tables import enrollments

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Place:
    """Where an enrollment stands in the list."""

    id: str
    created_at: datetime


def ids_after(tx: Tx, clinic_id: int, state: str | None, after: tuple[datetime, str] | None, limit: int) -> list[Place]:
    """Return the enrollments that follow a place, but those of patients who were erased."""
    erased = func.coalesce(enrollments.c.state_reason, "") == "erased"
    query = select(enrollments.c.id, enrollments.c.created_at).where(enrollments.c.clinic_id == clinic_id, ~erased)
    if state is not None:
        query = query.where(enrollments.c.state == state)
    if after is not None:
        at, last = after
        later = enrollments.c.created_at > at
        query = query.where(or_(later, and_(enrollments.c.created_at == at, enrollments.c.id > last)))
    query = query.order_by(enrollments.c.created_at, enrollments.c.id).limit(limit)
    return [Place(row.id, row.created_at) for row in tx.conn.execute(query)]
