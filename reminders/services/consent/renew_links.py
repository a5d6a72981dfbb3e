"""Ends all links that a patient has, because someone else may hold them; the next email carries new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.services.pick_patient import pick_patient
from reminders.store.enrollment import link_epochs
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def renew_links(context: Context, clinic: Clinic, patient_id: str, *, actor: Actor) -> None:
    """End a patient's links in one transaction.

    Raises:
        NotFoundError: no such patient.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        link_epochs.end_links(tx, patient.id)
        entry = AuditEntry(clinic.id, Action.RENEWED_LINKS, actor, context.clock.now(), patient_id=patient.id)
        add_entry(tx, entry)
