"""What cancelling a plan would do, for the page that asks before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.enrollment import EnrollmentState
from reminders.services.pick_patient import pick_patient, pick_surgery_of
from reminders.services.record_view import record_view
from reminders.store.plans import plans
from reminders.store.records import timeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.pathway import Pathway
    from reminders.core.plans.replanning import StandingMessage
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Another plan of the same patient that sends."""

    enrollment_id: str
    pathway_id: str
    surgery_date: date


@dataclass(frozen=True, slots=True)
class Cancelling:
    """A plan that may be cancelled: `waiting` is what would not be sent, `others` what goes on."""

    patient: Patient
    surgery: Enrollment
    pathway: Pathway
    waiting: Sequence[StandingMessage]
    others: Sequence[OtherPlan]


def preview_cancel(
    context: Context, clinic: Clinic, patient_id: str, enrollment_id: str, *, actor: Actor
) -> Cancelling:
    """Return what the page shows, and record the view; nothing else is changed.

    Raises:
        NotFoundError: the clinic has no such patient, or the patient no such surgery.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        surgery = pick_surgery_of(tx, clinic, patient.id, enrollment_id)
        preview = Cancelling(
            patient,
            surgery,
            context.book.get(tx, surgery.pathway_version_id),
            plans.waiting_in(tx, surgery.id),
            _other_plans(context, tx, surgery),
        )
        record_view(context, tx, clinic, Action.VIEWED_PATIENT, actor=actor, patient_id=patient.id)
    return preview


def _other_plans(context: Context, tx: Tx, surgery: Enrollment) -> list[OtherPlan]:
    """Return the active plans of a patient besides this one: pausing or cancelling this one does not touch them."""
    return [
        OtherPlan(item.id, context.book.get(tx, item.pathway_version_id).id, item.surgery_date)
        for item in (surgery_row.enrollment for surgery_row in timeline.surgeries_of(tx, surgery.patient_id))
        if item.id != surgery.id and item.state is EnrollmentState.ACTIVE
    ]
