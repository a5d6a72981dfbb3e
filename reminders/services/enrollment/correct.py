"""Corrects an enrollment from a later import: only fields whose value differs from the last imported one.

What staff changed in between stands, unless it is confirmed that the file is right. An import never lifts an opt-out,
resumes or reopens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reminders.core.plans.anchors import BEFORE_SURGERY
from reminders.services.enrollment.changes import ChangeDecision, FieldChange, changes_of, other_person, values_standing
from reminders.services.enrollment.corrections.caregivers_of_forms import correct_caregiver, phone_after
from reminders.services.enrollment.mend import close_if_mended
from reminders.services.forms.caregiver_form import FIELDS, SAME_PHONE
from reminders.services.forms.caregiver_form import PHONE as CAREGIVER_PHONE
from reminders.services.forms.fields import FieldError
from reminders.services.plans.replan import replan
from reminders.services.plans.reschedule import move_surgery
from reminders.store.enrollment import enrollments, patients
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.enrollment.patient_record import corrected

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.store.database.session import Tx

_PATIENT_FIELDS = frozenset(
    {
        "given_name",
        "family_name",
        "phone",
        "email",
        "language",
        "timezone",
        "phone_belongs_to",
        "birth_date",
        "record_number",
        "sms_consent",
        "email_consent",
    }
)
_ENROLLMENT_FIELDS = frozenset({"procedure", "surgery_date", "surgeon", "discharge_date"})


@dataclass(frozen=True, slots=True)
class Correction:
    """What a form says otherwise of a known enrollment; or why it is refused."""

    changes: tuple[FieldChange, ...] = ()
    error: FieldError | None = None

    @property
    def applied(self) -> frozenset[str]:
        """The names of the fields that were changed."""
        return frozenset(change.column for change in self.changes if change.verdict is ChangeDecision.APPLIED)


def correct(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    enrollment: Enrollment,
    patient: Patient,
    form: EnrollmentForm,
    versions: Mapping[str, int],
    now: datetime,
    *,
    confirmed: bool = False,
) -> Correction:
    """Apply what a form changes; nothing is written when it changes nothing. `confirmed`: the file wins over staff."""
    if error := other_person(form, patient, proven=_is_proven(tx, form, patient)):
        return Correction(error=error)
    pathway = context.book.get(tx, enrollment.pathway_version_id)
    caregiver = caregiver_of(tx, patient.id) if form.given.keys() & {*FIELDS, "phone"} else None
    standing = values_standing(patient, enrollment, pathway, caregiver)
    changes = changes_of(form, enrollment.imported, standing, confirmed=confirmed)
    correction = Correction(_keeping_caregiver(form, changes))
    if (change := _applied(correction, "discharge_date")) and change.new:
        moved = _applied(correction, "surgery_date")
        if change.new < (moved.new if moved else standing["surgery_date"]):  # ISO dates sort as texts
            return Correction(error=FieldError("discharge_date", BEFORE_SURGERY))
    phone = form.phone if "phone" in correction.applied else patient.phone
    if phone and phone == phone_after(form, caregiver, correction.applied):
        return Correction(error=FieldError(CAREGIVER_PHONE, SAME_PHONE))
    disputed = {change.column for change in correction.changes if change.verdict is ChangeDecision.DISPUTED}
    imported = {**enrollment.imported, **{key: value for key, value in form.given.items() if key not in disputed}}
    damaged = enrollment.damaged - {"imported"}
    if correction.applied:
        with_imported = replace(enrollment, imported=imported, damaged=damaged)
        if fields := correction.applied & {*FIELDS}:
            correct_caregiver(tx, patient, caregiver, form, fields, now)
        _apply(context, tx, with_imported, form, correction.applied, versions, now)
    elif imported != dict(enrollment.imported):  # staff wrote first what the file says now
        enrollments.update_enrollment(tx, replace(enrollment, imported=imported, damaged=damaged))
    if "external_id" in enrollment.damaged:
        enrollments.encrypt_external_id_again(tx, enrollment, form.external_id)
    if patient.damaged or enrollment.damaged:
        close_if_mended(tx, patient, now)
    return correction


def _keeping_caregiver(form: EnrollmentForm, changes: tuple[FieldChange, ...]) -> tuple[FieldChange, ...]:
    """Let a file that names no caregiver any more not take half of one away whom staff have changed since."""
    of_caregiver = [change for change in changes if change.column in FIELDS]
    if form.caregiver or not any(change.verdict is ChangeDecision.DISPUTED for change in of_caregiver):
        return changes
    return tuple(replace(one, verdict=ChangeDecision.DISPUTED) if one in of_caregiver else one for one in changes)


def _applied(correction: Correction, column: str) -> FieldChange | None:
    changes = (one for one in correction.changes if one.column == column)
    return next((one for one in changes if one.verdict is ChangeDecision.APPLIED), None)


def _is_proven(tx: Tx, form: EnrollmentForm, patient: Patient) -> bool:
    """Return True if name and address are those of a patient of whom something cannot be read, by their hash."""
    written = replace(
        patient, given_name=form.given_name, family_name=form.family_name, phone=form.phone, email=form.email
    )
    return bool(patient.damaged) and patients.has_identity(tx, patient.id, written.identity)


def _apply(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    enrollment: Enrollment,
    form: EnrollmentForm,
    changed: frozenset[str],
    versions: Mapping[str, int],
    now: datetime,
) -> None:
    fields = changed & _PATIENT_FIELDS
    if fields:
        _correct_patient(tx, enrollment.patient_id, form, fields, now)
    facts = {**enrollment.facts}
    for name in changed - _PATIENT_FIELDS - _ENROLLMENT_FIELDS - {*FIELDS}:
        facts.pop(name, None)
        if form.given[name]:
            facts[name] = form.given[name]
    enrollment = replace(enrollment, facts=facts)
    if changed - _PATIENT_FIELDS - _ENROLLMENT_FIELDS - {*FIELDS}:
        enrollment = replace(enrollment, damaged=enrollment.damaged - {"facts"})
    enrollment = _with_columns(enrollment, form, changed, versions)
    if "surgery_date" in changed:
        move_surgery(context, tx, enrollment, form.surgery_date, now)
    else:
        replan(context, tx, enrollment, now)
    if fields or changed & {*FIELDS}:  # the patient's other enrollments follow the same people
        others = [item for item in enrollments.ids_of_patients(tx, [enrollment.patient_id]) if item != enrollment.id]
        for other in others:
            replan(context, tx, enrollments.get_enrollment(tx, other), now)


def _with_columns(
    enrollment: Enrollment, form: EnrollmentForm, changed: frozenset[str], versions: Mapping[str, int]
) -> Enrollment:
    """Take over what has a column of its own; the surgery date is moved by its own rules."""
    if "procedure" in changed:
        enrollment = replace(enrollment, pathway_version_id=versions[form.procedure])
    if "surgeon" in changed:
        enrollment = replace(enrollment, surgeon_id=form.surgeon_id)
    if "discharge_date" in changed:
        enrollment = replace(enrollment, discharge_date=form.discharge_date)
    return enrollment


def _correct_patient(tx: Tx, patient_id: str, form: EnrollmentForm, fields: frozenset[str], now: datetime) -> None:
    patient = patients.get_patients(tx, [patient_id])[patient_id]
    changes: dict[str, Any] = {name: getattr(form, name) for name in fields}
    patient = corrected(patient, **changes)
    patients.update_patient(tx, patient)
    consents = [
        {
            "patient_id": patient.id,
            "channel": name.removesuffix("_consent"),
            "granted": getattr(form, name),
            "source": form.source,
            "wording": form.wording,
            "language": patient.language,
            "at": now,
        }
        for name in sorted(fields & {"sms_consent", "email_consent"})
    ]
    patients.record_consents(tx, consents)
