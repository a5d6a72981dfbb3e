"""Moves a surgery: a date to come plans afresh, a date past corrects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.actor import SYSTEM, Actor
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import UseError
from reminders.core.model.status import UNSENT
from reminders.core.plans.plan_changes import changes_between
from reminders.core.plans.replanning import PlanDiff, is_new_surgery_day
from reminders.services.find import pick_enrollment
from reminders.services.forms.fields import SURGERY_YEARS
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.look_ahead import look_ahead
from reminders.services.plans.release_plan import release_plan
from reminders.services.plans.replan import LockedPlan, lock_plan, replan
from reminders.store.enrollment import patients
from reminders.store.plans import plans
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.pathway import Pathway
    from reminders.core.plans.plan_changes import PlanChange
    from reminders.services.context import Context
    from reminders.services.plans.look_ahead import UpcomingPlan
    from reminders.store.database.session import Tx


NEVER_REOPENED = frozenset({"died", "asked_to_stop", "erased"})


@dataclass(frozen=True, slots=True)
class Moved:
    """What moving a surgery changed, and what goes out of the plan now."""

    diff: PlanDiff
    ahead: UpcomingPlan


def reschedule(context: Context, clinic: Clinic, external_id: str, surgery_date: date, *, actor: Actor) -> Moved:
    """Move the surgery of one enrollment and re-plan, in one transaction. A cancelled enrollment reopens.

    Raises:
        NotFoundError: no such enrollment.
        UseError: it was cancelled because the patient died or asked to stop.

    """
    with context.db.begin() as tx:
        diff = reschedule_in(context, tx, clinic, external_id, surgery_date, actor=actor)
        return Moved(diff, _ahead(context, tx, clinic, external_id))


@dataclass(frozen=True, slots=True)
class ReschedulePreview:
    """What moving a surgery would do, with what a page needs to say it."""

    patient: Patient
    pathway: Pathway
    changes: Sequence[PlanChange]
    ahead: UpcomingPlan


def preview_reschedule(context: Context, clinic: Clinic, surgery: Enrollment, surgery_date: date) -> ReschedulePreview:
    """Return what `reschedule` would do to each step, and do nothing: it is carried out and taken back.

    Raises:
        NotFoundError: no such enrollment.
        UseError: it was cancelled because the patient died or asked to stop.

    """
    with context.db.begin() as tx:
        before = plans.standing_plan(tx, surgery.id)
        reschedule_in(context, tx, clinic, surgery.key, surgery_date, actor=SYSTEM)
        changes = changes_between(before, plans.standing_plan(tx, surgery.id))
        ahead = _ahead(context, tx, clinic, surgery.key)
        patient = pick_patient(tx, clinic, surgery.patient_id)
        pathway = context.book.get(tx, surgery.pathway_version_id)
        tx.roll_back()
    return ReschedulePreview(patient, pathway, changes, ahead)


def _ahead(context: Context, tx: Tx, clinic: Clinic, external_id: str) -> UpcomingPlan:
    enrollment = pick_enrollment(tx, clinic, external_id)
    return look_ahead(context, tx, clinic, [enrollment], context.clock.now())[enrollment.id]


def reschedule_in(
    context: Context, tx: Tx, clinic: Clinic, external_id: str, surgery_date: date, *, actor: Actor
) -> PlanDiff:
    """Move a surgery inside an open transaction; raises as `reschedule` does."""
    return reschedule_locked(context, tx, pick_enrollment(tx, clinic, external_id), surgery_date, actor=actor)


def reschedule_locked(
    context: Context, tx: Tx, enrollment: Enrollment, surgery_date: date, *, actor: Actor
) -> PlanDiff:
    """Move the surgery of an enrollment that this transaction has locked, and store the enrollment as it is given.

    Raises:
        UseError: it was cancelled because the patient died or asked to stop, or the date cannot be.

    """
    if surgery_date.year not in SURGERY_YEARS:
        raise UseError(f"the year must lie between {SURGERY_YEARS.start} and {SURGERY_YEARS.stop - 1}")
    patient = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
    _refuse_birth_date(patient, surgery_date)
    now = context.clock.now()
    detail = "reopened" if enrollment.state is EnrollmentState.CANCELLED else None
    if enrollment.state is EnrollmentState.CANCELLED:
        if enrollment.state_reason in NEVER_REOPENED:
            reason = (enrollment.state_reason or "").replace("_", " ")
            raise UseError(f"this enrollment was cancelled ({reason}); it is not reopened")
        enrollment = replace(enrollment, state=EnrollmentState.ACTIVE, state_reason=None)
    action = Action.RESCHEDULED_SURGERY
    add_entry(tx, AuditEntry(enrollment.clinic_id, action, actor, now, patient.id, enrollment.id, detail))
    release_plan(tx, enrollment, now, actor=actor)
    return move_surgery(context, tx, enrollment, surgery_date, now, patient=patient)


def _refuse_birth_date(patient: Patient, surgery_date: date) -> None:
    if patient.birth_date is not None and patient.birth_date >= surgery_date:
        raise UseError("the surgery date must be after the patient's date of birth")


def move_surgery(
    context: Context,
    tx: Tx,
    enrollment: Enrollment,
    surgery_date: date,
    now: datetime,
    *,
    patient: Patient | None = None,
) -> PlanDiff:
    """Give an enrollment another surgery date inside an open transaction; `patient`, if that was read already.

    A discharge before the new date is none.
    """
    locked = lock_plan(tx, enrollment, patient)
    today = now.astimezone(locked.patient.zone).date()
    moved = surgery_date != enrollment.surgery_date
    discharged = enrollment.discharge_date
    enrollment = replace(
        enrollment,
        surgery_date=surgery_date,
        discharge_date=discharged if discharged and discharged >= surgery_date else None,
    )
    if moved and is_new_surgery_day(surgery_date, today):
        old_generation = enrollment.surgery_generation
        enrollment = replace(enrollment, surgery_generation=old_generation + 1)
        locked = _moved(locked, old_generation)
    return replan(context, tx, enrollment, now, corrected=True, locked=locked)


def _moved(locked: LockedPlan, old_generation: int) -> LockedPlan:
    """Return the plan with all that was not sent of the old surgery day taken over to the next one."""
    moved = {
        row.id: replace(row, surgery_generation=old_generation + 1)
        for row in locked.standing
        if row.surgery_generation == old_generation and row.status in UNSENT
    }
    return replace(locked, standing=[moved.get(row.id, row) for row in locked.standing], moved=frozenset(moved))
