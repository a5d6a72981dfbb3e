"""How many alerts and threads wait for staff, for the navigation of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from reminders.store.tables import alerts, replies

if TYPE_CHECKING:
    from reminders.store.database.session import Tx

_ALERTS = select(func.count()).where(
    alerts.c.clinic_id == bindparam("clinic"), alerts.c.closed_at.is_(None), alerts.c.acknowledged_at.is_(None)
)
_THREADS = select(func.count(func.coalesce(replies.c.patient_id, replies.c.id).distinct())).where(
    replies.c.clinic_id == bindparam("clinic"), replies.c.handled_at.is_(None)
)
_COUNT = select(_ALERTS.scalar_subquery().label("alerts"), _THREADS.scalar_subquery().label("threads"))


@dataclass(frozen=True, slots=True)
class Counts:
    """Open alerts that are not taken, and threads that are not resolved."""

    alerts: int
    threads: int


def count_waiting(tx: Tx, clinic_id: int) -> Counts:
    """Count them in one query."""
    row = tx.conn.execute(_COUNT, {"clinic": clinic_id}).one()
    return Counts(row.alerts, row.threads)
