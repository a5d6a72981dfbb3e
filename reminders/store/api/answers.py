"""Answers to requests with an Idempotency-Key, each written in the transaction that did what was asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.store.database.vault import CellId
from reminders.store.tables import api_answers

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_KEY = "api_answers.key"
_REQUEST = "api_answers.request"
_ANSWER = "api_answers.answer"


@dataclass(frozen=True, slots=True)
class Request:
    """What identifies a request when it is repeated; `key` is the Idempotency-Key."""

    clinic_id: int
    is_test: bool
    key: str
    content: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer that a request got; `same_request` is False when the key was used for something else."""

    same_request: bool
    status: int
    document: Any


def claim(tx: Tx, request: Request, at: datetime, forget_before: datetime) -> StoredAnswer | None:
    """Take an Idempotency-Key for this transaction; return the answer if it was used already.

    A request with the same key that is being answered at this moment is waited for: the key is unique.
    """
    hashes = tx.vault.keyed_hashes(_KEY, request.key)
    mine = (
        api_answers.c.clinic_id == request.clinic_id,
        api_answers.c.is_test == request.is_test,
        api_answers.c.key_hash.in_(hashes),
    )
    tx.conn.execute(delete(api_answers).where(*mine, api_answers.c.created_at < forget_before))
    values = {
        "clinic_id": request.clinic_id,
        "is_test": request.is_test,
        "key_hash": hashes[0],
        "request_hash": tx.vault.keyed_hash(_REQUEST, request.content),
        "created_at": at,
    }
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    taken = tx.conn.execute(build(api_answers).values(values).on_conflict_do_nothing().returning(api_answers.c.id))
    own = taken.scalar()
    row = tx.conn.execute(select(api_answers).where(*mine, api_answers.c.id != (own or 0))).first()
    if row is None:
        return None
    same = row.request_hash in tx.vault.keyed_hashes(_REQUEST, request.content)
    return StoredAnswer(same, row.status, json.loads(tx.vault.decrypt(CellId(_ANSWER, row.id), row.answer)))


def keep(tx: Tx, request: Request, status: int, document: object) -> None:
    """Write down the answer under the key that `claim` took."""
    query = select(api_answers.c.id).where(
        api_answers.c.clinic_id == request.clinic_id,
        api_answers.c.is_test == request.is_test,
        api_answers.c.key_hash == tx.vault.keyed_hash(_KEY, request.key),
    )
    for row_id in tx.conn.execute(query).scalars().all():
        answer = tx.vault.encrypt(CellId(_ANSWER, row_id), json.dumps(document))
        tx.conn.execute(update(api_answers).where(api_answers.c.id == row_id).values(status=status, answer=answer))


def delete_old(tx: Tx, before: datetime) -> None:
    """Delete what is no longer kept."""
    tx.conn.execute(delete(api_answers).where(api_answers.c.created_at < before))
