"""Keeps what staff write down: about a patient, or about what went wrong with a message, which that closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError
from reminders.services.pick_patient import pick_patient
from reminders.store.alerts import alerts, today
from reminders.store.alerts.alerts import AlertKind
from reminders.store.records import notes
from reminders.store.records.notes import Note
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def write_note(context: Context, clinic: Clinic, patient_id: str, text: str, *, actor: Actor) -> bool:
    """Keep a note about a patient; False: it says nothing, and is not kept.

    Raises:
        NotFoundError: no such patient.

    """
    with context.db.begin() as tx:
        patient, now = pick_patient(tx, clinic, patient_id), context.clock.now()
        if not text:
            return False
        notes.add_note(tx, Note(clinic.id, patient.id, actor.staff_id, text, now))
        add_entry(tx, AuditEntry(clinic.id, Action.WROTE_NOTE, actor, now, patient.id))
        return True


def close_trouble(context: Context, clinic: Clinic, message_id: str, by: str, note: str, *, actor: Actor) -> None:
    """Close what went wrong with a message, with a note. `by` names the person to others.

    Raises:
        NotFoundError: the clinic has no such message of a patient.

    """
    with context.db.begin() as tx:
        patient = today.find_for_note(tx, clinic.id, message_id)
        if patient is None:
            raise NotFoundError("no such message")
        now = context.clock.now()
        notes.add_note(tx, Note(clinic.id, patient, actor.staff_id, note, now, message_id=message_id))
        alerts.close_alerts(tx, AlertKind.UNCONFIRMED, now, message_id=message_id, by=by)
        detail = f"message {message_id}"
        add_entry(tx, AuditEntry(clinic.id, Action.CLOSED_TROUBLE, actor, now, patient, detail=detail))
