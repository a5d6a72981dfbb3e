"""Finds a patient of a clinic by our own id: another clinic's patient does not exist here, nor an erased one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.services.find import NotFoundError
from reminders.store.enrollment import enrollments, legible, patients

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx


def pick_patient(tx: Tx, clinic: Clinic, patient_id: str) -> Patient:
    """Return the patient of that id.

    Raises:
        NotFoundError: the clinic has no such patient.

    """
    patient = patients.get_patients(tx, [patient_id]).get(patient_id)
    if patient is None or patient.clinic_id != clinic.id or patient.erased_at is not None:
        raise NotFoundError("no such patient")
    return patient


def pick_to_show(tx: Tx, clinic: Clinic, patient_id: str) -> Patient:
    """Return the patient of that id for people to look at: a name that opens with no key is said to be so.

    Raises:
        NotFoundError: the clinic has no such patient.

    """
    patient = legible.find_patient(tx, clinic.id, patient_id)
    if patient is None:
        raise NotFoundError("no such patient")
    return patient


def pick_surgery(tx: Tx, clinic: Clinic, enrollment_id: str) -> Enrollment:
    """Return the enrollment of that id, locked.

    Raises:
        NotFoundError: the clinic has no such enrollment.

    """
    if not enrollments.belongs_to(tx, clinic.id, enrollment_id):
        raise NotFoundError("no such enrollment")
    return enrollments.get_enrollment(tx, enrollment_id)
