"""What staff do with what patients wrote: answer by text, close a thread or hand it over, close a single text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.audit_actions import Action
from reminders.services.find import NotFoundError
from reminders.services.pick_patient import pick_patient
from reminders.services.staff_text import text_patient
from reminders.store import inbox, notes, staff
from reminders.store.audit import AuditEntry, add_entry
from reminders.store.notes import Note

if TYPE_CHECKING:
    from reminders.core.actor import Actor
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic


def answer_thread(context: Context, clinic: Clinic, patient_id: str, words: str, *, actor: Actor) -> int:
    """Text a patient at once, and count what was waiting as dealt with; return how many segments it takes.

    Raises:
        NotFoundError: no such patient.
        UseError: it says nothing or too much, or no text may reach this patient.

    """
    with context.db.begin() as tx:
        taken = text_patient(context, tx, clinic, patient_id, words, actor=actor)
        inbox.handle_patient(tx, clinic.id, patient_id, context.clock.now())
        return taken


def close_thread(context: Context, clinic: Clinic, patient_id: str, note: str, *, to: str = "", actor: Actor) -> bool:
    """Mark a thread as dealt with; with the id of a colleague in `to` it stays open and is theirs. Return which.

    Raises:
        NotFoundError: no such patient.

    """
    with context.db.begin() as tx:
        patient, now = pick_patient(tx, clinic, patient_id), context.clock.now()
        known = {member.id: member.email for member in staff.list_staff(tx, clinic.id)}
        handed_over = to in known
        if handed_over:
            note = f"→ {known[to]}: {note}".strip()
        else:
            inbox.handle_patient(tx, clinic.id, patient.id, now)
        if note:
            notes.add_note(tx, Note(clinic.id, patient.id, actor.staff_id, note, now))
        action = Action.HANDED_THREAD_OVER if handed_over else Action.CLOSED_THREAD
        add_entry(tx, AuditEntry(clinic.id, action, actor, now, patient.id, detail=f"to {to}" if handed_over else None))
        return handed_over


def close_text(context: Context, clinic: Clinic, reply_id: str, *, actor: Actor) -> None:
    """Mark a text that belongs to no single patient as dealt with.

    Raises:
        NotFoundError: the clinic has no such text.

    """
    with context.db.begin() as tx:
        if not inbox.exists(tx, clinic.id, reply_id):
            raise NotFoundError("no such text")
        now = context.clock.now()
        inbox.handle_reply(tx, clinic.id, reply_id, now)
        add_entry(tx, AuditEntry(clinic.id, Action.CLOSED_TEXT, actor, now, detail=f"text {reply_id}"))
