"""Lets a staff member text a patient: through the same lanes, checks, limits and receipts as every other message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel, Reach
from reminders.core.model.errors import UseError
from reminders.core.replies.canned import begin_with
from reminders.core.wording.sms_text import make_safe, segments
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.reach import contacts_of
from reminders.store.replies.staff_texts import plan_staff_text
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

MAX_SEGMENTS = 3


def why_no_text(tx: Tx, clinic: Clinic, patient: Patient) -> str | None:
    """Return why no text may go to a patient, as a sentence; None: one may."""
    reach = contacts_of(tx, clinic, [patient])[patient.id].of(Channel.SMS)
    if reach is Reach.OPTED_OUT:
        return "the patient has stopped texts; please call"
    if reach in {Reach.NOT_CONFIRMED, Reach.DECLINED}:
        return "the patient has not confirmed texts; please call"
    return None if reach is Reach.OPEN else "no text can reach this patient; please call"


def text_patient(context: Context, tx: Tx, clinic: Clinic, patient_id: str, words: str, *, actor: Actor) -> int:
    """Plan a text that leaves at once, with the clinic's name before it; return how many segments it takes.

    Raises:
        NotFoundError: no such patient.
        UseError: it says nothing or too much, or no text may reach this patient.

    """
    patient = pick_patient(tx, clinic, patient_id)
    words = make_safe(" ".join(words.split()))
    if not words:
        raise UseError("write something")
    text = make_safe(begin_with(clinic.name, words))
    if segments(text) > MAX_SEGMENTS:
        raise UseError("too long for a text: three segments at most")
    if why_not := why_no_text(tx, clinic, patient):
        raise UseError(why_not)
    now = context.clock.now()
    plan_staff_text(tx, patient, text, now)
    add_entry(tx, AuditEntry(clinic.id, Action.TEXTED_PATIENT, actor, now, patient.id))
    return segments(text)
