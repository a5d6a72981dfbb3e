"""Records that a member of staff looked at something, in the transaction that read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.services.pick_patient import pick_patient
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def record_view(
    context: Context, tx: Tx, clinic: Clinic, action: Action, *, actor: Actor, patient_id: str | None = None
) -> None:
    """Write an audit entry."""
    add_entry(tx, AuditEntry(clinic.id, action, actor, context.clock.now(), patient_id))


def view_patient(context: Context, clinic: Clinic, patient_id: str, *, actor: Actor) -> Patient:
    """Return a patient for a form that is filled in with what is known.

    Raises:
        NotFoundError: the clinic has no such patient.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        record_view(context, tx, clinic, Action.VIEWED_PATIENT, actor=actor, patient_id=patient.id)
        return patient
