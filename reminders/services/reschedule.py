"""Moves a surgery: a date to come plans afresh, a date past corrects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.claiming import EnrollmentState
from reminders.core.replanning import PlanDiff, is_new_surgery_day
from reminders.core.status import UNSENT
from reminders.services.find import UseError, pick_enrollment
from reminders.services.replan import owner_of, replan
from reminders.store import patients, plans

if TYPE_CHECKING:
    from datetime import date, datetime

    from reminders.services.context import Context
    from reminders.store.clinics import Clinic
    from reminders.store.enrollments import Enrollment
    from reminders.store.session import Tx

NEVER_REOPENED = frozenset({"died", "asked_to_stop"})


def reschedule(context: Context, clinic: Clinic, external_id: str, surgery_date: date) -> PlanDiff:
    """Move the surgery of one enrollment and re-plan, in one transaction. A cancelled enrollment reopens.

    Raises:
        NotFoundError: no such enrollment.
        UseError: it was cancelled because the patient died or asked to stop.

    """
    with context.db.begin() as tx:
        enrollment = pick_enrollment(tx, clinic, external_id)
        now = context.clock.now()
        if enrollment.state is EnrollmentState.CANCELLED:
            if enrollment.state_reason in NEVER_REOPENED:
                reason = (enrollment.state_reason or "").replace("_", " ")
                raise UseError(f"this enrollment was cancelled ({reason}); it is not reopened")
            enrollment = replace(enrollment, state=EnrollmentState.ACTIVE, state_reason=None)
        return move_surgery(context, tx, enrollment, surgery_date, now)


def move_surgery(
    context: Context,
    tx: Tx,
    enrollment: Enrollment,
    surgery_date: date,
    now: datetime,
) -> PlanDiff:
    """Give an enrollment another surgery date inside an open transaction."""
    patient = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
    today = now.astimezone(patient.zone).date()
    moved = surgery_date != enrollment.surgery_date
    enrollment = replace(enrollment, surgery_date=surgery_date)
    if moved and is_new_surgery_day(surgery_date, today):
        old_anchor = enrollment.anchor
        enrollment = replace(enrollment, anchor=old_anchor + 1)
        unsent = [
            row for row in plans.standing_plan(tx, enrollment.id) if row.anchor == old_anchor and row.status in UNSENT
        ]
        plans.move_to_anchor(tx, owner_of(enrollment), unsent)
    return replan(context, tx, enrollment, now)
