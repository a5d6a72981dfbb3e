"""Inbound texts as they are stored, many in one statement, and what we had sent to the phones that wrote."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, func, select, true
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.contact import Party
from reminders.core.replies.needs import InboxPlace
from reminders.store.database.bulk import as_table, run_with_rows
from reminders.store.database.vault import CellId
from reminders.store.enrollment.patients import address_hash
from reminders.store.replies.replies import REACHED, words_sent
from reminders.store.tables import messages, replies

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import BindParameter, ColumnElement, Select

    from reminders.core.model.contact import Channel
    from reminders.core.replies.replies import Reading
    from reminders.store.database.session import Tx

_INSERT = sqlite.insert(replies).on_conflict_do_nothing(index_elements=[replies.c.provider_id]).returning(replies.c.id)
_HASHES = func.unnest(bindparam("hashes", type_=postgresql.ARRAY(messages.c.address_hash.type)))
_PHONES = _HASHES.table_valued("hash", name="phones").render_derived()
_ONE: BindParameter[str] = bindparam("hash")


def _own_texts(to: ColumnElement[str]) -> Select[str, str, bytes, datetime]:
    return (
        select(messages.c.address_hash, messages.c.id, messages.c.content, messages.c.sent_at)
        .where(
            messages.c.address_hash == to,
            messages.c.sent_at >= bindparam("since"),
            messages.c.status.in_(REACHED),
            messages.c.content.is_not(None),
        )
        .order_by(messages.c.sent_at.desc())
        .limit(bindparam("most", type_=Integer))
    )


_OWN_TEXTS = _own_texts(_ONE)
_OF_EACH = _own_texts(_PHONES.c.hash).lateral("own")
_OWN_TEXTS_OF_ALL = select(_OF_EACH).select_from(_PHONES.join(_OF_EACH, true()))
_LAST_CLINIC = (
    select(messages.c.clinic_id)
    .where(
        messages.c.address_hash.in_(bindparam("hashes", expanding=True)),
        messages.c.sent_at.is_not(None),
    )
    .order_by(messages.c.sent_at.desc())
    .limit(1)
)
_TURNS = select(
    _PHONES.c.hash,
    func.pg_try_advisory_xact_lock(func.hashtextextended(_PHONES.c.hash, 0)).label("ours"),
    func.set_config("lock_timeout", bindparam("patience"), True),
)


@dataclass(frozen=True, slots=True)
class NewReply:
    """An inbound text to be stored. `provider_id` makes it one text, however often it is delivered."""

    clinic_id: int
    channel: Channel
    sender: str
    body: str
    reading: Reading
    place: InboxPlace
    at: datetime
    patient_id: str | None = None
    party: Party = Party.PATIENT
    pictures: int = 0
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class OwnText:
    """A message of ours that reached an address, and its words."""

    address_hash: str
    words: str
    sent_at: datetime


def try_turns(tx: Tx, sender_hashes: Sequence[str], patience: timedelta) -> set[str]:
    """Take the turn of those senders whose turn no other transaction has, and return them; wait for none.

    From here on the transaction waits no longer than `patience` for any lock. SQLite has one writer at a time anyway.
    """
    if tx.is_sqlite:
        return set(sender_hashes)
    values = {"hashes": list(sender_hashes), "patience": f"{patience.total_seconds() * 1000:.0f}ms"}
    return {row.hash for row in tx.conn.execute(_TURNS, values) if row.ours}


def insert_replies(tx: Tx, new: Sequence[NewReply]) -> list[str | None]:
    """Store inbound texts and return their ids, in order; None for one that the provider has delivered before."""
    if not new:
        return []
    rows = [_row(tx, one) for one in new]
    if tx.is_sqlite:
        stored = {row["id"] for row in rows if tx.conn.execute(_INSERT, row).first()}
    else:
        stored = {str(reply_id) for (reply_id,) in run_with_rows(tx, _insert_all(tuple(rows[0])), rows)}
    return [row["id"] if row["id"] in stored else None for row in rows]


@cache
def _insert_all(names: tuple[str, ...]) -> bytes:
    from psycopg import sql

    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL(
        "INSERT INTO replies ({}) SELECT {} FROM {} ON CONFLICT (provider_id) DO NOTHING RETURNING id"
    ).format(columns, columns, as_table({name: replies.c[name] for name in names}))
    return statement.as_bytes(None)


def _row(tx: Tx, new: NewReply) -> dict[str, Any]:
    reply_id, reading = str(uuid.uuid4()), new.reading
    first, second = reading.score if isinstance(reading.score, tuple) else (reading.score, None)
    return {
        "id": reply_id,
        "clinic_id": new.clinic_id,
        "patient_id": new.patient_id,
        "party": new.party.value,
        "provider_id": new.provider_id,
        "sender": tx.vault.encrypt(CellId("replies.sender", reply_id), new.sender, of=new.clinic_id),
        "sender_hash": address_hash(tx, new.channel, new.sender),
        "body": tx.vault.encrypt(CellId("replies.body", reply_id), new.body, of=new.clinic_id),
        "stop": reading.stop,
        "unclear_stop": reading.unclear_stop,
        "start": reading.start,
        "help": reading.help,
        "red_flag": reading.red_flag.value if reading.red_flag else None,
        "answer": reading.answer,
        "plan_event": reading.plan_event.value if reading.plan_event else None,
        "automatic": reading.automatic,
        "unsure": reading.unsure,
        "score": first,
        "score_2": second,
        "pictures": new.pictures,
        "place": new.place.value,
        "received_at": new.at,
        "handled_at": new.at if new.place is InboxPlace.HANDLED else None,
    }


def own_texts(tx: Tx, address_hashes: Collection[str], since: datetime, most: int) -> list[OwnText]:
    """Return the words that we sent to some addresses since then, latest first, at most `most` for each hash.

    What no key opens is left out.
    """
    if tx.is_sqlite:
        values = [{"hash": item, "since": since, "most": most} for item in address_hashes]
        rows = [row for one in values for row in tx.conn.execute(_OWN_TEXTS, one)]
    else:
        values_of_all = {"hashes": list(address_hashes), "since": since, "most": most}
        rows = list(tx.conn.execute(_OWN_TEXTS_OF_ALL, values_of_all))
    rows.sort(key=lambda row: row.sent_at, reverse=True)
    words = ((row, words_sent(tx, row.id, row.content)) for row in rows)
    return [OwnText(row.address_hash, text, row.sent_at) for row, text in words if text]


def last_clinic(tx: Tx, address_hashes: Sequence[str]) -> int | None:
    """Return the clinic that wrote to an address last."""
    return tx.conn.execute(_LAST_CLINIC, {"hashes": list(address_hashes)}).scalar()
