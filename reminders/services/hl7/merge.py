"""Two records of one person become one, as the hospital says (ADT^A40); the history of both is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.hl7.outcomes import Outcome
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.records.names import spelled_alike
from reminders.services.plans.replan import replan_patients
from reminders.store.enrollment import patients
from reminders.store.enrollment.patient_record import corrected
from reminders.store.enrollment.patients import plain_number
from reminders.store.records.merging import move_history
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.patient import Patient
    from reminders.services.hl7.work import Applied, Work


def merge(work: Work) -> Applied:
    """Give everything of the record that goes away to the one that stays; or its new number, if that one is new."""
    going, staying, person = work.subject.merged, work.subject.patient, work.content.person
    if going is None or person is None:
        return work.done(Outcome.NO_CHANGE)
    if staying is None or staying.id == going.id:
        return _renumber(work, going, person.record_number)
    born = going.birth_date and staying.birth_date
    if going.birth_date != staying.birth_date if born else not spelled_alike(going, staying):
        return work.waits(Outcome.POSSIBLE_MATCH, "birth_date" if born else "family_name")
    move_history(work.tx, going.id, staying.id, work.now)
    patients.update_patient(work.tx, _united(staying, going, person.record_number))
    replan_patients(work.context, work.tx, [staying.id], work.now)
    entry = AuditEntry(work.clinic.id, Action.MERGED_PATIENTS, work.actor, work.now, staying.id, detail=going.id)
    add_entry(work.tx, entry)
    return work.done()


def _renumber(work: Work, patient: Patient, number: str) -> Applied:
    if plain_number(patient.record_number or "") == plain_number(number):
        return work.done(Outcome.NO_CHANGE)
    patients.update_patient(work.tx, corrected(patient, record_number=number))
    action, detail = Action.CORRECTED_CONTACT, "record_number"
    add_entry(work.tx, AuditEntry(work.clinic.id, action, work.actor, work.now, patient.id, detail=detail))
    return work.done()


def _united(staying: Patient, going: Patient, number: str) -> Patient:
    """Return the record that stays: its own data, and what only the other one had. Consent goes with its address."""
    same_phone, same_email = staying.phone in {None, going.phone}, staying.email in {None, going.email}
    return corrected(
        staying,
        record_number=number,
        phone=staying.phone or going.phone,
        email=staying.email or going.email,
        birth_date=staying.birth_date or going.birth_date,
        sms_consent=staying.sms_consent or (same_phone and going.sms_consent),
        email_consent=staying.email_consent or (same_email and going.email_consent),
    )
