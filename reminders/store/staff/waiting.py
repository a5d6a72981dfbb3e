"""How many alerts and threads wait for staff, for the navigation of every page, and when the last urgent one came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from reminders.core.alerts.alert_kinds import Severity
from reminders.store.tables import alerts, replies

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_ALERTS = select(func.count()).where(
    alerts.c.clinic_id == bindparam("clinic"), alerts.c.closed_at.is_(None), alerts.c.acknowledged_at.is_(None)
)
_THREADS = select(func.count(func.coalesce(replies.c.patient_id, replies.c.id).distinct())).where(
    replies.c.clinic_id == bindparam("clinic"), replies.c.handled_at.is_(None)
)
_URGENT = select(func.max(func.coalesce(alerts.c.last_at, alerts.c.opened_at))).where(
    alerts.c.clinic_id == bindparam("clinic"),
    alerts.c.closed_at.is_(None),
    alerts.c.severity <= Severity.URGENT.value,
    alerts.c.known,
)
_COUNT = select(
    _ALERTS.scalar_subquery().label("alerts"),
    _THREADS.scalar_subquery().label("threads"),
    _URGENT.scalar_subquery().label("urgent_at"),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Open alerts that are not taken, and threads that are not resolved.

    `urgent_at`: when the latest text of a patient came in that an open urgent alert is about.
    """

    alerts: int
    threads: int
    urgent_at: datetime | None


def count_waiting(tx: Tx, clinic_id: int) -> Counts:
    """Count them in one query."""
    row = tx.conn.execute(_COUNT, {"clinic": clinic_id}).one()
    return Counts(row.alerts, row.threads, row.urgent_at)
