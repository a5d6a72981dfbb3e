"""The visits of one surgery as staff see them: with what the patient said and the messages about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.status import Reason
from reminders.services.pick_patient import pick_patient, pick_surgery_of
from reminders.services.visits.book_visit import version_of_visit
from reminders.store.plans import plans
from reminders.store.plans.visits import answers_about, visits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment, Visit
    from reminders.core.model.patient import Patient
    from reminders.core.plans.replanning import StandingMessage
    from reminders.services.context import Context


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit. `answer` is the code of what the patient replied, if anything; `messages` are in due order."""

    visit: Visit
    answer: str | None
    messages: Sequence[StandingMessage]
    version: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class VisitList:
    """The visits of one surgery, soonest first. `is_announced`: the care plan has a step about visits."""

    patient: Patient
    surgery: Enrollment
    lines: Sequence[VisitLine]
    is_announced: bool
    templates: dict[str, str]


def list_visits(context: Context, clinic: Clinic, patient_id: str, enrollment_id: str) -> VisitList:
    """Return the visits of a surgery.

    Raises:
        NotFoundError: the clinic has no such patient or surgery.

    """
    now = context.clock.now()
    with context.db.read() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        surgery = pick_surgery_of(tx, clinic, patient_id, enrollment_id)
        booked = visits_of(tx, [surgery.id]).get(surgery.id, [])
        answered = answers_about(tx, [surgery.id])
        rows = plans.plan_rows(tx, surgery.id)
        pathway = context.book.get(tx, surgery.pathway_version_id)
    lines = [
        VisitLine(
            visit,
            answered.get((surgery.id, visit.slot)),
            [row for row in rows if visit.slot in row.slots and row.reason != Reason.TOGETHER],
            version_of_visit(visit),
            is_over=visit.at <= now,
        )
        for visit in booked
    ]
    templates = {step.key: step.template for step in pathway.steps}
    return VisitList(patient, surgery, lines, pathway.speaks_of_visits, templates)
