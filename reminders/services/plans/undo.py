"""Takes back what a member of staff has just done: cancelling a plan, sending a message now. The plan is made again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.status import Status
from reminders.core.plans.plan_changes import UndoKind
from reminders.services.plans.replan import replan
from reminders.store.enrollment import enrollments
from reminders.store.plans import plans
from reminders.store.records import undos
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.records.undos import Undo

_ACTIONS = {UndoKind.CANCEL: Action.TOOK_BACK_CANCEL, UndoKind.SEND_NOW: Action.TOOK_BACK_SEND_NOW}


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and for whom."""

    kind: UndoKind
    patient_id: str


def undo(context: Context, clinic: Clinic, undo_id: str, *, actor: Actor) -> Undone:
    """Go back to what was before, as far as its time has not passed meanwhile.

    Raises:
        NotFoundError: this clinic has nothing of that id to take back.
        UseError: it is too late, or someone has changed the plan since.

    """
    with context.db.begin() as tx:
        open_undo = undos.find_undo(tx, clinic.id, undo_id)
        if open_undo is None:
            raise NotFoundError("there is nothing to undo")
        now = context.clock.now()
        enrollment = enrollments.get_enrollment(tx, open_undo.enrollment_id)
        if now >= open_undo.until or not undos.drop_undo(tx, undo_id):
            raise UseError("it is too late to undo this")
        if open_undo.kind is UndoKind.CANCEL:
            if enrollment.state is not EnrollmentState.CANCELLED or enrollment.state_reason != open_undo.after:
                raise UseError("the plan was changed since; it is too late to undo this")
            enrollment = replace(enrollment, state=EnrollmentState(open_undo.before), state_reason=None)
        elif not _waits(tx, open_undo, enrollment.patient_id):
            raise UseError("the message has already left; it is too late to undo this")
        replan(context, tx, enrollment, now, corrected=True)
        add_entry(tx, AuditEntry(clinic.id, _ACTIONS[open_undo.kind], actor, now, enrollment.patient_id, enrollment.id))
        return Undone(open_undo.kind, enrollment.patient_id)


def _waits(tx: Tx, open_undo: Undo, patient_id: str) -> bool:
    message = plans.find_message(tx, patient_id, open_undo.message_id or "", lock=True)
    return message is not None and message.status is Status.PLANNED
