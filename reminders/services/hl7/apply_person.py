"""Contact data and language of a patient who is enrolled, as the hospital has them now.

A hospital sends the whole record with every change of it, so a value counts only when it is another one than last time:
what staff have corrected since stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.hl7.outcomes import Outcome
from reminders.core.model.errors import UseError
from reminders.services.enrollment.corrections.contact import ContactFields, SharedAddressError, correct_contact_in
from reminders.services.forms.fields import FieldError, check_email, check_phone
from reminders.store.enrollment import enrollments

if TYPE_CHECKING:
    from reminders.core.hl7.content import Person
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.services.hl7.work import Applied, Work


def correct_person(work: Work) -> Applied:
    """Store what is new, through the form that staff correct contact data with."""
    patient, person = work.subject.patient, work.content.person
    if patient is None or person is None:
        return work.done(Outcome.NO_CHANGE)
    surgeries = [
        enrollments.get_enrollment(work.tx, item) for item in enrollments.ids_of_patients(work.tx, [patient.id])
    ]
    try:
        said = _said(work, person)
    except FieldError as error:
        return work.waits(Outcome.CHECK_DETAILS, error.field)
    last = surgeries[-1].imported if surgeries else {}
    new = {name: value for name, value in said.items() if value != last.get(name) and value != _standing(patient, name)}
    _remember(work, surgeries, said)
    if not new:
        return work.done(Outcome.NO_CHANGE)
    return _store(work, patient, new)


def _said(work: Work, person: Person) -> dict[str, str]:
    """Return what the message says, as it is stored; what it does not say stays out."""
    said: dict[str, str] = {}
    if person.phone is not None:
        said["phone"] = check_phone(person.phone, work.clinic.country) or ""
    if person.email is not None:
        said["email"] = check_email(person.email) or ""
    if person.language in work.clinic.language_list:
        said["language"] = str(person.language)
    if person.given_name and person.family_name:
        said |= {"given_name": person.given_name, "family_name": person.family_name}
    if person.birth_date:
        said["birth_date"] = person.birth_date.isoformat()
    said["record_number"] = person.record_number
    return said


def _standing(patient: Patient, name: str) -> str:
    value = getattr(patient, name)
    return value.isoformat() if name == "birth_date" and value else str(value or "")


def _store(work: Work, patient: Patient, new: dict[str, str]) -> Applied:
    fields: ContactFields = {"phone": patient.phone or "", "email": patient.email or "", "language": patient.language}
    fields |= new  # pyright: ignore[reportAssignmentType] keys are those of the form: _said
    try:
        try:
            correct_contact_in(work.context, work.tx, work.clinic, patient.id, fields, actor=work.actor)
        except SharedAddressError as shared:  # a family may share a phone; the hospital's record is the answer
            fields["shared_with"] = [other.id for other in shared.others]
            correct_contact_in(work.context, work.tx, work.clinic, patient.id, fields, actor=work.actor)
    except FieldError as error:
        return work.waits(Outcome.CHECK_DETAILS, error.field)
    except UseError:  # nothing would be left to reach the patient by
        return work.waits(Outcome.CHECK_DETAILS, "phone")
    return work.done()


def _remember(work: Work, surgeries: list[Enrollment], said: dict[str, str]) -> None:
    """Keep what the hospital said last, with every surgery of the patient, as an import does."""
    for surgery in surgeries:
        imported = {**surgery.imported, **said}
        if imported != dict(surgery.imported) and "imported" not in surgery.damaged:
            enrollments.update_enrollment(work.tx, replace(surgery, imported=imported))
