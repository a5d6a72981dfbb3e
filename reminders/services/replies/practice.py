"""Test mode: what patients would have got, and texts that staff write back in their place, on the real way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.forms.fields import FieldError
from reminders.services.record_view import record_view
from reminders.services.replies.reply import receive_in
from reminders.store.enrollment import patients
from reminders.store.replies import practice
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.replies.practice import KeptMessage

MAX_KEPT: Final = 30
MAX_REPLY: Final = 1600
"""Characters of a text, as long as a phone sends one."""


class PracticeOffError(UseError):
    """Texts are really sent, so staff may not write in a patient's place."""


@dataclass(frozen=True, slots=True)
class PracticeOutbox:
    """What was kept, newest first, and whose it is. `may_reply`: texts are kept too, not only emails."""

    kept: Sequence[KeptMessage]
    people: Mapping[str, Patient]
    may_reply: bool


def open_practice(context: Context, clinic: Clinic, *, actor: Actor) -> PracticeOutbox | None:
    """Return the outbox of a clinic, and record that it was looked at; None where everything is really sent."""
    if all(sender.leaves for sender in context.senders.values()):
        return None
    with context.db.begin() as tx:
        kept = practice.list_kept(tx, clinic.id, MAX_KEPT)
        people = patients.get_patients(tx, {item.patient_id for item in kept if item.patient_id})
        record_view(context, tx, clinic, Action.VIEWED_PRACTICE, actor=actor)
    return PracticeOutbox(kept, people, may_reply=not context.senders[Channel.SMS].leaves)


def get_practice_email(context: Context, clinic: Clinic, message_id: str) -> str:
    """Return an email of the outbox as HTML, or what stands for it.

    Raises:
        NotFoundError: the clinic has no such message in its outbox, or everything is really sent.

    """
    if all(sender.leaves for sender in context.senders.values()):
        raise NotFoundError("test mode is off")
    with context.db.read() as tx:
        kept = practice.find_kept(tx, clinic.id, message_id)
    if kept is None or kept.html is None:
        raise NotFoundError("no such email")
    return kept.html


def reply_as_patient(context: Context, clinic: Clinic, message_id: str, body: str, *, actor: Actor) -> None:
    """Take in a text as if the phone that got a message had sent it: all that a real text does, this one does.

    Raises:
        PracticeOffError: texts are really sent.
        NotFoundError: the clinic has no such text in its outbox.
        FieldError: there are no words, or too many.

    """
    if context.senders[Channel.SMS].leaves:
        raise PracticeOffError("texts are really sent: no one can reply as a patient")
    with context.db.begin() as tx:
        kept = practice.find_kept(tx, clinic.id, message_id)
        if kept is None or kept.channel != Channel.SMS or kept.patient_id is None or kept.address is None:
            raise NotFoundError("no such text")
        if not body.strip():
            raise FieldError("body", "write what the patient replies")
        if len(body) > MAX_REPLY:
            raise FieldError("body", "longer than {longest} characters", longest=MAX_REPLY)
        add_entry(tx, AuditEntry(clinic.id, Action.REPLIED_AS_PATIENT, actor, context.clock.now(), kept.patient_id))
        receive_in(context, tx, clinic, Channel.SMS, kept.address, body)
