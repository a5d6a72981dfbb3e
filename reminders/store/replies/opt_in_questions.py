"""The text that asks the owner of a phone to confirm texts: planned once, and cancelled when it is not needed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from reminders.core.consent.opt_in import QUESTION
from reminders.core.model.contact import Channel, Party
from reminders.core.model.status import Event, Kind, Reason, Status
from reminders.core.plans.identity import opt_in_key
from reminders.core.sending.lanes import Lane
from reminders.store.consent.opt_ins import note_asked
from reminders.store.database.vault import CellId
from reminders.store.sending.transitions import Move, move
from reminders.store.tables import messages

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Question:
    """The question to one phone: of which plan, in whose language, and when it may leave."""

    clinic_id: int
    patient_id: str
    party: Party
    enrollment_id: str
    revision: int
    phone: str
    language: str
    due_at: datetime
    send_before: datetime


def ask(tx: Tx, question: Question, hashes: Sequence[str], at: datetime) -> bool:
    """Plan the question to a phone; return False if another transaction plans it at this moment."""
    message_id = str(uuid.uuid4())
    if not note_asked(tx, question.clinic_id, hashes, message_id, at):
        return False
    tx.conn.execute(insert(messages).values(_message(tx, question, message_id, hashes[0], at)))
    return True


def _message(tx: Tx, question: Question, message_id: str, phone_hash: str, at: datetime) -> dict[str, Any]:
    return {
        "id": message_id,
        "clinic_id": question.clinic_id,
        "patient_id": question.patient_id,
        "enrollment_id": question.enrollment_id,
        "party": question.party.value,
        "identity": opt_in_key(message_id),
        "kind": Kind.OPT_IN.value,
        "lane": Lane.SMS.value,
        "channel": Channel.SMS.value,
        "step": QUESTION,
        "language": question.language,
        "address": tx.vault.encrypt(CellId("messages.address", message_id), question.phone, of=question.clinic_id),
        "address_hash": phone_hash,
        "anchor": 0,
        "plan_revision": question.revision,
        "status": Status.PLANNED.value,
        "due_at": question.due_at,
        "ready_at": question.due_at,
        "send_before": question.send_before,
        "changed_at": at,
    }


def withdraw(tx: Tx, patient_id: str, party: Party, hashes: Collection[str], at: datetime) -> None:
    """Cancel questions that wait to leave for another phone than this person's of now."""
    theirs = (messages.c.patient_id == patient_id) & (messages.c.party == party.value)
    _cancel(tx, theirs & messages.c.address_hash.not_in(list(hashes)), Reason.REPLACED, at)


def _cancel(tx: Tx, which: Any, reason: Reason, at: datetime) -> None:
    planned = (messages.c.kind == Kind.OPT_IN.value) & (messages.c.status == Status.PLANNED.value)
    query = select(messages.c.id).where(planned, which).order_by(messages.c.id).with_for_update()
    for message_id in tx.conn.execute(query).scalars().all():
        move(tx, Move(message_id, Status.PLANNED, Event.CANCEL, reason=reason), at)


def cancel_waiting(tx: Tx, clinic_id: int, hashes: Collection[str], at: datetime) -> None:
    """Cancel the question to a phone that has answered before it left."""
    here = (messages.c.clinic_id == clinic_id) & messages.c.address_hash.in_(list(hashes))
    _cancel(tx, here, Reason.ANSWERED, at)
