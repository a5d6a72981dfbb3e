"""What staff do with what patients wrote: answer by text, close a thread or hand it over, close a single text."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import NEVER_CUT, AlertKind
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.alerts.acknowledge import UNDECIDED, TakenError, acknowledge_all, close_all
from reminders.services.alerts.assign import colleagues, require_colleague, tell_assigned
from reminders.services.pick_patient import pick_patient
from reminders.services.replies.staff_text import text_patient
from reminders.store.alerts import alerts
from reminders.store.consent.on_hold import undecided
from reminders.store.records import notes
from reminders.store.records.notes import Note
from reminders.store.replies import handling, holds
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Collection

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


RESOLVE = "resolve"
OF_A_THREAD = (AlertKind.RED_FLAG, AlertKind.PLAN_EVENT, AlertKind.UNCLEAR_STOP, AlertKind.FOLLOW_UP)
OF_A_TEXT = (AlertKind.RED_FLAG, AlertKind.PLAN_EVENT, AlertKind.UNCLEAR_STOP, AlertKind.UNKNOWN_NUMBER)
"""Alerts that end with their thread. One that holds plans or texts back does not: deciding about them ends both."""


def answer_thread(context: Context, clinic: Clinic, patient_id: str, words: str, *, actor: Actor) -> int:
    """Text a patient at once, and count what was waiting as dealt with; return how many segments it takes.

    Raises:
        NotFoundError: no such patient.
        UseError: it says nothing or too much, or no text may reach this patient.

    """
    with context.db.begin() as tx:
        outcome = text_patient(context, tx, clinic, patient_id, words, actor=actor)
        handling.handle_patient(tx, clinic.id, patient_id, context.clock.now())
        return outcome


def take_thread(context: Context, clinic: Clinic, patient_id: str, by: str, *, over: str | None, actor: Actor) -> None:
    """Become the owner of a thread and of the alerts that end with it. `over`: from whom it is taken, knowingly.

    Raises:
        NotFoundError: no such patient.
        TakenError: a colleague has it, and it is not `over`.

    """
    with context.db.begin() as tx:
        patient, now = pick_patient(tx, clinic, patient_id), context.clock.now()
        about = list(alerts.lock_open_of_patient(tx, clinic.id, patient.id, OF_A_THREAD))
        handling.lock_thread(tx, clinic.id, patient.id)
        others = handling.owners(tx, clinic.id, patient.id, about) - {by, over}
        if others:
            raise TakenError(f"already taken by {', '.join(sorted(others))}")
        acknowledge_all(tx, about, by, now)
        handling.assign(tx, clinic.id, patient.id, by)
        add_entry(tx, AuditEntry(clinic.id, Action.TOOK_THREAD, actor, now, patient.id))


class Became(StrEnum):
    """What happened to a thread."""

    NOTED = "noted"
    HANDED_OVER = "handed-over"
    RESOLVED = "closed"


class NotForThisRoleError(UseError):
    """A possible emergency is open; a clinician ends it."""


def close_thread(  # noqa: PLR0913 whose, what was done, by whom
    context: Context,
    clinic: Clinic,
    patient_id: str,
    note: str,
    *,
    to: str,
    by: str,
    grave: bool,
    actor: Actor,
) -> Became:
    """Write a note on a thread; with `to` RESOLVE end it and its alerts together, with a colleague's id hand it over.

    Handing over makes the colleague the owner of its alerts. `grave`: whether this person may end an emergency.

    Raises:
        NotFoundError: no such patient.
        NotForThisRoleError: it has an open red flag, which this person may not end.
        UseError: messages are on hold because of it, deciding about them ends it; or `to` is no active colleague.

    """
    with context.db.begin() as tx:
        patient, now = pick_patient(tx, clinic, patient_id), context.clock.now()
        became = Became.RESOLVED if to == RESOLVE else Became.HANDED_OVER if to else Became.NOTED
        if became is not Became.NOTED:
            about = alerts.lock_open_of_patient(tx, clinic.id, patient.id, OF_A_THREAD)
            if not grave and any(kind in NEVER_CUT for kind in about.values()):
                raise NotForThisRoleError("a possible emergency is open; a clinician resolves it")
            if became is Became.HANDED_OVER:
                member = require_colleague(colleagues(tx, clinic.id, list(about.values())), to)
                note = f"→ {member.shown}: {note}".strip()
                acknowledge_all(tx, list(about), member.email, now)
                handling.assign(tx, clinic.id, patient.id, member.email)
                tell_assigned(context, tx, clinic, member, actor=actor)
            else:
                _require_decided(tx, about)
                close_all(tx, list(about), by, now)
                handling.handle_patient(tx, clinic.id, patient.id, now)
        if note:
            notes.add_note(tx, Note(clinic.id, patient.id, actor.staff_id, note, now))
        if became is not Became.NOTED or note:
            detail = f"to {to}" if became is Became.HANDED_OVER else None
            add_entry(tx, AuditEntry(clinic.id, _ACTIONS[became], actor, now, patient.id, detail=detail))
        return became


def _require_decided(tx: Tx, about: Collection[int]) -> None:
    if undecided(tx, list(about)):
        raise UseError(UNDECIDED)


_ACTIONS = {
    Became.NOTED: Action.WROTE_NOTE,
    Became.HANDED_OVER: Action.HANDED_THREAD_OVER,
    Became.RESOLVED: Action.CLOSED_THREAD,
}


def close_text(context: Context, clinic: Clinic, reply_id: str, *, by: str, grave: bool, actor: Actor) -> None:
    """Mark a text that belongs to no single patient as dealt with, and end the alerts that it led to.

    Raises:
        NotFoundError: the clinic has no such text.
        NotForThisRoleError: it led to a red flag, which this person may not end.
        UseError: messages are on hold because of it; deciding about them ends it.

    """
    with context.db.begin() as tx:
        if not handling.exists(tx, clinic.id, reply_id):
            raise NotFoundError("no such text")
        now = context.clock.now()
        about = alerts.lock_open_of_text(tx, clinic.id, reply_id, OF_A_TEXT)
        if not grave and any(kind in NEVER_CUT for kind in about.values()):
            raise NotForThisRoleError("a possible emergency is open; a clinician resolves it")
        _require_decided(tx, about)
        if holds.undecided_text(tx, clinic.id, reply_id):  # neither the first of its phone nor the last
            raise UseError(UNDECIDED)
        close_all(tx, list(about), by, now)
        handling.handle_reply(tx, clinic.id, reply_id, now)
        add_entry(tx, AuditEntry(clinic.id, Action.CLOSED_TEXT, actor, now, detail=f"text {reply_id}"))
