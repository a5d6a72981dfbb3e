"""Answers to requests with an Idempotency-Key, each written in the transaction that did what was asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.store.database.vault import CellId
from reminders.store.tables import api_answers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.sql.dml import ReturningInsert

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


_OF_REQUEST = select(api_answers).where(
    api_answers.c.clinic_id == bindparam("clinic_id"),
    api_answers.c.is_test == bindparam("is_test"),
    api_answers.c.key_hash.in_(bindparam("hashes", expanding=True)),
)
_FILL = update(api_answers).where(api_answers.c.id == bindparam("row"))


@cache
def _take(*, is_sqlite: bool) -> ReturningInsert[int]:
    """Insert a key, or take over one that is no longer kept; a key that is kept returns no row."""
    into = (sqlite.insert if is_sqlite else postgresql.insert)(api_answers)
    taken = {name: into.excluded[name] for name in ("request_hash", "created_at", "status", "answer")}
    return into.on_conflict_do_update(
        index_elements=["clinic_id", "is_test", "key_hash"],
        set_=taken,
        where=api_answers.c.created_at < bindparam("forget_before", type_=api_answers.c.created_at.type),
    ).returning(api_answers.c.id)


def claim(tx: Tx, request: Request, at: datetime, forget_before: datetime) -> int | StoredAnswer:
    """Take an Idempotency-Key for this transaction and return its row; or the answer, if it was used already.

    A request with the same key that is being answered at this moment is waited for: the key is unique.
    """
    hashes = tx.vault.keyed_hashes(_KEY, request.key)
    if len(hashes) > 1 and (stored := _stored(tx, request, hashes[1:], forget_before)):  # from before a key change
        return stored
    values = {
        **_whose(request),
        "key_hash": hashes[0],
        "request_hash": tx.vault.keyed_hash(_REQUEST, request.content),
        "created_at": at,
        "status": None,
        "answer": None,
        "forget_before": forget_before,
    }
    while (row := tx.conn.execute(_take(is_sqlite=tx.is_sqlite), values).scalar()) is None:
        if stored := _stored(tx, request, hashes[:1], forget_before):
            return stored
    return row


def _stored(tx: Tx, request: Request, hashes: Sequence[str], forget_before: datetime) -> StoredAnswer | None:
    row = tx.conn.execute(_OF_REQUEST, {**_whose(request), "hashes": list(hashes)}).first()
    if row is None or row.created_at < forget_before:
        return None
    same = row.request_hash in tx.vault.keyed_hashes(_REQUEST, request.content)
    return StoredAnswer(same, row.status, json.loads(tx.vault.decrypt(CellId(_ANSWER, row.id), row.answer)))


def _whose(request: Request) -> dict[str, Any]:
    return {"clinic_id": request.clinic_id, "is_test": request.is_test}


def keep(tx: Tx, clinic_id: int, row: int, status: int, document: object) -> None:
    """Write down the answer under the key that `claim` took."""
    answer = tx.vault.encrypt(CellId(_ANSWER, row), json.dumps(document), of=clinic_id)
    tx.conn.execute(_FILL, {"row": row, "status": status, "answer": answer})


def keep_later(tx: Tx, request: Request, status: int, document: object) -> None:
    """Write down the answer under a key that an earlier transaction took."""
    hashes = [tx.vault.keyed_hash(_KEY, request.key)]
    for row in tx.conn.execute(_OF_REQUEST, {**_whose(request), "hashes": hashes}).all():
        keep(tx, request.clinic_id, row.id, status, document)


def delete_old(tx: Tx, before: datetime) -> None:
    """Delete what is no longer kept."""
    tx.conn.execute(delete(api_answers).where(api_answers.c.created_at < before))
