"""Pauses, resumes and cancels an enrollment: its unsent messages are held, freed or cancelled with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import UseError
from reminders.core.model.status import Reason
from reminders.core.plans.plan_changes import UndoKind
from reminders.services.find import pick_enrollment
from reminders.services.pick_patient import pick_surgery
from reminders.services.plans.release_plan import release_plan
from reminders.services.plans.replan import replan
from reminders.store.enrollment import enrollments
from reminders.store.records import undos
from reminders.store.records.undos import Undo
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from datetime import date, datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.plans.replanning import PlanDiff
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


UNDO_FOR = timedelta(minutes=10)
CONFIRM_WITHIN = timedelta(days=365)


class CancelReason(StrEnum):
    """Why an enrollment was cancelled."""

    POSTPONED = "postponed"
    READMITTED = "readmitted"
    DIED = "died"
    ASKED_TO_STOP = "asked_to_stop"
    OTHER = "other"


def pause(context: Context, clinic: Clinic, external_id: str, *, actor: Actor) -> PlanDiff:
    """Hold everything unsent until `resume`.

    Raises:
        UseError: the enrollment does not exist or is cancelled.

    """
    return _change(context, clinic, external_id, EnrollmentState.PAUSED, actor)


def resume(context: Context, clinic: Clinic, external_id: str, *, actor: Actor) -> PlanDiff:
    """Free what was held; what has run out of time meanwhile is missed.

    Raises:
        UseError: the enrollment does not exist or is cancelled.

    """
    return _change(context, clinic, external_id, EnrollmentState.ACTIVE, actor)


def cancel(context: Context, clinic: Clinic, external_id: str, reason: CancelReason, *, actor: Actor) -> PlanDiff:
    """Cancel everything unsent. What was sent stays history. It can be taken back for UNDO_FOR.

    Raises:
        NotFoundError: no such enrollment.

    """
    with context.db.begin() as tx:
        return cancel_in(context, tx, clinic, external_id, reason, actor=actor)


def cancel_in(
    context: Context, tx: Tx, clinic: Clinic, external_id: str, reason: CancelReason, *, actor: Actor
) -> PlanDiff:
    """Cancel an enrollment inside an open transaction; raises as `cancel` does."""
    enrollment = pick_enrollment(tx, clinic, external_id)
    now, before = context.clock.now(), enrollment.state
    enrollment = replace(enrollment, state=EnrollmentState.CANCELLED, state_reason=reason.value)
    if release_plan(tx, enrollment, now, actor=actor):
        before = EnrollmentState.PAUSED  # a text had held the plan back: taking back the cancel must not set it off
    if before is not EnrollmentState.CANCELLED:
        back = Undo(UndoKind.CANCEL, clinic.id, enrollment.id, before.value, reason.value, now + UNDO_FOR)
        undos.add_undo(tx, back, now)
    _record(tx, enrollment, actor, now, reason.value)
    return replan(context, tx, enrollment, now)


def confirm_surgery(context: Context, clinic: Clinic, enrollment_id: str, *, actor: Actor) -> None:
    """Note that a surgery was done.

    Raises:
        NotFoundError: no such enrollment.

    """
    with context.db.begin() as tx:
        confirm_surgery_in(context, tx, pick_surgery(tx, clinic, enrollment_id), actor=actor)


def confirm_surgery_in(context: Context, tx: Tx, surgery: Enrollment, *, actor: Actor) -> None:
    """Note inside an open transaction that a surgery was done."""
    now = context.clock.now()
    enrollments.confirm_done(tx, surgery.id, now)
    entry = AuditEntry(surgery.clinic_id, Action.CONFIRMED_SURGERY, actor, now, surgery.patient_id, surgery.id)
    add_entry(tx, entry)


def days_to_confirm(clinic: Clinic, now: datetime) -> tuple[date, date]:
    """Return the first and last day whose surgeries wait for `confirm_surgery`: a year, up to yesterday."""
    today = now.astimezone(clinic.zone).date()
    return today - CONFIRM_WITHIN, today - timedelta(days=1)


def _change(context: Context, clinic: Clinic, external_id: str, state: EnrollmentState, actor: Actor) -> PlanDiff:
    with context.db.begin() as tx:
        return change_state_in(context, tx, pick_enrollment(tx, clinic, external_id), state, actor)


def change_state_in(context: Context, tx: Tx, enrollment: Enrollment, state: EnrollmentState, actor: Actor) -> PlanDiff:
    """Pause or resume an enrollment inside an open transaction.

    Raises:
        UseError: it is cancelled.

    """
    if enrollment.state is EnrollmentState.CANCELLED:
        raise UseError("this enrollment is cancelled; give it a surgery date to reopen it: patient reschedule")
    was, enrollment = enrollment.state, replace(enrollment, state=state)
    now = context.clock.now()
    _record(tx, enrollment, actor, now, f"was {was.value}")
    held = state is EnrollmentState.ACTIVE and release_plan(tx, enrollment, now, actor=actor)
    return replan(context, tx, enrollment, now, late_reason=Reason.PLAN_EVENT if held else Reason.PAUSED)


_ACTIONS = {
    EnrollmentState.PAUSED: Action.PAUSED_PLAN,
    EnrollmentState.ACTIVE: Action.RESUMED_PLAN,
    EnrollmentState.CANCELLED: Action.CANCELLED_PLAN,
}


def _record(tx: Tx, enrollment: Enrollment, actor: Actor, at: datetime, detail: str) -> None:
    action, patient = _ACTIONS[enrollment.state], enrollment.patient_id
    add_entry(tx, AuditEntry(enrollment.clinic_id, action, actor, at, patient, enrollment.id, detail))
