"""Gives everything that belongs to one patient to another: the hospital found out that they are one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update

from reminders.store.enrollment import enrollments as enrollment_rows
from reminders.store.enrollment.search_terms import drop_terms
from reminders.store.tables import (
    alerts,
    caregivers,
    consents,
    enrollments,
    hl7_messages,
    messages,
    opt_outs,
    patients,
    replies,
    staff_notes,
)

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_HISTORY: Final = (enrollments, messages, replies, alerts, staff_notes, consents, hl7_messages)


def move_history(tx: Tx, going: str, staying: str, at: datetime) -> None:
    """Move plans, messages, replies, alerts, notes and consents; the record that goes away is found no more.

    A stop of a patient without an address moves along; any other is of an address, and stays.
    """
    enrollment_rows.lock_enrollments(tx, [], [going, staying])
    for table in _HISTORY:
        tx.conn.execute(update(table).where(table.c.patient_id == going).values(patient_id=staying))
    if not tx.conn.execute(select(caregivers.c.patient_id).where(caregivers.c.patient_id == staying)).first():
        tx.conn.execute(update(caregivers).where(caregivers.c.patient_id == going).values(patient_id=staying))
    _move_stops(tx, f"patient:{going}", f"patient:{staying}")
    hidden = {"record_number": None, "record_number_hash": None, "erased_at": at}
    tx.conn.execute(update(patients).where(patients.c.id == going).values(**hidden))
    drop_terms(tx, [going])


def _move_stops(tx: Tx, going: str, staying: str) -> None:
    standing = select(opt_outs.c.scope, opt_outs.c.channel).where(
        opt_outs.c.address_hash == staying, opt_outs.c.lifted_at.is_(None)
    )
    known = {tuple(row) for row in tx.conn.execute(standing)}
    rows = tx.conn.execute(
        select(opt_outs.c.id, opt_outs.c.scope, opt_outs.c.channel).where(opt_outs.c.address_hash == going)
    )
    for row in rows.all():
        if (row.scope, row.channel) not in known:
            tx.conn.execute(update(opt_outs).where(opt_outs.c.id == row.id).values(address_hash=staying))
