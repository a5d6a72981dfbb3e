"""Enrolls patients: checked forms in, patients, enrollments and whole plans out, a batch in one transaction.

Idempotent by external id: a form seen before changes only fields whose value differs from the last imported one.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel, Contact, Party
from reminders.core.model.enrollment import Enrollment
from reminders.core.model.status import Status
from reminders.core.plans.anchors import refuse_discharge
from reminders.core.plans.caps import text_dates
from reminders.core.plans.planning import Subject, plan_messages
from reminders.services.enrollment.batch_review import BatchReview
from reminders.services.enrollment.correct import correct
from reminders.services.enrollment.corrections.caregivers_of_forms import store_caregivers
from reminders.services.enrollment.note_sources import note_sources
from reminders.services.enrollment.people import find_owners
from reminders.services.enrollment.results import NOTHING_CONFIRMED, Confirmed, Enrolled, EnrollmentResults, Outcome
from reminders.services.enrollment.surgeons import named, with_surgeons
from reminders.services.forms.fields import FieldError
from reminders.services.plans.look_ahead import JustMade
from reminders.services.plans.opt_in.ask import Owner, ask_to_confirm
from reminders.services.plans.reach import caregiver_contacts, contacts_of
from reminders.services.plans.replan import insert_plans, owner_of, replan
from reminders.services.retry_database import retry_database
from reminders.services.wording.live_care import at_clinic
from reminders.store.enrollment import caregivers, enrollments, patients
from reminders.store.enrollment.enrollments import new_enrollment_id
from reminders.store.plans import plans
from reminders.store.plans.outlook import outlook_of
from reminders.store.staff.audit import add_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic, ClinicRules
    from reminders.core.model.patient import Patient
    from reminders.core.plans.planning import PlannedMessage
    from reminders.services.context import Context
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.store.database.session import Tx


def enroll(  # noqa: PLR0913
    context: Context,
    clinic: Clinic,
    forms: Sequence[EnrollmentForm],
    *,
    actor: Actor,
    from_file: bool = False,
    dry_run: bool = False,
    confirmed: Confirmed = NOTHING_CONFIRMED,
) -> EnrollmentResults:
    """Enroll a batch of forms with distinct external ids, in one transaction.

    Raises:
        PathwayConflictError: a pathway file was changed without raising its version.

    """

    def work() -> EnrollmentResults:
        is_stored = False
        try:
            with context.db.begin() as tx:
                actions = _FROM_FILE if from_file else {}
                here = at_clinic(context, clinic, tx)
                results = enroll_in(here, tx, clinic, forms, actor=actor, confirmed=confirmed, actions=actions)
                if dry_run:
                    tx.roll_back()
            is_stored = not dry_run
        finally:
            if not is_stored:
                context.book.forget()  # a pathway kept by a transaction that was undone was never kept
        return results

    return retry_database(work, _WAITS, meets=True)


_WAITS = (0.05, 0.2, 0.5)


_FROM_FILE = {Action.ENROLLED: Action.ENROLLED_FROM_FILE}


def enroll_in(  # noqa: PLR0913
    context: Context,
    tx: Tx,
    clinic: Clinic,
    forms: Sequence[EnrollmentForm],
    *,
    actor: Actor,
    confirmed: Confirmed = NOTHING_CONFIRMED,
    actions: Mapping[Action, Action] = MappingProxyType({}),
    said: Collection[str] | None = None,
) -> EnrollmentResults:
    """Enroll a batch inside an open transaction; raises as `enroll` does. `context` is the clinic's own: `at_clinic`.

    `actions` renames what its audit lines say. `said`: of a surgery that is enrolled already only these columns of the
    form say anything; None: all that it has.

    If the transaction is undone, what `context.book` read in it must be forgotten.
    """
    results, entries, enrolled, made = _enroll_all(context, tx, clinic, forms, actor, confirmed, said)
    accepted = {key: item for key, item in enrolled.items() if results[key].error is None}
    from_file = actions.get(Action.ENROLLED) is Action.ENROLLED_FROM_FILE
    note_sources(context, tx, clinic, accepted, actor=actor, from_file=from_file)
    add_entries(tx, [replace(entry, action=actions.get(entry.action, entry.action)) for entry in entries])
    return EnrollmentResults(tuple(results[form.external_id] for form in forms), enrolled, made.people)


def _enroll_all(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    clinic: Clinic,
    forms: Sequence[EnrollmentForm],
    actor: Actor,
    confirmed: Confirmed,
    said: Collection[str] | None,
) -> tuple[Mapping[str, Enrolled], list[AuditEntry], dict[str, Enrollment], JustMade]:
    """Return the result of each form, audit entries for those that changed something, and what is enrolled by now."""
    now = context.clock.now()
    forms = with_surgeons(tx, clinic, forms)
    files = {form.procedure: context.catalog.find(form.procedure) for form in forms}
    versions = {name: context.book.snapshot(tx, file, now) for name, file in files.items() if file}
    known = enrollments.find_enrollments(tx, clinic.id, [form.external_id for form in forms])
    refused = _discharged_far_ahead(forms, now.astimezone(clinic.zone).date())
    forms = [form for form in forms if form.external_id not in refused]
    new = [form for form in forms if form.external_id not in known]
    created, refused_new, made = _enroll_new(context, tx, clinic, new, versions, now, confirmed)
    results = {external_id: Enrolled(None, error) for external_id, error in refused_new.items()}
    results |= {item.external_id: Enrolled(Outcome.ENROLLED) for item in created}
    entries = [AuditEntry(clinic.id, Action.ENROLLED, actor, now, item.patient_id, item.id) for item in created]
    people = patients.get_patients(tx, {item.patient_id for item in known.values()})
    for form in (form for form in forms if form.external_id in known):
        item = known[form.external_id]
        patient = people[item.patient_id]
        form = form if said is None else _limited_to(form, said)  # noqa: PLW2901
        correction = correct(context, tx, item, patient, form, versions, now, confirmed=confirmed.changes)
        outcome = Outcome.UPDATED if correction.applied else Outcome.UNCHANGED
        results[form.external_id] = Enrolled(
            None if correction.error else outcome, correction.error, changes=correction.changes
        )
        if correction.applied:
            people |= patients.get_patients(tx, [patient.id])  # another row of the batch may be about the same person
            what = ", ".join(sorted(correction.applied))
            action = Action.CHANGED_BY_IMPORT
            entries.append(AuditEntry(clinic.id, action, actor, now, item.patient_id, item.id, what))
    updated = [key for key, result in results.items() if result.outcome is Outcome.UPDATED]
    known |= enrollments.find_enrollments(tx, clinic.id, updated) if updated else {}  # as they stand now
    review = BatchReview(context, tx, clinic, now, made)
    enrolled = known | {item.external_id: item for item in created}
    return named(tx, clinic, review.ahead(forms, results, enrolled) | refused), entries, enrolled, made


def _limited_to(form: EnrollmentForm, said: Collection[str]) -> EnrollmentForm:
    """Take out of a form what was not sent: it says nothing of what stands."""
    return replace(form, given={name: value for name, value in form.given.items() if name in said})


def _discharged_far_ahead(forms: Sequence[EnrollmentForm], today: date) -> dict[str, Enrolled]:
    return {
        form.external_id: Enrolled(None, FieldError("discharge_date", problem))
        for form in forms
        if form.discharge_date and (problem := refuse_discharge(form.discharge_date, form.surgery_date, today))
    }


def _enroll_new(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    clinic: Clinic,
    forms: Sequence[EnrollmentForm],
    versions: Mapping[str, int],
    now: datetime,
    confirmed: Confirmed,
) -> tuple[Sequence[Enrollment], Mapping[str, FieldError], JustMade]:
    """Return what was enrolled, why others were not, and the patients and plans that were made for it."""
    if not forms:
        return (), {}, JustMade()
    owners = find_owners(tx, clinic, forms, now, people_confirmed=confirmed.people)
    people = owners.people
    whose = {external_id: people[patient_id] for external_id, patient_id in owners.of_form.items()}
    owners.changed += store_caregivers(tx, forms, whose, now)
    fresh = [
        _enrollment(form, clinic, owners.of_form[form.external_id], versions[form.procedure])
        for form in forms
        if form.external_id not in owners.refused
    ]
    enrollments.insert_enrollments(tx, fresh, now, found=owners.new)
    contacts = contacts_of(tx, clinic, list(people.values()))
    texts_taken = plans.texts_taken(tx, [one for one in people if one not in owners.new])  # who is new has had none
    rules = clinic.rules
    owned_plans: list[tuple[plans.PlanOwner, Sequence[PlannedMessage]]] = []
    for item in fresh:
        patient = people[item.patient_id]
        times = texts_taken.setdefault(patient.id, [])
        plan = _plan(context, tx, rules, item, patient, contacts[patient.id], times, now)
        # A second surgery of the same patient in this batch must see these texts under its caps.
        times.extend(
            (message.due_at, max(message.due_at, now))
            for message in plan
            if message.channel is Channel.SMS and message.status is Status.PLANNED
        )
        owned_plans.append((owner_of(item), plan))
        owner = Owner(patient.phone, patient.language, patient.zone)
        ask_to_confirm(tx, clinic, item, owner, contacts[patient.id], plan, now, new=True)
    new_plans = {owner.enrollment_id: plan for owner, plan in owned_plans if owner.patient_id in owners.new}
    cared_for = {whose[form.external_id].id for form in forms if form.caregiver and form.external_id in whose}
    asked = {one: person for one, person in people.items() if one not in owners.new or one in cared_for}
    owned_plans += _caregiver_plans(context, tx, clinic, fresh, asked, now)
    insert_plans(context, tx, owned_plans, now)
    fresh_ids = {item.id for item in fresh}
    for other in enrollments.ids_of_patients(tx, owners.changed):  # their earlier surgeries follow the new contact data
        if other not in fresh_ids:
            replan(context, tx, enrollments.get_enrollment(tx, other), now)
    made = JustMade(
        {one: people[one] for one in owners.new},
        {one: contacts[one] for one in owners.new},
        {one: outlook_of(plan) for one, plan in new_plans.items()},
    )
    return fresh, owners.refused, made


def _caregiver_plans(
    context: Context,
    tx: Tx,
    clinic: Clinic,
    fresh: Sequence[Enrollment],
    people: Mapping[str, Patient],
    now: datetime,
) -> list[tuple[plans.PlanOwner, Sequence[PlannedMessage]]]:
    """Plan what goes to the caregivers of `people`, with caps of their own; who has none costs one query for all."""
    caring = caregivers.caregivers_of(tx, people) if people else {}
    if not caring:
        return []
    contacts = caregiver_contacts(tx, clinic, caring)
    taken = plans.texts_taken(tx, list(caring), party=Party.CAREGIVER)
    owned_plans: list[tuple[plans.PlanOwner, Sequence[PlannedMessage]]] = []
    for item in (item for item in fresh if item.patient_id in caring):
        patient, times = people[item.patient_id], taken.setdefault(item.patient_id, [])
        contact = contacts[item.patient_id]
        plan = _plan(context, tx, clinic.rules, item, patient, contact, times, now, Party.CAREGIVER)
        times.extend((one.due_at, max(one.due_at, now)) for one in plan if one.status is Status.PLANNED)
        caregiver = caring[item.patient_id]
        owner = Owner(caregiver.phone, caregiver.language, patient.zone, Party.CAREGIVER)
        ask_to_confirm(tx, clinic, item, owner, contact, plan, now, new=True)
        owned_plans.append((owner_of(item), plan))
    return owned_plans


def _plan(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    rules: ClinicRules,
    item: Enrollment,
    patient: Patient,
    contact: Contact,
    texts_taken: Sequence[tuple[datetime, datetime]],
    now: datetime,
    party: Party = Party.PATIENT,
) -> tuple[PlannedMessage, ...]:
    subject = Subject(
        key=item.key,
        zone=patient.zone,
        contact=contact,
        facts=item.facts,
        texts_taken=tuple(text_dates(due, goes, patient.zone) for due, goes in texts_taken),
        party=party,
    )
    pathway = context.book.get(tx, item.pathway_version_id)
    return plan_messages(pathway, item.surgery_date, rules, subject, now=now, discharge_date=item.discharge_date)


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
        surgeon_id=form.surgeon_id,
        discharge_date=form.discharge_date,
    )
