"""Which fields of an enrollment a later import changes, and which it leaves because staff changed them since.

Three values count per field: what the last import said, what the file says now, and what stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.records.names import spelled_alike
from reminders.services.enrollment.corrections.caregivers_of_forms import given_of
from reminders.services.forms.enrollment_form import FACTS
from reminders.services.forms.fields import FieldError
from reminders.store.enrollment.legible import CANNOT_BE_READ
from reminders.store.enrollment.patients import plain_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Caregiver, Patient
    from reminders.core.plans.pathway import Pathway
    from reminders.services.forms.enrollment_form import EnrollmentForm

OTHER_PERSON = (
    "this id belongs to another patient: name and {what} differ from what is on file; check the id, or correct the "
    "patient first"
)

_UNSAID = {"phone_belongs_to": "patient"}
"""What a file without this column has said; without any other it has said nothing."""

UNREADABLE = (
    "the name on file cannot be read, and nothing else in this row is the same; open the patient's page, choose Edit "
    "contact info and enter it again"
)


class ChangeDecision(StrEnum):
    """What becomes of a field that the file writes otherwise than what stands."""

    APPLIED = "applied"
    KEPT = "kept"  # changed since the last import, and the file says what it said then
    DISPUTED = "disputed"  # changed since the last import, and the file says something new


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what stands, what the file says, and which of the two holds."""

    column: str
    old: str
    new: str
    verdict: ChangeDecision


def changes_of(
    form: EnrollmentForm, imported: Mapping[str, str], standing: Mapping[str, str], *, confirmed: bool
) -> tuple[FieldChange, ...]:
    """Return every field that the file writes otherwise than what stands; `confirmed`: what is disputed is applied."""
    changes: list[FieldChange] = []
    for column, new in form.given.items():
        old, last = standing.get(column, ""), imported.get(column, _UNSAID.get(column, ""))
        if old == new:
            continue
        verdict = ChangeDecision.APPLIED
        if old == CANNOT_BE_READ:
            if not new:
                continue
        elif new == last:
            verdict = ChangeDecision.KEPT
        elif old != last and not confirmed:
            verdict = ChangeDecision.DISPUTED
        changes.append(FieldChange(column, old, new, verdict))
    return tuple(changes)


def values_standing(
    patient: Patient, enrollment: Enrollment, pathway: Pathway, caregiver: Caregiver | None = None
) -> dict[str, str]:
    """Return what stands, by column, as `EnrollmentForm.given` writes it; or that it cannot be read."""
    own = [fact.name for fact in pathway.facts]
    values = {
        **dict.fromkeys(own, ""),
        **enrollment.facts,
        **given_of(caregiver),
        "given_name": patient.given_name,
        "family_name": patient.family_name,
        "phone": patient.phone or "",
        "email": patient.email or "",
        "language": patient.language,
        "timezone": patient.timezone,
        "phone_belongs_to": patient.phone_belongs_to,
        "birth_date": patient.birth_date.isoformat() if patient.birth_date else "",
        "record_number": patient.record_number or "",
        "sms_consent": "yes" if patient.sms_consent else "no",
        "email_consent": "yes" if patient.email_consent else "no",
        "procedure": pathway.id,
        "surgery_date": enrollment.surgery_date.isoformat(),
        "surgeon": enrollment.surgeon_id or "",
        "discharge_date": enrollment.discharge_date.isoformat() if enrollment.discharge_date else "",
    }
    facts = (*FACTS, *own) if "facts" in enrollment.damaged else ()
    return values | dict.fromkeys((*patient.damaged, *facts), CANNOT_BE_READ)


def other_person(form: EnrollmentForm, patient: Patient, *, proven: bool = False) -> FieldError | None:
    """Return why a known id now names someone else: a correction of a spelling or of one field does not.

    What cannot be read of the patient is no proof either way: then something else has to be the same, or `proven` to be
    so by a hash.
    """
    if proven:
        return None
    if patient.damaged & {"given_name", "family_name"}:
        return None if _shares(form, patient) else FieldError("external_id", UNREADABLE)
    differs = {
        "phone": bool(form.phone and (patient.phone or "phone" in patient.damaged) and form.phone != patient.phone),
        "birth date": bool(form.birth_date and patient.birth_date and form.birth_date != patient.birth_date),
        "record number": bool(form.record_number and patient.record_number)
        and plain_number(form.record_number or "") != plain_number(patient.record_number or ""),
    }
    if not (form.phone and patient.phone):
        differs["email"] = bool(form.email and patient.email and form.email.casefold() != patient.email.casefold())
    if _same_number(form, patient):
        return None
    what = next((name for name, is_other in differs.items() if is_other), None)
    if what and not spelled_alike(form, patient):
        return FieldError("external_id", OTHER_PERSON, what=what)
    if differs["birth date"] and (differs["phone"] or differs["record number"]):
        return FieldError("external_id", OTHER_PERSON.replace("name and {what}", "birth date and contact data"))
    return None


def _shares(form: EnrollmentForm, patient: Patient) -> bool:
    """Return True if a form about a patient whose name cannot be read has a phone, email or record number in common."""
    email = bool(form.email and patient.email and form.email.casefold() == patient.email.casefold())
    return bool(form.phone and form.phone == patient.phone) or email or _same_number(form, patient)


def _same_number(form: EnrollmentForm, patient: Patient) -> bool:
    """Return True if the record number says that it is the same person, whatever else was corrected."""
    if not (form.record_number and patient.record_number):
        return False
    born = form.birth_date is None or patient.birth_date is None or form.birth_date == patient.birth_date
    return born and plain_number(form.record_number) == plain_number(patient.record_number)
