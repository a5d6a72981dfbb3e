"""What a database knows of time: the zones its rows name, and its own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, union

from reminders.store.tables import clinics, patients

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx


def zones_in_use(tx: Tx) -> set[str]:
    """Return the time zones of all clinics and patients, by name."""
    return set(tx.conn.execute(union(select(clinics.c.timezone), select(patients.c.timezone))).scalars())


def server_time(tx: Tx) -> datetime | None:
    """Return the database server's clock; None on SQLite, which has none of its own."""
    return None if tx.is_sqlite else tx.conn.execute(select(func.clock_timestamp())).scalar_one()
