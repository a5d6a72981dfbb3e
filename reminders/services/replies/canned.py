"""A clinic's saved replies: adds, edits and retires them, and fills them in for one patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError
from reminders.core.replies.canned import PLACEHOLDERS, CannedReply, begin_with, fill, unknown_placeholders
from reminders.core.wording.sms_text import make_safe, segments
from reminders.services.forms.fields import FieldError
from reminders.services.replies.staff_text import MAX_SEGMENTS
from reminders.store.replies import canned
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

MAX_TITLE, MAX_TEXT = 60, 600
_SOMEBODY = "Alexandria"
"""A long first name, to count with."""


def list_all(context: Context, clinic: Clinic) -> list[CannedReply]:
    """Return a clinic's replies, retired ones too."""
    with context.db.read() as tx:
        return canned.list_canned(tx, clinic.id)


def get_canned(context: Context, clinic: Clinic, canned_id: int) -> CannedReply:
    """Return one of a clinic's replies.

    Raises:
        NotFoundError: the clinic has none of that id.

    """
    with context.db.begin() as tx:
        return _pick(tx, clinic, canned_id)


def add_reply(context: Context, clinic: Clinic, language: str, title: str, text: str, *, actor: Actor) -> None:
    """Keep a reply ready.

    Raises:
        FieldError: a field cannot be what was typed.

    """
    reply = _check(clinic, language, title, text)
    with context.db.begin() as tx:
        now = context.clock.now()
        canned_id = canned.add_canned(tx, clinic.id, reply, now)
        add_entry(tx, AuditEntry(clinic.id, Action.ADDED_CANNED_REPLY, actor, now, detail=f"reply {canned_id}"))


def change_reply(  # noqa: PLR0913 the fields of the form
    context: Context, clinic: Clinic, canned_id: int, language: str, title: str, text: str, *, actor: Actor
) -> None:
    """Write a reply otherwise.

    Raises:
        NotFoundError: the clinic has none of that id.
        FieldError: a field cannot be what was typed.

    """
    with context.db.begin() as tx:
        _pick(tx, clinic, canned_id)
        reply = _check(clinic, language, title, text)
        canned.change_canned(tx, canned_id, language=reply.language, title=reply.title, text=reply.text)
        _note(context, tx, clinic, Action.CHANGED_CANNED_REPLY, canned_id, actor)


def retire_reply(context: Context, clinic: Clinic, canned_id: int, *, actor: Actor, back: bool = False) -> None:
    """Offer a reply no more, or again.

    Raises:
        NotFoundError: the clinic has none of that id.

    """
    with context.db.begin() as tx:
        _pick(tx, clinic, canned_id)
        canned.change_canned(tx, canned_id, retired_at=None if back else context.clock.now())
        what = Action.RESTORED_CANNED_REPLY if back else Action.RETIRED_CANNED_REPLY
        _note(context, tx, clinic, what, canned_id, actor)


def offered(tx: Tx, clinic: Clinic, patient: Patient) -> list[CannedReply]:
    """Return what can be answered to a patient, filled in, those in the patient's language first."""
    values = {"first_name": patient.given_name, "clinic_name": clinic.name, "clinic_phone": clinic.phone}
    offers = [
        CannedReply(reply.id, reply.language, reply.title, fill(reply.text, values))
        for reply in canned.list_canned(tx, clinic.id)
        if not reply.retired
    ]
    return sorted(offers, key=lambda reply: reply.language != patient.language)


def _check(clinic: Clinic, language: str, title: str, text: str) -> CannedReply:
    title, text = " ".join(title.split()), make_safe(" ".join(text.split()))
    if language not in clinic.language_list:
        raise FieldError("language", "not a language of this clinic")
    if not title or len(title) > MAX_TITLE:
        raise FieldError("title", "enter a short name, up to 60 characters")
    if not text or len(text) > MAX_TEXT:
        raise FieldError("text", "enter the text, up to 600 characters")
    if unknown_placeholders(text):
        allowed = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise FieldError("text", "use only these words in braces: {allowed}", allowed=allowed)
    values = {"first_name": _SOMEBODY, "clinic_name": clinic.name, "clinic_phone": clinic.phone}
    if segments(begin_with(clinic.name, fill(text, values))) > MAX_SEGMENTS:
        raise FieldError("text", "too long for a text: three segments at most")
    return CannedReply(0, language, title, text)


def _pick(tx: Tx, clinic: Clinic, canned_id: int) -> CannedReply:
    reply = canned.find_canned(tx, clinic.id, canned_id)
    if reply is None:
        raise NotFoundError("no such reply")
    return reply


def _note(context: Context, tx: Tx, clinic: Clinic, what: Action, canned_id: int, actor: Actor) -> None:
    add_entry(tx, AuditEntry(clinic.id, what, actor, context.clock.now(), detail=f"reply {canned_id}"))
