"""Plans the service's own messages to patients: answers to texts, in the urgent lane, due at once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from reminders.core.model.contact import Channel, Party
from reminders.core.model.status import Kind, Status
from reminders.core.plans.identity import reply_key
from reminders.core.sending.lanes import STOPPED, Lane
from reminders.store.database.bulk import insert_rows, one_of
from reminders.store.database.vault import CellId
from reminders.store.enrollment.patients import address_hash
from reminders.store.tables import messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx

ANSWER_WITHIN = timedelta(hours=1)
"""An automatic answer that could not leave within the hour would only confuse."""

STOP_CONFIRMED_WITHIN = timedelta(minutes=5)
"""Only a confirmation within five minutes is presumed to be part of the consent that was revoked, 47 CFR
64.1200(a)(12). A later one would be a text to someone who has stopped, so it is not sent at all."""

_WITHIN = {STOPPED: STOP_CONFIRMED_WITHIN, "unclear_stop": STOP_CONFIRMED_WITHIN}
"""The question whether a stop is meant has no more time than its confirmation."""

_PLANNED = {
    is_sqlite: select(messages.c.address_hash, messages.c.step, messages.c.due_at).where(
        one_of(messages.c.address_hash, "hashes", is_sqlite=is_sqlite),
        messages.c.kind == Kind.AUTO_REPLY.value,
        messages.c.due_at > bindparam("since"),
    )
    for is_sqlite in (True, False)
}


@dataclass(frozen=True, slots=True)
class PlannedAnswer:
    """An answer of ours to a phone, planned before: `replies/<name>`, and when it was due."""

    address_hash: str
    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class AutoReply:
    """The answer `replies/<name>` to a text, due at once.

    `address` is where the text came from: the row of a stranger has no other way to know it.
    """

    clinic_id: int
    patient_id: str | None
    reply_id: str
    name: str
    at: datetime
    party: Party = Party.PATIENT
    about_step: str | None = None
    address: str | None = None
    language: str | None = None


def plan_auto_replies(tx: Tx, answers: Sequence[AutoReply]) -> None:
    """Insert answers; the rows outlive a lost wake-up."""
    insert_rows(tx, messages, [_row(tx, answer) for answer in answers])


def _row(tx: Tx, answer: AutoReply) -> dict[str, Any]:
    message_id, name, at, address = str(uuid.uuid4()), answer.name, answer.at, answer.address
    return {
        "id": message_id,
        "clinic_id": answer.clinic_id,
        "patient_id": answer.patient_id,
        "party": answer.party.value,
        "identity": reply_key(answer.reply_id, name),
        "kind": Kind.AUTO_REPLY.value,
        "lane": Lane.URGENT.value,
        "channel": Channel.SMS.value,
        "step": name,
        "about_step": answer.about_step,
        "language": answer.language,
        "address": tx.vault.encrypt(CellId("messages.address", message_id), address, of=answer.clinic_id)
        if address
        else None,
        "address_hash": address_hash(tx, Channel.SMS, address) if address else None,
        "anchor": 0,
        "plan_revision": 0,
        "status": Status.PLANNED.value,
        "due_at": at,
        "ready_at": at,
        "send_before": at + _WITHIN.get(name, ANSWER_WITHIN),
        "changed_at": at,
    }


def planned_since(tx: Tx, address_hashes: Iterable[str], since: datetime) -> list[PlannedAnswer]:
    """Return the answers of any kind that were planned for some addresses since then."""
    values = {"hashes": list(address_hashes), "since": since}
    rows = tx.conn.execute(_PLANNED[tx.is_sqlite], values)
    return [PlannedAnswer(row.address_hash, row.step, row.due_at) for row in rows]
