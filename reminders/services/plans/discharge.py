"""Records when a patient left the hospital: steps that count from it are planned in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import UseError
from reminders.core.plans.anchors import refuse_discharge
from reminders.core.plans.plan_changes import changes_between
from reminders.core.plans.replanning import PlanDiff
from reminders.services.find import pick_enrollment
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.replan import replan
from reminders.store.enrollment import patients
from reminders.store.plans import plans
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.pathway import Pathway
    from reminders.core.plans.plan_changes import PlanChange
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def record_discharge(
    context: Context, clinic: Clinic, external_id: str, discharge_date: date | None, *, actor: Actor
) -> PlanDiff:
    """Record or correct a discharge date and re-plan; None: the patient is still in hospital after all.

    A date that is on file already changes nothing and leaves no audit entry.

    Raises:
        NotFoundError: no such enrollment.
        UseError: the date lies before the surgery or far ahead, or the plan was cancelled.

    """
    with context.db.begin() as tx:
        return record_discharge_in(context, tx, clinic, external_id, discharge_date, actor=actor)


@dataclass(frozen=True, slots=True)
class DischargePreview:
    """What a discharge date would do, with what a page needs to say it."""

    patient: Patient
    pathway: Pathway
    changes: Sequence[PlanChange]


def preview_discharge(
    context: Context, clinic: Clinic, surgery: Enrollment, discharge_date: date | None
) -> DischargePreview:
    """Return what `record_discharge` would do to each message, and do nothing; raises as it does."""
    with context.db.begin() as tx:
        before = plans.standing_plan(tx, surgery.id)
        record_discharge_in(context, tx, clinic, surgery.key, discharge_date, actor=SYSTEM)
        changes = changes_between(before, plans.standing_plan(tx, surgery.id))
        patient = pick_patient(tx, clinic, surgery.patient_id)
        pathway = context.book.get(tx, surgery.pathway_version_id)
        tx.roll_back()
    return DischargePreview(patient, pathway, changes)


def record_discharge_in(
    context: Context, tx: Tx, clinic: Clinic, external_id: str, discharge_date: date | None, *, actor: Actor
) -> PlanDiff:
    """Record a discharge date inside an open transaction; raises as `record_discharge` does."""
    enrollment, now = pick_enrollment(tx, clinic, external_id), context.clock.now()
    if enrollment.state is EnrollmentState.CANCELLED:
        raise UseError("this enrollment is cancelled; give it a surgery date to reopen it: patient reschedule")
    if discharge_date is not None:
        zone = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id].zone
        if problem := refuse_discharge(discharge_date, enrollment.surgery_date, now.astimezone(zone).date()):
            raise UseError(problem)
    if discharge_date == enrollment.discharge_date:
        return PlanDiff((), ())
    action, detail = Action.RECORDED_DISCHARGE, _detail(enrollment.discharge_date, discharge_date)
    add_entry(tx, AuditEntry(clinic.id, action, actor, now, enrollment.patient_id, enrollment.id, detail))
    return replan(context, tx, replace(enrollment, discharge_date=discharge_date), now, corrected=True)


def _detail(old: date | None, new: date | None) -> str | None:
    if new is None:
        return "taken back"
    return "corrected" if old else None
