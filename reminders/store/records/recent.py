"""Pages of a clinic's surgeries, the latest first, and surgeries of one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal_column, select

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
        enrollments.c.surgeon_id,
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
    surgeon_id: str | None = None


def surgeries_by_id(tx: Tx, clinic_id: int, enrollment_ids: Sequence[str]) -> list[Listed]:
    """Return surgeries of a clinic in the order of these ids; those of erased patients are left out."""
    ids = list(enrollment_ids)
    query = _ROWS.where(enrollments.c.clinic_id == clinic_id, enrollments.c.id.in_(ids))
    by_id = {row.enrollment_id: _listed(tx, row) for row in tx.conn.execute(query)}
    return [by_id[one] for one in ids if one in by_id]


def surgeries_of_patients(tx: Tx, clinic_id: int, patient_ids: Sequence[str]) -> dict[str, list[Listed]]:
    """Return the surgeries of some patients, the latest first."""
    query = _ROWS.where(enrollments.c.clinic_id == clinic_id, enrollments.c.patient_id.in_(list(patient_ids)))
    by_patient: dict[str, list[Listed]] = {}
    for row in tx.conn.execute(query.order_by(enrollments.c.surgery_date.desc())):
        by_patient.setdefault(row.id, []).append(_listed(tx, row))
    return by_patient


def count_by_surgeon_and_day(tx: Tx, clinic_id: int, since: date, until: date) -> dict[tuple[str | None, date], int]:
    """Return how many surgeries each surgeon has on each of the days [since, until]; canceled ones do not count."""
    query = (
        select(enrollments.c.surgeon_id, enrollments.c.surgery_date, func.count().label("number"))
        .where(*_standing(clinic_id, since, until))
        .group_by(enrollments.c.surgeon_id, enrollments.c.surgery_date)
    )
    return {(row.surgeon_id, row.surgery_date): row.number for row in tx.conn.execute(query)}


def first_of_each_day(
    tx: Tx, clinic_id: int, since: date, until: date, of_each: int, limit: int
) -> dict[tuple[str | None, date], list[Listed]]:
    """Return the first surgeries of each surgeon and day, so many of each and `limit` in all."""
    place = func.row_number().over(
        partition_by=(enrollments.c.surgeon_id, enrollments.c.surgery_date), order_by=enrollments.c.id
    )
    ranked = select(enrollments.c.id, place.label("place")).where(*_standing(clinic_id, since, until)).subquery()
    first = select(ranked.c.id).where(ranked.c.place <= of_each).order_by(ranked.c.place, ranked.c.id).limit(limit)
    query = _ROWS.where(enrollments.c.id.in_(first)).order_by(enrollments.c.surgery_date, enrollments.c.id)
    by_day: dict[tuple[str | None, date], list[Listed]] = {}
    for row in tx.conn.execute(query):
        by_day.setdefault((row.surgeon_id, row.surgery_date), []).append(_listed(tx, row))
    return by_day


def _standing(clinic_id: int, since: date, until: date) -> tuple[Any, ...]:
    return (
        enrollments.c.clinic_id == clinic_id,
        enrollments.c.surgery_date >= since,
        enrollments.c.surgery_date <= until,
        enrollments.c.state != EnrollmentState.CANCELLED.value,
    )


def unconfirmed_surgeries(
    tx: Tx, clinic_id: int, since: date, until: date, limit: int, offset: int = 0
) -> list[Listed]:
    """Return active surgeries of the days [since, until] that no one has confirmed, the latest first."""
    query = _ROWS.where(*_unconfirmed(clinic_id, since, until))
    query = query.order_by(enrollments.c.surgery_date.desc(), enrollments.c.id).limit(limit)
    return [_listed(tx, row) for row in tx.conn.execute(query.offset(offset))]


def count_unconfirmed(tx: Tx, clinic_id: int, since: date, until: date) -> int:
    """Return how many active surgeries of the days [since, until] no one has confirmed."""
    query = select(func.count()).select_from(enrollments).where(*_unconfirmed(clinic_id, since, until))
    return tx.conn.execute(query).scalar_one()


def _unconfirmed(clinic_id: int, since: date, until: date) -> tuple[Any, ...]:
    return (
        enrollments.c.clinic_id == clinic_id,
        enrollments.c.surgery_date >= since,
        enrollments.c.surgery_date <= until,
        enrollments.c.state == literal_column(f"'{EnrollmentState.ACTIVE.value}'"),  # see its index
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
        surgeon_id=row.surgeon_id,
    )
