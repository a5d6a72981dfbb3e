"""What staff can still take back: a cancelled plan for some minutes, a message brought forward until it is claimed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select

from reminders.core.model.status import Status
from reminders.core.plans.plan_changes import UndoKind
from reminders.store.enrollment.patient_record import decrypt_patient
from reminders.store.tables import enrollments, messages, patients, undos

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Undo:
    """One thing that was done. `before` is the plan's state to go back to; `after` must still stand for that."""

    kind: UndoKind
    clinic_id: int
    enrollment_id: str
    before: str
    after: str
    until: datetime
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class OpenUndo:
    """One that is still possible, with its patient."""

    id: str
    kind: UndoKind
    enrollment_id: str
    message_id: str | None
    patient: Patient
    at: datetime
    until: datetime


def add_undo(tx: Tx, undo: Undo, at: datetime) -> str:
    """Note what can be taken back, forget what no longer can, and return the id."""
    tx.conn.execute(delete(undos).where(undos.c.clinic_id == undo.clinic_id, undos.c.until < at - _KEPT))
    undo_id = str(uuid.uuid4())
    tx.conn.execute(
        insert(undos).values(
            id=undo_id,
            clinic_id=undo.clinic_id,
            enrollment_id=undo.enrollment_id,
            message_id=undo.message_id,
            kind=undo.kind.value,
            before=undo.before,
            after=undo.after,
            at=at,
            until=undo.until,
        )
    )
    return undo_id


def find_undo(tx: Tx, clinic_id: int, undo_id: str) -> Undo | None:
    """Return one of a clinic's, over or not; None: taken back, or never there."""
    row = tx.conn.execute(select(undos).where(undos.c.id == undo_id, undos.c.clinic_id == clinic_id)).first()
    if row is None:
        return None
    kind = UndoKind(row.kind)
    return Undo(kind, row.clinic_id, row.enrollment_id, row.before, row.after, row.until, row.message_id)


def drop_undo(tx: Tx, undo_id: str) -> bool:
    """Forget one; False: someone else was quicker."""
    return tx.conn.execute(delete(undos).where(undos.c.id == undo_id)).rowcount == 1


def open_undos(tx: Tx, clinic_id: int, now: datetime, patient_id: str | None = None) -> list[OpenUndo]:
    """Return what a clinic, or one patient's nurse, can take back at this moment, the latest first."""
    query = (
        select(
            undos.c.id.label("undo_id"),
            undos.c.kind,
            undos.c.enrollment_id,
            undos.c.message_id,
            undos.c.at,
            undos.c.until,
            patients,
        )
        .join(enrollments, enrollments.c.id == undos.c.enrollment_id)
        .join(patients, patients.c.id == enrollments.c.patient_id)
        .outerjoin(messages, messages.c.id == undos.c.message_id)
        .where(undos.c.clinic_id == clinic_id, undos.c.until > now, patients.c.erased_at.is_(None))
        .where(or_(messages.c.id.is_not(None) & (messages.c.status == Status.PLANNED.value), _still_cancelled()))
        .order_by(undos.c.at.desc(), undos.c.id)
        .limit(10)
    )
    if patient_id is not None:
        query = query.where(patients.c.id == patient_id)
    return [
        OpenUndo(
            row.undo_id,
            UndoKind(row.kind),
            row.enrollment_id,
            row.message_id,
            decrypt_patient(tx, row),
            row.at,
            row.until,
        )
        for row in tx.conn.execute(query)
    ]


def _still_cancelled() -> Any:
    return (undos.c.kind == UndoKind.CANCEL.value) & (enrollments.c.state_reason == undos.c.after)
