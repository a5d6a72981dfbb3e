"""What other rules of a clinic would do to messages that are not sent: carried out and taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reminders.core.model.status import Status
from reminders.services.clinics.clinic_settings import WINDOWS_SLIDE_WITHIN
from reminders.services.plans.replan import replan
from reminders.store.clinics import clinics
from reminders.store.enrollment import enrollments, patients

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.replanning import Change
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

MAX_SHOWN: Final = 50
"""Messages that a preview lists, the earliest; all are counted."""


@dataclass(frozen=True, slots=True)
class MessageMove:
    """One message before and after; `template` names what it says."""

    patient: Patient
    pathway_id: str
    template: str
    change: Change


@dataclass(frozen=True, slots=True)
class RulesEffect:
    """How many unsent messages would change, of how many surgeries, and the earliest of them."""

    surgeries: int
    messages: int
    moves: Sequence[MessageMove] = field(default=(), compare=False)


def preview_rules(context: Context, clinic: Clinic) -> RulesEffect:
    """Return what `change_clinic` would do to unsent messages: it is carried out and taken back."""
    surgeries = messages = 0
    changes: list[tuple[Enrollment, Change]] = []
    with context.db.begin() as tx:
        clinics.change_clinic(tx, clinic)
        now = context.clock.now()
        for enrollment_id in enrollments.ids_with_a_plan_ahead(tx, clinic.id, now - WINDOWS_SLIDE_WITHIN):
            plan = enrollments.get_enrollment(tx, enrollment_id)
            diff = replan(context, tx, plan, now)
            seen = [change for change in diff.change if _is_seen(change)]
            messages += len(diff.insert) + len(seen)
            surgeries += bool(diff.insert or seen)
            changes += [(plan, change) for change in seen]
        moves = _moves(context, tx, changes)
        tx.roll_back()
    return RulesEffect(surgeries, messages, moves)


def _is_seen(change: Change) -> bool:
    """Return False where only the time changes of a message that goes out at neither."""
    before = (change.standing.status, change.standing.reason)
    return before != (change.status, change.reason) or change.status in {Status.PLANNED, Status.HELD}


def _moves(context: Context, tx: Tx, changes: Sequence[tuple[Enrollment, Change]]) -> list[MessageMove]:
    first = sorted(changes, key=lambda pair: pair[1].standing.due_at)[:MAX_SHOWN]
    people = patients.get_patients(tx, {plan.patient_id for plan, _ in first})
    moves: list[MessageMove] = []
    for plan, change in first:
        pathway = context.book.get(tx, plan.pathway_version_id)
        step = pathway.step(change.standing.step)
        template = step.template if step else change.standing.step
        moves.append(MessageMove(people[plan.patient_id], pathway.id, template, change))
    return moves
