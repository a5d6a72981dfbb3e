"""Pages of a clinic's surgeries, the latest first, and surgeries of one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from reminders.core.model.enrollment import EnrollmentState
from reminders.store.enrollment.patient_record import decrypt_patient
from reminders.store.tables import enrollments, pathway_versions, patients

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

_ROWS = (
    select(
        patients,
        enrollments.c.id.label("enrollment_id"),
        enrollments.c.surgery_date,
        enrollments.c.state,
        enrollments.c.state_reason,
        enrollments.c.confirmed_at,
        pathway_versions.c.pathway_id,
    )
    .join(enrollments, enrollments.c.patient_id == patients.c.id)
    .join(pathway_versions, pathway_versions.c.id == enrollments.c.pathway_version_id)
    .where(patients.c.erased_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One surgery in a list, with its patient."""

    patient: Patient
    enrollment_id: str
    surgery_date: date
    state: str
    state_reason: str | None
    pathway_id: str


def latest_surgeries(tx: Tx, clinic_id: int, limit: int, after: str | None = None) -> list[Listed]:
    """Return the surgeries of a clinic by date, the latest first; `after` is the enrollment with which a page ended."""
    query = _ROWS.where(enrollments.c.clinic_id == clinic_id)
    if after is not None:
        last = select(enrollments.c.surgery_date).where(enrollments.c.clinic_id == clinic_id, enrollments.c.id == after)
        day = enrollments.c.surgery_date
        reached = last.scalar_subquery()
        query = query.where(day <= reached, or_(day < reached, enrollments.c.id > after))
    query = query.order_by(enrollments.c.surgery_date.desc(), enrollments.c.id).limit(limit)
    return [_listed(tx, row) for row in tx.conn.execute(query)]


def surgeries_of_patients(tx: Tx, clinic_id: int, patient_ids: Sequence[str]) -> dict[str, list[Listed]]:
    """Return the surgeries of some patients, the latest first."""
    query = _ROWS.where(enrollments.c.clinic_id == clinic_id, enrollments.c.patient_id.in_(list(patient_ids)))
    found: dict[str, list[Listed]] = {}
    for row in tx.conn.execute(query.order_by(enrollments.c.surgery_date.desc())):
        found.setdefault(row.id, []).append(_listed(tx, row))
    return found


def unconfirmed_surgeries(tx: Tx, clinic_id: int, since: date, until: date, limit: int) -> list[Listed]:
    """Return active surgeries of the days [since, until] that nobody has confirmed, the latest first."""
    query = _ROWS.where(*_unconfirmed(clinic_id, since, until))
    query = query.order_by(enrollments.c.surgery_date.desc(), enrollments.c.id).limit(limit)
    return [_listed(tx, row) for row in tx.conn.execute(query)]


def count_unconfirmed(tx: Tx, clinic_id: int, since: date, until: date) -> int:
    """Return how many active surgeries of the days [since, until] nobody has confirmed."""
    query = select(func.count()).select_from(enrollments).join(patients, patients.c.id == enrollments.c.patient_id)
    query = query.where(*_unconfirmed(clinic_id, since, until), patients.c.erased_at.is_(None))
    return tx.conn.execute(query).scalar_one()


def _unconfirmed(clinic_id: int, since: date, until: date) -> tuple[Any, ...]:
    return (
        enrollments.c.clinic_id == clinic_id,
        enrollments.c.surgery_date >= since,
        enrollments.c.surgery_date <= until,
        enrollments.c.state == EnrollmentState.ACTIVE.value,
        enrollments.c.confirmed_at.is_(None),
    )


def _listed(tx: Tx, row: Any) -> Listed:
    return Listed(
        patient=decrypt_patient(tx, row),
        enrollment_id=row.enrollment_id,
        surgery_date=row.surgery_date,
        state=row.state,
        state_reason=row.state_reason,
        pathway_id=row.pathway_id,
    )
