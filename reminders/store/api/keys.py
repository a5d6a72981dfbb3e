"""A clinic's API keys. A key is found by its hash; nothing here holds one that works."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from reminders.core.api.keys import ApiKey, Scope
from reminders.store.tables import api_keys

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is to be stored: what it is called and may do."""

    clinic_id: int
    name: str
    is_test: bool
    scopes: Collection[Scope]
    expires_at: datetime | None = None


def insert_key(tx: Tx, new: NewKey, token: str, at: datetime) -> ApiKey:
    """Store the hash of a new key."""
    scopes = frozenset(new.scopes)
    key = ApiKey(
        id=str(uuid.uuid4()),
        clinic_id=new.clinic_id,
        name=new.name,
        ends_with=token[-_SHOWN:],
        is_test=new.is_test,
        scopes=scopes,
        created_at=at,
        expires_at=new.expires_at,
    )
    values = {
        "id": key.id,
        "clinic_id": key.clinic_id,
        "name": key.name,
        "key_hash": _hash(token),
        "ends_with": key.ends_with,
        "is_test": key.is_test,
        "scopes": " ".join(key.sorted_scopes),
        "created_at": at,
        "expires_at": key.expires_at,
    }
    tx.conn.execute(insert(api_keys).values(values))
    return key


_BY_HASH = select(api_keys).where(api_keys.c.key_hash == bindparam("hash"))


def find_by_token(tx: Tx, token: str) -> ApiKey | None:
    """Return the key that a caller shows, revoked or expired ones too; None when there is no such key."""
    row = tx.conn.execute(_BY_HASH, {"hash": _hash(token)}).first()
    return _key(row) if row else None


def find_key(tx: Tx, clinic_id: int, key_id: str) -> ApiKey | None:
    """Return a clinic's key of that id, locked, or None."""
    query = select(api_keys).where(api_keys.c.id == key_id, api_keys.c.clinic_id == clinic_id).with_for_update()
    row = tx.conn.execute(query).first()
    return _key(row) if row else None


def list_keys(tx: Tx, clinic_id: int) -> list[ApiKey]:
    """Return a clinic's keys, newest first, those that do not work any more too."""
    query = select(api_keys).where(api_keys.c.clinic_id == clinic_id)
    return [_key(row) for row in tx.conn.execute(query.order_by(api_keys.c.created_at.desc(), api_keys.c.id))]


def note_use(tx: Tx, key_id: str, at: datetime) -> None:
    """Write down when a key was used last."""
    tx.conn.execute(update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=at))


def revoke_key(tx: Tx, key_id: str, at: datetime) -> None:
    """End a key."""
    tx.conn.execute(update(api_keys).where(api_keys.c.id == key_id).values(revoked_at=at))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _key(row: Row[Any]) -> ApiKey:
    known = {scope.value: scope for scope in Scope}
    return ApiKey(
        id=row.id,
        clinic_id=row.clinic_id,
        name=row.name,
        ends_with=row.ends_with,
        is_test=row.is_test,
        scopes=frozenset(known[name] for name in row.scopes.split() if name in known),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
