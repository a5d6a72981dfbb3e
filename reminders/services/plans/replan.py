"""Makes an enrollment's unsent messages follow what is true now: date, state, consent, facts and answers.

Called inside the transaction that changed one of these, so that the change and its consequences are one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel, Party
from reminders.core.model.enrollment import EnrollmentState, VisitState, slot_of
from reminders.core.model.status import UNSENT, Event, Reason, Status
from reminders.core.plans.caps import text_dates
from reminders.core.plans.holding import held_channels
from reminders.core.plans.planning import PlannedMessage, Subject, plan_messages
from reminders.core.plans.replanning import Change, PlanDiff, StandingMessage, diff_plan, steps_done
from reminders.services.plans.opt_in.ask import Owner, ask_to_confirm
from reminders.services.plans.reach import caregiver_contacts, contacts_of
from reminders.store.clinics import clinics
from reminders.store.consent.opt_outs import scope_of
from reminders.store.enrollment import caregivers, enrollments, patients
from reminders.store.plans import plans, visits
from reminders.store.replies import holds, replies
from reminders.telemetry import tracing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Contact
    from reminders.core.model.enrollment import Enrollment, Visit
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

_WAITING = frozenset({Status.PLANNED, Status.HELD})


@dataclass(frozen=True, slots=True)
class LockedPlan:
    """A plan as it stands, locked until the transaction ends, and whose it is.

    `moved` are messages that go over to the enrollment's new surgery day; in `standing` they are of that day already.
    """

    patient: Patient
    standing: Sequence[StandingMessage]
    moved: frozenset[str] = frozenset()


def lock_plan(tx: Tx, enrollment: Enrollment, patient: Patient | None = None) -> LockedPlan:
    """Lock the messages of an enrollment and read whose they are; `patient`, if that was read already."""
    standing = plans.standing_plan(tx, enrollment.id)
    return LockedPlan(patient or patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id], standing)


def replan(  # noqa: PLR0913
    context: Context,
    tx: Tx,
    enrollment: Enrollment,
    now: datetime,
    *,
    late_reason: Reason = Reason.TOO_LATE,
    corrected: bool = False,
    locked: LockedPlan | None = None,
) -> PlanDiff:
    """Bring the messages in line with the enrollment as given, store it with a new revision, return what changed.

    `corrected`: a date of the enrollment was wrong, so that what is over by it moves too; otherwise history stays.
    `locked` is what the caller has read of the plan already, in the same transaction.
    """
    locked = locked or lock_plan(tx, enrollment)
    standing, patient = locked.standing, locked.patient
    clinic = clinics.get_clinic(tx, enrollment.clinic_id)
    booked = _visits(context, tx, enrollment, standing)
    current = [row for row in standing if _is_current(row, enrollment, booked)]
    if enrollment.state is EnrollmentState.CANCELLED:
        diff = PlanDiff((), tuple(_cancelled(row, Reason.CANCELLED) for row in current if row.status in _WAITING))
    else:
        target = _Target(context, tx, enrollment, clinic, patient, now, late_reason, booked, corrected)
        diff = _joined(_of_patient(target, current), _of_caregiver(target, current))
    # A message of an earlier surgery day that came back from the wire unsent: the new day's own has its place.
    stale = [row for row in standing if not _is_current(row, enrollment, booked) and row.status in _WAITING]
    over = {one.slot for one in booked if one.state is not VisitState.BOOKED}
    reasons = (Reason.VISIT_CANCELLED if row.slot in over else Reason.REPLACED for row in stale)
    closed = (_cancelled(row, reason) for row, reason in zip(stale, reasons, strict=True))
    diff = PlanDiff(diff.insert, (*diff.change, *closed))
    enrollment = replace(enrollment, plan_revision=enrollment.plan_revision + 1)
    enrollments.update_enrollment(tx, enrollment)
    owner = owner_of(enrollment)
    insert_plans(context, tx, [(owner, diff.insert)], now)
    plans.change_plan(tx, diff.change, now, owner, locked.moved)
    _trace_changes(context, diff.change, now)
    changed = {change.standing.id for change in diff.change}
    plans.move_to_generation(tx, owner, [row for row in standing if row.id in locked.moved - changed])
    plans.stamp_revision(tx, enrollment.id, enrollment.plan_revision)
    return diff


def insert_plans(
    context: Context, tx: Tx, owned: Sequence[tuple[plans.PlanOwner, Sequence[PlannedMessage]]], now: datetime
) -> None:
    """Insert the messages of some plans; the trace of each that is to be sent begins here."""
    made = plans.insert_plan(tx, owned, now)
    if tracing.is_on():
        planned = [(message_id, item) for message_id, item in made if item.status is Status.PLANNED]
        abouts = [
            tracing.About(message_id, step=item.step.key, channel=item.channel.value) for message_id, item in planned
        ]
        tracing.note_planned(abouts, now, context.clock.now())


def _trace_changes(context: Context, changes: Sequence[Change], began: datetime) -> None:
    """Say in the trace of each message what became of it without being sent, and why."""
    if not tracing.is_on():
        return
    for change in changes:
        if change.events:
            row, event = change.standing, change.events[-1]
            about = tracing.About(
                row.id, step=row.step, channel=row.channel.value, outcome=event.value, reason=change.reason
            )
            tracing.note("outcome", about, began, context.clock.now())


def _visits(context: Context, tx: Tx, enrollment: Enrollment, standing: Sequence[StandingMessage]) -> Sequence[Visit]:
    """Return the enrollment's visits; a pathway without steps for them, which never had any, costs no query."""
    pathway = context.book.get(tx, enrollment.pathway_version_id)
    if not pathway.speaks_of_visits and not any(row.slot for row in standing):
        return ()
    return visits.visits_of(tx, [enrollment.id]).get(enrollment.id, ())


def slot_stands(tx: Tx, enrollment: Enrollment, slot: int) -> bool:
    """Return True if a visit of the enrollment has this slot and was not cancelled."""
    standing = visits.visits_of(tx, [enrollment.id]).get(enrollment.id, ())
    return any(one.slot == slot and one.state is not VisitState.CANCELLED for one in standing)


def _is_current(row: StandingMessage, enrollment: Enrollment, booked: Sequence[Visit]) -> bool:
    """Return True for a message of the present surgery day, or of a visit as it stands.

    One that has left stays current for each visit that it named: it need not be told again.
    """
    if row.slot:
        named = (row.slot,) if row.status in UNSENT else row.slots
        return any(one.slot in named and one.state is not VisitState.CANCELLED for one in booked)
    return row.surgery_generation == enrollment.surgery_generation


def replan_patients(context: Context, tx: Tx, patient_ids: Sequence[str], now: datetime) -> None:
    """Re-plan every enrollment of some patients, oldest first."""
    for enrollment_id in enrollments.ids_of_patients(tx, patient_ids):
        replan(context, tx, enrollments.get_enrollment(tx, enrollment_id), now)


def owner_of(enrollment: Enrollment) -> plans.PlanOwner:
    """Name whose plan it is."""
    return plans.PlanOwner(
        clinic_id=enrollment.clinic_id,
        patient_id=enrollment.patient_id,
        enrollment_id=enrollment.id,
        surgery_generation=enrollment.surgery_generation,
        revision=enrollment.plan_revision,
    )


@dataclass(frozen=True, slots=True)
class _Target:
    """What a plan is made for and from, but for the person."""

    context: Context
    tx: Tx
    enrollment: Enrollment
    clinic: Clinic
    patient: Patient
    now: datetime
    late_reason: Reason
    visits: Sequence[Visit]
    corrected: bool

    @property
    def history_until(self) -> datetime | None:
        """Until when nothing that was closed changes; None after a correction."""
        return None if self.corrected else self.now


def _of_patient(target: _Target, current: Sequence[StandingMessage]) -> PlanDiff:
    patient = target.patient
    own = [row for row in current if row.party is Party.PATIENT]
    contact = contacts_of(target.tx, target.clinic, [patient])[patient.id]
    held = _held(target, patient.phone)
    plan = _plan(target, own, contact, Party.PATIENT, held)
    _ask(target, Owner(patient.phone, patient.language, patient.zone), contact, plan)
    return diff_plan(own, plan, contact, history_until=target.history_until, held=held)


def _of_caregiver(target: _Target, current: Sequence[StandingMessage]) -> PlanDiff:
    """Compare the caregiver's messages. A pathway that sends none, and has sent none, costs no query."""
    tx, patient_id = target.tx, target.patient.id
    own = [row for row in current if row.party is Party.CAREGIVER]
    pathway = target.context.book.get(tx, target.enrollment.pathway_version_id)
    if not own and not pathway.steps_to(Party.CAREGIVER):
        return PlanDiff((), ())
    caregiver = caregivers.caregiver_of(tx, patient_id)
    if caregiver is None:
        return PlanDiff((), tuple(_cancelled(row, Reason.NO_CAREGIVER) for row in own if row.status in _WAITING))
    contact = caregiver_contacts(tx, target.clinic, {patient_id: caregiver})[patient_id]
    held = _held(target, caregiver.phone)
    plan = _plan(target, own, contact, Party.CAREGIVER, held)
    owner = Owner(caregiver.phone, caregiver.language, target.patient.zone, Party.CAREGIVER)
    _ask(target, owner, contact, plan)
    return diff_plan(own, plan, contact, history_until=target.history_until, held=held)


def _ask(target: _Target, owner: Owner, contact: Contact, plan: Sequence[PlannedMessage]) -> None:
    ask_to_confirm(target.tx, target.clinic, target.enrollment, owner, contact, plan, target.now)


def _joined(one: PlanDiff, other: PlanDiff) -> PlanDiff:
    return PlanDiff((*one.insert, *other.insert), (*one.change, *other.change))


def _plan(
    target: _Target, standing: Sequence[StandingMessage], contact: Contact, party: Party, held: Collection[Channel]
) -> tuple[PlannedMessage, ...]:
    tx, enrollment, patient = target.tx, target.enrollment, target.patient
    texts_taken = plans.texts_taken(tx, [patient.id], but_not=enrollment.id, party=party).get(patient.id, [])
    subject = Subject(
        key=enrollment.key,
        zone=patient.zone,
        contact=contact,
        facts=enrollment.facts,
        answers=replies.answers_of(tx, [enrollment.id]).get(enrollment.id, {}),
        asked=_asked(target, standing, party),
        about_visits=_about_visits(target),
        texts_taken=tuple(text_dates(due, goes, patient.zone) for due, goes in texts_taken),
        party=party,
        held=held,
    )
    return plan_messages(
        target.context.book.get(tx, enrollment.pathway_version_id),
        enrollment.surgery_date,
        target.clinic.rules,
        subject,
        now=target.now,
        discharge_date=enrollment.discharge_date,
        visits=target.visits,
        late_reason=target.late_reason,
        done=steps_done(standing, enrollment.surgery_generation),
    )


def _asked(target: _Target, standing: Sequence[StandingMessage], party: Party) -> dict[tuple[str, int], date]:
    """Return on which day each question went out that is asked once more; without one that costs no query."""
    enrollment, zone = target.enrollment, target.patient.zone
    pathway = target.context.book.get(target.tx, enrollment.pathway_version_id)
    firsts = {step.again_of for step in pathway.steps}
    if not any(row.step in firsts and row.status not in UNSENT for row in standing):
        return {}
    return {
        (step, slot_of(generation)): at.astimezone(zone).date()
        for (_, generation, step, whom), at in replies.asked_at(target.tx, [enrollment.id]).items()
        if whom is party and (slot_of(generation) or generation == enrollment.surgery_generation)
    }


def _about_visits(target: _Target) -> dict[int, Mapping[str, str]]:
    """Return the answers about each visit by its slot; without a visit that costs no query."""
    given = visits.answers_by_slot(target.tx, [target.enrollment.id]) if target.visits else {}
    return {slot: codes for (_, slot), codes in given.items()}


def _held(target: _Target, phone: str | None) -> Mapping[Channel, Reason]:
    """Return what is on hold: the plan, by staff or until they have looked, or texts while a stop is unclear."""
    tx, enrollment, clinic = target.tx, target.enrollment, target.clinic
    paused = enrollment.state is EnrollmentState.PAUSED
    hashes = patients.address_hashes(tx, Channel.SMS, phone) if phone else []
    active_holds = holds.standing(tx, [enrollment.id], hashes)
    scope = scope_of(Channel.SMS, clinic.id, clinic.sms_sender)
    return held_channels(active_holds.kinds(enrollment.id, scope, hashes), paused=paused)


def _cancelled(row: StandingMessage, reason: Reason) -> Change:
    return Change(row, (Event.CANCEL,), Status.CANCELLED, reason, row.due_at, row.send_before)
