"""Brings a planned message forward to this moment: the next wave takes it, with the same last look as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.audit_actions import Action
from reminders.core.status import Status
from reminders.services.find import NotFoundError, UseError
from reminders.services.pick_patient import pick_patient
from reminders.store import plans
from reminders.store.audit import AuditEntry, add_entry

if TYPE_CHECKING:
    from reminders.core.actor import Actor
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic


def send_now(context: Context, clinic: Clinic, patient_id: str, message_id: str, *, actor: Actor) -> None:
    """Make a planned message due now; hours, consent, conditions and the fuse still bind it.

    Raises:
        NotFoundError: the patient has no such message.
        UseError: it is not waiting any more, or nothing is sent at this hour.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        found = plans.find_message(tx, patient.id, message_id)
        if found is None:
            raise NotFoundError("no such message")
        now = context.clock.now()
        if clinic.hours.next_allowed(now, patient.zone) != now:
            raise UseError("nothing is sent at this hour of the patient's day")
        if found.status is not Status.PLANNED or now >= found.send_before:
            raise UseError("this message is not waiting to be sent any more")
        if not plans.bring_forward(tx, found, now):
            raise UseError("this message is being sent at this moment")
        detail = f"message {message_id}"
        add_entry(tx, AuditEntry(clinic.id, Action.SENT_NOW, actor, now, patient.id, detail=detail))
