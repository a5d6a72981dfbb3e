"""Makes an enrollment's unsent messages follow what is true now: date, state, consent, facts and answers.

Called inside the transaction that changed one of these, so that the change and its consequences are one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import Event, Reason, Status
from reminders.core.plans.holding import held_channels
from reminders.core.plans.planning import PlannedMessage, Subject, plan_messages, text_dates
from reminders.core.plans.replanning import Change, PlanDiff, StandingMessage, diff_plan, steps_done
from reminders.services.plans.reach import contacts_of
from reminders.store.clinics import clinics
from reminders.store.consent.opt_outs import scope_of
from reminders.store.enrollment import enrollments, patients
from reminders.store.plans import plans
from reminders.store.replies import holds, replies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Contact
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

_WAITING = frozenset({Status.PLANNED, Status.HELD})


def replan(
    context: Context,
    tx: Tx,
    enrollment: Enrollment,
    now: datetime,
    *,
    late_reason: Reason = Reason.TOO_LATE,
) -> PlanDiff:
    """Bring the messages in line with the enrollment as given, store it with a new revision, return what changed."""
    standing = plans.standing_plan(tx, enrollment.id)
    clinic = clinics.get_clinic(tx, enrollment.clinic_id)
    patient = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
    contact, target_plan = _target_plan(context, tx, enrollment, (clinic, patient), standing, now, late_reason)
    current = [row for row in standing if row.surgery_generation == enrollment.surgery_generation]
    if enrollment.state is EnrollmentState.CANCELLED:
        diff = PlanDiff((), tuple(_cancelled(row, Reason.CANCELLED) for row in current if row.status in _WAITING))
    else:
        diff = diff_plan(current, target_plan, contact, held=_held(tx, enrollment, clinic, patient))
    # A message of an earlier surgery day that came back from the wire unsent: the new day's own has its place.
    stale = [
        row for row in standing if row.surgery_generation != enrollment.surgery_generation and row.status in _WAITING
    ]
    diff = PlanDiff(diff.insert, (*diff.change, *(_cancelled(row, Reason.REPLACED) for row in stale)))
    enrollment = replace(enrollment, plan_revision=enrollment.plan_revision + 1)
    enrollments.update_enrollment(tx, enrollment)
    plans.insert_plan(tx, [(owner_of(enrollment), diff.insert)], now)
    plans.change_plan(tx, diff.change, now)
    plans.stamp_revision(tx, enrollment.id, enrollment.plan_revision)
    return diff


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


def _target_plan(  # noqa: PLR0913, PLR0917 whose plan, and what stands of it
    context: Context,
    tx: Tx,
    enrollment: Enrollment,
    whose: tuple[Clinic, Patient],
    standing: Sequence[StandingMessage],
    now: datetime,
    late_reason: Reason,
) -> tuple[Contact, tuple[PlannedMessage, ...]]:
    clinic, patient = whose
    contact = contacts_of(tx, clinic, [patient])[patient.id]
    texts_taken = plans.texts_taken(tx, [patient.id], but_not=enrollment.id).get(patient.id, [])
    subject = Subject(
        key=enrollment.key,
        zone=patient.zone,
        contact=contact,
        facts=enrollment.facts,
        answers=replies.answers_of(tx, [enrollment.id]).get(enrollment.id, {}),
        texts_taken=tuple(text_dates(due, goes, patient.zone) for due, goes in texts_taken),
    )
    target_plan = plan_messages(
        context.book.get(tx, enrollment.pathway_version_id),
        enrollment.surgery_date,
        clinic.rules,
        subject,
        now=now,
        late_reason=late_reason,
        done=steps_done(standing, enrollment.surgery_generation),
    )
    return contact, target_plan


def _held(tx: Tx, enrollment: Enrollment, clinic: Clinic, patient: Patient) -> Mapping[Channel, Reason]:
    """Return what is on hold: the plan, by staff or until they have looked, or texts while a stop is unclear."""
    paused = enrollment.state is EnrollmentState.PAUSED
    hashes = patients.address_hashes(tx, Channel.SMS, patient.phone) if patient.phone else []
    active_holds = holds.standing(tx, [enrollment.id], hashes)
    scope = scope_of(Channel.SMS, clinic.id, clinic.sms_sender)
    return held_channels(active_holds.kinds(enrollment.id, scope, hashes), paused=paused)


def _cancelled(row: StandingMessage, reason: Reason) -> Change:
    return Change(row, (Event.CANCEL,), Status.CANCELLED, reason, row.due_at, row.send_before)
