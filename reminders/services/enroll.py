"""Enrolls patients: checked forms in, patients, enrollments and whole plans out, a batch in one transaction.

Idempotent by external id: a form seen before changes only fields whose value differs from the last imported one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.audit_actions import Action
from reminders.core.contact import Channel, Contact
from reminders.core.planning import Subject, plan_messages, text_dates
from reminders.core.status import Status
from reminders.services.correct import correct
from reminders.services.reach import contacts_of
from reminders.services.replan import owner_of, replan
from reminders.store import enrollments, patients, plans
from reminders.store.audit import AuditEntry, add_entries
from reminders.store.enrollments import Enrollment, new_enrollment_id
from reminders.store.patients import Patient, corrected, new_patient_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.core.actor import Actor
    from reminders.core.planning import ClinicRules, PlannedMessage
    from reminders.services.context import Context
    from reminders.services.enrollment_form import EnrollmentForm
    from reminders.store.clinics import Clinic
    from reminders.store.session import Tx


class Outcome(StrEnum):
    """What became of one form."""

    ENROLLED = "enrolled"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch: one outcome per form, in order."""

    outcomes: tuple[Outcome, ...]


def enroll(
    context: Context,
    clinic: Clinic,
    forms: Sequence[EnrollmentForm],
    *,
    actor: Actor,
    from_file: bool = False,
    dry_run: bool = False,
) -> Batch:
    """Enroll a batch of forms with distinct external ids, in one transaction.

    Raises:
        PathwayConflictError: a pathway file was changed without raising its version.

    """
    kept = False
    try:
        with context.db.begin() as tx:
            outcomes, entries = _enroll_all(context, tx, clinic, forms, actor)
            if from_file:
                entries = [replace(entry, action=_FROM_FILE.get(entry.action, entry.action)) for entry in entries]
            add_entries(tx, entries)
            if dry_run:
                tx.roll_back()
        kept = not dry_run
    finally:
        if not kept:
            context.book.forget()  # a pathway kept by a transaction that was undone was never kept
    return Batch(tuple(outcomes[form.external_id] for form in forms))


_FROM_FILE = {Action.ENROLLED: Action.ENROLLED_FROM_FILE}


def _enroll_all(
    context: Context, tx: Tx, clinic: Clinic, forms: Sequence[EnrollmentForm], actor: Actor
) -> tuple[dict[str, Outcome], list[AuditEntry]]:
    """Return what became of each form, and the audit entries of those that changed something."""
    now = context.clock.now()
    files = {form.procedure: context.catalog.find(form.procedure) for form in forms}
    versions = {name: context.book.snapshot(tx, file, now) for name, file in files.items() if file}
    outcomes: dict[str, Outcome] = {}
    known = enrollments.find_enrollments(tx, clinic.id, [form.external_id for form in forms])
    new = [form for form in forms if form.external_id not in known]
    made = _enroll_new(context, tx, clinic, new, versions, now)
    outcomes.update((form.external_id, Outcome.ENROLLED) for form in new)
    entries = [AuditEntry(clinic.id, Action.ENROLLED, actor, now, item.patient_id, item.id) for item in made]
    for form in forms:
        if form.external_id in known:
            item = known[form.external_id]
            changed = correct(context, tx, item, form, versions, now)
            outcomes[form.external_id] = Outcome.UPDATED if changed else Outcome.UNCHANGED
            if changed:
                what = ", ".join(sorted(changed))
                action = Action.CHANGED_BY_IMPORT
                entries.append(AuditEntry(clinic.id, action, actor, now, item.patient_id, item.id, what))
    return outcomes, entries


def _enroll_new(
    context: Context,
    tx: Tx,
    clinic: Clinic,
    forms: Sequence[EnrollmentForm],
    versions: Mapping[str, int],
    now: datetime,
) -> Sequence[Enrollment]:
    if not forms:
        return ()
    owners, people, corrected_ids = _patients_for(tx, clinic, forms, now)
    fresh = [_enrollment(form, clinic, owners[form.external_id], versions[form.procedure]) for form in forms]
    enrollments.insert_enrollments(tx, fresh, now)
    contacts = contacts_of(tx, clinic, list(people.values()))
    taken = plans.texts_taken(tx, list(people))
    rules = clinic.rules
    made: list[tuple[plans.PlanOwner, Sequence[PlannedMessage]]] = []
    for item in fresh:
        patient = people[item.patient_id]
        times = taken.setdefault(patient.id, [])
        plan = _plan(context, tx, rules, item, patient, contacts[patient.id], times, now)
        # A second surgery of the same patient in this batch must see these texts under its caps.
        times.extend(
            (message.due_at, max(message.due_at, now))
            for message in plan
            if message.channel is Channel.SMS and message.status is Status.PLANNED
        )
        made.append((owner_of(item), plan))
    plans.insert_plan(tx, made, now)
    fresh_ids = {item.id for item in fresh}
    for other in enrollments.ids_of_patients(tx, corrected_ids):  # their earlier surgeries follow the new contact data
        if other not in fresh_ids:
            replan(context, tx, enrollments.get_enrollment(tx, other), now)
    return fresh


def _plan(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    rules: ClinicRules,
    item: Enrollment,
    patient: Patient,
    contact: Contact,
    taken: Sequence[tuple[datetime, datetime]],
    now: datetime,
) -> tuple[PlannedMessage, ...]:
    subject = Subject(
        key=item.external_id,
        zone=patient.zone,
        contact=contact,
        facts=item.facts,
        texts_taken=tuple(text_dates(due, goes, patient.zone) for due, goes in taken),
    )
    pathway = context.book.get(tx, item.pathway_version_id)
    return plan_messages(pathway, item.surgery_date, rules, subject, now=now)


def _patients_for(
    tx: Tx,
    clinic: Clinic,
    forms: Sequence[EnrollmentForm],
    now: datetime,
) -> tuple[dict[str, str], dict[str, Patient], list[str]]:
    """Return the patient id of each form (by external id), the patients, and which known ones changed.

    The same name with the same phone or email in one clinic is the same person, so that caps hold over two surgeries.
    """
    drafts = {form.external_id: patient_from(form, clinic) for form in forms}
    known = patients.find_by_identity(tx, list(drafts.values()))
    people: dict[str, Patient] = {}
    owners: dict[str, str] = {}
    new: dict[str, Patient] = {}
    changed: list[str] = []
    for external_id, draft in drafts.items():
        standing = known.get(draft.identity) or new.get(draft.identity)
        if standing is None:
            patient = new[draft.identity] = draft
        else:
            patient = _merged(standing, draft)
            if draft.identity in new:
                new[draft.identity] = patient
            elif patient != standing:
                known[draft.identity] = patient
                patients.update_patient(tx, patient)
                changed.append(patient.id)
        owners[external_id] = patient.id
        people[patient.id] = patient
    patients.insert_patients(tx, list(new.values()), now)
    patients.record_consents(
        tx, [row for form in forms for row in consent_rows(people[owners[form.external_id]], form, now)]
    )
    return owners, people, changed


def patient_from(form: EnrollmentForm, clinic: Clinic) -> Patient:
    """Build the patient a form describes, under a fresh id."""
    return Patient(
        id=new_patient_id(),
        clinic_id=clinic.id,
        given_name=form.given_name,
        family_name=form.family_name,
        phone=form.phone,
        email=form.email,
        language=form.language,
        timezone=form.timezone,
        phone_belongs_to=form.phone_belongs_to,
        sms_consent=form.sms_consent,
        email_consent=form.email_consent,
    )


def consent_rows(patient: Patient, form: EnrollmentForm, at: datetime) -> list[dict[str, object]]:
    """Return what the consent log says of a patient, agreed to as the form says."""
    return [
        {
            "patient_id": patient.id,
            "channel": channel.value,
            "granted": patient.consents_to(channel),
            "source": form.source,
            "wording": form.wording,
            "language": patient.language,
            "at": at,
        }
        for channel in Channel
    ]


def _merged(standing: Patient, draft: Patient) -> Patient:
    """Take a known patient over with what the newer form says."""
    return corrected(
        standing,
        phone=draft.phone or standing.phone,
        email=draft.email or standing.email,
        language=draft.language,
        timezone=draft.timezone,
        phone_belongs_to=draft.phone_belongs_to,
        sms_consent=draft.sms_consent,
        email_consent=draft.email_consent,
    )


def _enrollment(form: EnrollmentForm, clinic: Clinic, patient_id: str, version_id: int) -> Enrollment:
    return Enrollment(
        id=new_enrollment_id(),
        clinic_id=clinic.id,
        patient_id=patient_id,
        pathway_version_id=version_id,
        external_id=form.external_id,
        surgery_date=form.surgery_date,
        facts=form.facts,
        imported=form.given,
    )
