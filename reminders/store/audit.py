"""Who did what to whom, and when: ids only, no patient data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reminders.store.bulk import insert_rows
from reminders.store.tables import audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.store.session import Tx


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the record. `staff_id` None is the service itself or the command line."""

    clinic_id: int
    action: str
    at: datetime
    staff_id: str | None = None
    patient_id: str | None = None
    enrollment_id: str | None = None


def add_entry(tx: Tx, entry: AuditEntry) -> None:
    """Append to the record."""
    add_entries(tx, [entry])


def add_entries(tx: Tx, entries: Sequence[AuditEntry]) -> None:
    """Append many lines to the record."""
    insert_rows(tx, audit, [asdict(entry) for entry in entries])


def list_entries(tx: Tx, clinic_id: int, limit: int, *, patient_id: str | None = None) -> list[AuditEntry]:
    """Return the latest entries of a clinic, or of one of its patients, latest first."""
    query = select(audit).where(audit.c.clinic_id == clinic_id)
    if patient_id is not None:
        query = query.where(audit.c.patient_id == patient_id)
    rows = tx.conn.execute(query.order_by(audit.c.id.desc()).limit(limit))
    return [
        AuditEntry(row.clinic_id, row.action, row.at, row.staff_id, row.patient_id, row.enrollment_id) for row in rows
    ]
