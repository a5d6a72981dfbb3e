"""What a new clinic has set up so far, and that its admins want to see the list of it no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from reminders.store.tables import clinics, enrollments, on_call, staff_members

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class SetUp:
    """What there is. `hidden`: an admin has put the list away."""

    colleagues: bool
    on_call: bool
    patients: bool
    hidden: bool


def read_set_up(tx: Tx, clinic_id: int) -> SetUp:
    """Return what a clinic has set up: one statement, which looks for the first of each only."""
    staff = (
        select(staff_members.c.id)
        .where(staff_members.c.clinic_id == clinic_id, staff_members.c.disabled_at.is_(None))
        .limit(2)
        .subquery()
    )
    row = tx.conn.execute(
        select(
            clinics.c.first_steps_hidden_at,
            select(func.count()).select_from(staff).scalar_subquery().label("staff"),
            select(on_call.c.id).where(on_call.c.clinic_id == clinic_id).exists().label("on_call"),
            select(enrollments.c.id).where(enrollments.c.clinic_id == clinic_id).exists().label("patients"),
        ).where(clinics.c.id == clinic_id)
    ).one()
    return SetUp(row.staff > 1, row.on_call, row.patients, row.first_steps_hidden_at is not None)


def hide(tx: Tx, clinic_id: int, now: datetime) -> bool:
    """Show the list no more; return False if it was hidden already."""
    query = update(clinics).where(clinics.c.id == clinic_id, clinics.c.first_steps_hidden_at.is_(None))
    return tx.conn.execute(query.values(first_steps_hidden_at=now)).rowcount == 1
