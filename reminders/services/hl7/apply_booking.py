"""A booked surgery: enrolled through the very form of a CSV row, moved as a nurse moves it, or corrected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.hl7.outcomes import Outcome, State
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import UseError
from reminders.core.plans.facts.fact import FACTS
from reminders.services.enrollment.correct import correct
from reminders.services.enrollment.corrections.withdraw import HOSPITAL
from reminders.services.enrollment.enroll import enroll_in
from reminders.services.enrollment.surgeons import with_surgeons
from reminders.services.forms.enrollment_form import REQUIRED_COLUMNS, EnrollmentForm, own_facts, read_facts
from reminders.services.forms.fields import FieldError
from reminders.services.forms.form_errors import check_whole_form
from reminders.services.hl7.prefill import cells_of
from reminders.services.plans.change_state import confirm_surgery_in
from reminders.services.plans.reschedule import reschedule_locked
from reminders.store.enrollment import enrollments, patients
from reminders.store.enrollment.sources import add_sources
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.services.hl7.work import Applied, Work

_BY_HL7 = {Action.ENROLLED: Action.ENROLLED_BY_HL7, Action.CHANGED_BY_IMPORT: Action.CHANGED_BY_HL7}
_BY_FHIR = {Action.ENROLLED: Action.ENROLLED_BY_FHIR, Action.CHANGED_BY_IMPORT: Action.CHANGED_BY_FHIR}
_CONFIRMED = frozenset({State.APPLIED, State.IGNORED})
_OF_IDENTITY = frozenset({"birth_date", "record_number"})


def enroll_patient(work: Work) -> Applied:
    """Enroll, with the consent that is on file; a field that the form refuses goes to the work list."""
    cells = dict.fromkeys(REQUIRED_COLUMNS, "") | cells_of(work.clinic, work.content, work.subject.patient)
    cells["procedure"] = work.decision.values["plan"]
    form, errors = check_whole_form(cells, work.clinic, work.context.catalog)
    if form is None:
        return work.waits(Outcome.CHECK_DETAILS, next(iter(errors)))
    if _brings_consent(work):
        form = replace(form, source=HOSPITAL)
    results = enroll_in(work.context, work.tx, work.clinic, [form], actor=work.actor, actions=_actions(work))
    error = results.results[0].error
    if error is not None:
        unsure = error.field in _OF_IDENTITY
        return work.waits(Outcome.POSSIBLE_MATCH if unsure else Outcome.CHECK_DETAILS, error.field)
    enrolled = results.enrollments[form.external_id]
    return replace(work.done(enrollment_id=enrolled.id), patient_id=enrolled.patient_id)


def _brings_consent(work: Work) -> bool:
    """Return True if the message says that the patient agrees to something that is not on file."""
    patient, content = work.subject.patient, work.content
    return (content.sms_consent and not (patient and patient.sms_consent)) or (
        content.email_consent and not (patient and patient.email_consent)
    )


def move_booked(work: Work) -> Applied:
    """Move the surgery, unless staff have moved it since the sender last said the same; then correct the rest."""
    enrollment = work.subject.enrollments[work.decision.enrollment_ids[0]]
    day = work.decision.values["day"]
    if enrollment.imported.get("surgery_date") == day and not work.decision.reopens:
        return correct_surgery(work)
    surgery = work.content.surgery
    assert surgery is not None  # noqa: S101 only a booking is moved
    assert surgery.day is not None  # noqa: S101 and has a day
    told = replace(enrollment, imported={**enrollment.imported, "surgery_date": day})
    try:
        reschedule_locked(work.context, work.tx, told, surgery.day, actor=work.actor)
    except UseError:  # a date that a nurse could not enter either
        return work.waits(Outcome.CHECK_DETAILS, "surgery_date")
    correct_surgery(work)
    return work.done()


def correct_surgery(work: Work) -> Applied:
    """Correct procedure, surgeon and facts that the sender says otherwise than last time; staff's own changes stay."""
    enrollment = enrollments.get_enrollment(work.tx, work.decision.enrollment_ids[0])
    add_sources(work.tx, [enrollment.id], work.actor, work.now)
    patient = work.subject.patient or patients.get_patients(work.tx, [enrollment.patient_id])[enrollment.patient_id]
    try:
        form = _form(work, enrollment, patient)
    except FieldError as error:
        return work.waits(Outcome.CHECK_DETAILS, error.field)
    (form,) = with_surgeons(work.tx, work.clinic, [form])
    file = work.context.catalog.find(form.procedure)
    versions = {form.procedure: work.context.book.snapshot(work.tx, file, work.now)} if file else {}
    correction = correct(work.context, work.tx, enrollment, patient, form, versions, work.now, confirmed=True)
    if correction.error is not None:
        return work.waits(Outcome.CHECK_DETAILS, correction.error.field)
    if not correction.applied:
        return replace(work.done(Outcome.NO_CHANGE), patient_id=patient.id)
    what = ", ".join(sorted(correction.applied))
    action, clinic_id = _actions(work)[Action.CHANGED_BY_IMPORT], work.clinic.id
    add_entry(work.tx, AuditEntry(clinic_id, action, work.actor, work.now, patient.id, enrollment.id, what))
    return replace(work.done(), patient_id=patient.id)


def confirm_done(work: Work, applied: Applied) -> Applied:
    """Note that a surgery was done, if the sender says so, once."""
    surgery, decision = work.content.surgery, applied.decision
    if surgery is None or not surgery.is_done or surgery.day is None or applied.enrollment_id is None:
        return applied
    is_future = surgery.day > work.subject.known.today
    if is_future or decision.state not in _CONFIRMED or enrollments.is_confirmed(work.tx, applied.enrollment_id):
        return applied
    enrollment = enrollments.get_enrollment(work.tx, applied.enrollment_id)
    confirm_surgery_in(work.context, work.tx, enrollment, actor=work.actor)
    if decision.outcome is Outcome.NO_CHANGE:
        return replace(applied, decision=replace(decision, outcome=Outcome.CORRECTED))
    return applied


def _actions(work: Work) -> Mapping[Action, Action]:
    return _BY_FHIR if work.content.header.is_fhir else _BY_HL7


def _form(work: Work, enrollment: Enrollment, patient: Patient) -> EnrollmentForm:
    """Build the form of what stands, in which only what a booking says is given."""
    surgery = work.content.surgery
    assert surgery is not None  # noqa: S101 only a booking is corrected
    standing = work.subject.known.surgery
    plan = surgery.plans[0] if len(surgery.plans) == 1 else None
    facts = _facts_said(work, plan or (standing.plan if standing else ""), surgery.facts)
    said: dict[str, str] = {**facts}
    if plan and (standing is None or standing.plan not in surgery.plans):
        said["procedure"] = plan
    if surgery.surgeon:
        said["surgeon"] = ""
    return EnrollmentForm(
        external_id=enrollment.external_id,
        given_name=patient.given_name,
        family_name=patient.family_name,
        phone=patient.phone,
        email=patient.email,
        language=patient.language,
        timezone=patient.timezone,
        procedure=plan or (standing.plan if standing else ""),
        surgery_date=enrollment.surgery_date,
        facts={**enrollment.facts, **facts},
        phone_belongs_to=patient.phone_belongs_to,
        sms_consent=patient.sms_consent,
        email_consent=patient.email_consent,
        given=said,
        birth_date=patient.birth_date,
        record_number=patient.record_number,
        surgeon=surgery.surgeon,
    )


def _facts_said(work: Work, plan: str, said: Mapping[str, str]) -> dict[str, str]:
    """Return the facts of a message that the care plan asks about, as a file's cells are read.

    Raises:
        FieldError: a value is none of the fact's.

    """
    asked = own_facts(work.context.catalog, plan)
    known = {name: value for name, value in said.items() if name in {*FACTS, *(fact.name for fact in asked)}}
    return {name: value for name, value in read_facts(known, asked).items() if name in known}
