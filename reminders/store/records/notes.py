"""What staff write down about a patient, sealed; a note may close a message's trouble or an alert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from reminders.store.database.vault import CellId
from reminders.store.enrollment import legible
from reminders.store.tables import staff_notes

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_TEXT = "staff_notes.text"


@dataclass(frozen=True, slots=True)
class Note:
    """One note. `staff_id` None is the service itself."""

    clinic_id: int
    patient_id: str | None
    staff_id: str | None
    text: str
    at: datetime
    message_id: str | None = None
    alert_id: int | None = None


def add_note(tx: Tx, note: Note) -> None:
    """Store a note."""
    row = tx.conn.execute(
        insert(staff_notes)
        .values(
            clinic_id=note.clinic_id,
            patient_id=note.patient_id,
            staff_id=note.staff_id,
            message_id=note.message_id,
            alert_id=note.alert_id,
            text=b"",
            at=note.at,
        )
        .returning(staff_notes.c.id)
    ).scalar_one()
    text = tx.vault.encrypt(
        CellId(_TEXT, row), note.text, of=note.clinic_id
    )  # bound to the number that the row has just got
    tx.conn.execute(update(staff_notes).where(staff_notes.c.id == row).values(text=text))


def notes_of(tx: Tx, patient_id: str) -> list[Note]:
    """Return the notes about a patient, oldest first."""
    query = select(staff_notes).where(staff_notes.c.patient_id == patient_id).order_by(staff_notes.c.id)
    return [
        Note(
            clinic_id=row.clinic_id,
            patient_id=row.patient_id,
            staff_id=row.staff_id,
            text=legible.text_of(tx, CellId(_TEXT, row.id), row.text, row.clinic_id, row.patient_id),
            at=row.at,
            message_id=row.message_id,
            alert_id=row.alert_id,
        )
        for row in tx.conn.execute(query)
    ]
