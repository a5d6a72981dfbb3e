"""Finds a patient of a clinic by our own id: another clinic's patient does not exist here, nor an erased one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.errors import NotFoundError
from reminders.store.enrollment import enrollments, patients

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def pick_patient(tx: Tx, clinic: Clinic, patient_id: str) -> Patient:
    """Return the patient of that id; what of it opens with no key is named in `damaged`.

    Raises:
        NotFoundError: the clinic has no such patient.

    """
    patient = patients.find_patient(tx, clinic.id, patient_id)
    if patient is None:
        raise NotFoundError("no such patient")
    return patient


def get_patient(context: Context, clinic: Clinic, patient_id: str) -> Patient:
    """Return the patient of that id, outside a transaction; raises as `pick_patient` does."""
    with context.db.read() as tx:
        return pick_patient(tx, clinic, patient_id)


def get_surgery(context: Context, clinic: Clinic, patient_id: str, enrollment_id: str) -> Enrollment:
    """Return a surgery of a patient, outside a transaction; raises as `pick_surgery_of` does."""
    with context.db.read() as tx:
        return pick_surgery_of(tx, clinic, patient_id, enrollment_id)


def pick_surgery_of(tx: Tx, clinic: Clinic, patient_id: str, enrollment_id: str) -> Enrollment:
    """Return the enrollment of that id, locked.

    Raises:
        NotFoundError: the clinic has no such enrollment, it is another patient's, or the patient was erased.

    """
    surgery = pick_surgery(tx, clinic, enrollment_id)
    if surgery.patient_id != patient_id or surgery.state_reason == "erased":
        raise NotFoundError("no such enrollment")
    return surgery


def pick_surgery(tx: Tx, clinic: Clinic, enrollment_id: str) -> Enrollment:
    """Return the enrollment of that id, locked.

    Raises:
        NotFoundError: the clinic has no such enrollment.

    """
    if not enrollments.belongs_to(tx, clinic.id, enrollment_id):
        raise NotFoundError("no such enrollment")
    return enrollments.get_enrollment(tx, enrollment_id)
