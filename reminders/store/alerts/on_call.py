"""The list of those on call for a clinic, in the order in which they are told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from reminders.core.alerts.on_call import OnCall, parse_shifts, shifts_text
from reminders.store.database.vault import CellId
from reminders.store.enrollment.legible import CANNOT_BE_READ, optional_of
from reminders.store.tables import on_call

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.store.database.session import Tx

_PHONE, _EMAIL = "on_call.phone", "on_call.email"


def list_on_call(tx: Tx, clinic_id: int) -> list[OnCall]:
    """Return a clinic's list in order."""
    rows = tx.conn.execute(
        select(on_call).where(on_call.c.clinic_id == clinic_id).order_by(on_call.c.position, on_call.c.id)
    )
    return [
        OnCall(
            name=row.name,
            phone=_readable(tx, CellId(_PHONE, row.id), row.phone, clinic_id),
            email=_readable(tx, CellId(_EMAIL, row.id), row.email, clinic_id),
            position=row.position,
            id=row.id,
            shifts=parse_shifts(row.hours),
            away_from=row.away_from,
            away_until=row.away_until,
        )
        for row in rows
    ]


def add_on_call(tx: Tx, clinic_id: int, person: OnCall) -> int:
    """Add a person at the position given, or at the end when it is 0; return the position."""
    last = tx.conn.execute(select(func.max(on_call.c.position)).where(on_call.c.clinic_id == clinic_id)).scalar() or 0
    position = person.position or last + 1
    tx.conn.execute(
        update(on_call)
        .where(on_call.c.clinic_id == clinic_id, on_call.c.position >= position)
        .values(position=on_call.c.position + 1)
    )
    new = insert(on_call).values(
        clinic_id=clinic_id,
        position=position,
        name=person.name,
        hours=shifts_text(person.shifts),
        away_from=person.away_from,
        away_until=person.away_until,
    )
    row_id = tx.conn.execute(new.returning(on_call.c.id)).scalar_one()
    change_contact(tx, clinic_id, replace(person, id=row_id))  # encrypted for the number that the row has just got
    return position


def change_on_call(tx: Tx, person: OnCall) -> None:
    """Write when a person is on duty and away."""
    values = {"hours": shifts_text(person.shifts), "away_from": person.away_from, "away_until": person.away_until}
    tx.conn.execute(update(on_call).where(on_call.c.id == person.id).values(**values))


def change_contact(tx: Tx, clinic_id: int, person: OnCall) -> None:
    """Write a person's name and by which ways they are told."""
    values = {
        "name": person.name,
        "phone": tx.vault.encrypt_optional(CellId(_PHONE, person.id), person.phone, of=clinic_id),
        "email": tx.vault.encrypt_optional(CellId(_EMAIL, person.id), person.email, of=clinic_id),
    }
    tx.conn.execute(update(on_call).where(on_call.c.id == person.id).values(**values))


def order_on_call(tx: Tx, ids: Sequence[int]) -> None:
    """Write the order of a clinic's list."""
    for position, person_id in enumerate(ids, 1):
        tx.conn.execute(update(on_call).where(on_call.c.id == person_id).values(position=position))


def remove_on_call(tx: Tx, clinic_id: int, ids: Sequence[int]) -> int:
    """Remove people from a clinic's list; return how many were on it."""
    return tx.conn.execute(
        delete(on_call).where(on_call.c.clinic_id == clinic_id, on_call.c.id.in_(list(ids)))
    ).rowcount


def _readable(tx: Tx, cell: CellId, ciphertext: bytes | None, clinic_id: int) -> str | None:
    """Open a way to tell someone; one that cannot be read is none, so that the next person is told."""
    text = optional_of(tx, cell, ciphertext, clinic_id)
    return None if text == CANNOT_BE_READ else text
