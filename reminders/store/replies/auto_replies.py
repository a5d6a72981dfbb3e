"""Plans one of the service's own messages to a patient: an answer to a text, in the urgent lane, due at once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select

from reminders.core.model.contact import Channel, Party
from reminders.core.model.status import Kind, Status
from reminders.core.plans.identity import reply_key
from reminders.core.sending.lanes import STOPPED, Lane
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

_INSERT = insert(messages)
_TO = (messages.c.address_hash.in_(bindparam("hashes", expanding=True)), messages.c.kind == Kind.AUTO_REPLY.value)
_LAST = select(func.max(messages.c.due_at)).where(*_TO, messages.c.step.in_(bindparam("names", expanding=True)))
_COUNT = select(func.count()).select_from(messages).where(*_TO, messages.c.due_at > bindparam("since"))


def plan_auto_reply(  # noqa: PLR0913 an answer names what it answers
    tx: Tx,
    *,
    clinic_id: int,
    patient_id: str | None,
    party: Party = Party.PATIENT,
    reply_id: str,
    name: str,
    at: datetime,
    about_step: str | None = None,
    address: str | None = None,
    language: str | None = None,
) -> None:
    """Insert the answer `replies/<name>`; the row outlives a lost wake-up.

    `address` is where the text came from: the row of a stranger has no other way to know it.
    """
    message_id = str(uuid.uuid4())
    values = {
        "id": message_id,
        "clinic_id": clinic_id,
        "patient_id": patient_id,
        "party": party.value,
        "identity": reply_key(reply_id, name),
        "kind": Kind.AUTO_REPLY.value,
        "lane": Lane.URGENT.value,
        "channel": Channel.SMS.value,
        "step": name,
        "about_step": about_step,
        "language": language,
        "address": tx.vault.encrypt(CellId("messages.address", message_id), address) if address else None,
        "address_hash": address_hash(tx, Channel.SMS, address) if address else None,
        "anchor": 0,
        "plan_revision": 0,
        "status": Status.PLANNED.value,
        "due_at": at,
        "ready_at": at,
        "send_before": at + _WITHIN.get(name, ANSWER_WITHIN),
        "changed_at": at,
    }
    tx.conn.execute(_INSERT, values)


def last_planned(tx: Tx, address_hashes: Sequence[str], names: Iterable[str]) -> datetime | None:
    """Return when one of these answers was last planned for an address."""
    return tx.conn.execute(_LAST, {"hashes": list(address_hashes), "names": list(names)}).scalar()


def count_planned(tx: Tx, address_hashes: Sequence[str], since: datetime) -> int:
    """Return how many answers of any kind were planned for an address since then."""
    return tx.conn.execute(_COUNT, {"hashes": list(address_hashes), "since": since}).scalar_one()
