"""A clinic's list of surgeons."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from reminders.core.model.surgeon import Surgeon
from reminders.core.records.surgeon_names import surgeon_key
from reminders.store.tables import enrollments, surgeons

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx


def list_surgeons(tx: Tx, clinic_id: int) -> list[Surgeon]:
    """Return the surgeons of a clinic by name, those who have retired too."""
    query = select(surgeons).where(surgeons.c.clinic_id == clinic_id).order_by(surgeons.c.name_key, surgeons.c.id)
    return [Surgeon(row.id, row.clinic_id, row.name, row.retired_at) for row in tx.conn.execute(query)]


def find_surgeon(tx: Tx, clinic_id: int, surgeon_id: str) -> Surgeon | None:
    """Return a clinic's surgeon of that id, locked, or None."""
    query = select(surgeons).where(surgeons.c.clinic_id == clinic_id, surgeons.c.id == surgeon_id).with_for_update()
    row = tx.conn.execute(query).first()
    return Surgeon(row.id, row.clinic_id, row.name, row.retired_at) if row else None


def add_surgeon(tx: Tx, clinic_id: int, name: str, at: datetime) -> Surgeon:
    """Insert a surgeon."""
    new = Surgeon(str(uuid.uuid4()), clinic_id, name)
    values = {"id": new.id, "clinic_id": clinic_id, "name": name, "name_key": surgeon_key(name), "created_at": at}
    tx.conn.execute(insert(surgeons).values(values))
    return new


def change_surgeon(tx: Tx, surgeon: Surgeon) -> None:
    """Write the name of a surgeon and whether they have retired."""
    values = {"name": surgeon.name, "name_key": surgeon_key(surgeon.name), "retired_at": surgeon.retired_at}
    tx.conn.execute(update(surgeons).where(surgeons.c.id == surgeon.id).values(values))


def give_surgeon(tx: Tx, enrollment_id: str, surgeon_id: str | None) -> None:
    """Write down whose surgery an enrollment is; the plan does not depend on it."""
    tx.conn.execute(update(enrollments).where(enrollments.c.id == enrollment_id).values(surgeon_id=surgeon_id))
