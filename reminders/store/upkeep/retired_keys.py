"""Keys that encrypt nothing any more. Their hashes may still stand: of a stopped phone that no row names otherwise.

So the half of a key that makes look-up hashes is kept, encrypted with the key that writes. It opens nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from reminders.store.database.vault import CellId, WrongKeyError, key_id_of
from reminders.store.tables import key_checks, retired_keys

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_HASH_KEY = "retired_keys.hash_key"


def take_retired_keys(tx: Tx) -> None:
    """Let the vault find by the hashes of retired keys.

    Raises:
        WrongKeyError: one of them does not open.

    """
    for row in tx.conn.execute(select(retired_keys)):
        try:
            hash_key = bytes.fromhex(tx.vault.decrypt(CellId(_HASH_KEY, row.key_id), row.hash_key))
        except WrongKeyError as error:
            raise WrongKeyError(f"the retired key {row.key_id} cannot be read: {error}") from None
        tx.vault.retire(row.key_id, hash_key)


def retire_key(tx: Tx, key_id: str, at: datetime) -> None:
    """Note that a key encrypts nothing any more; a process no longer needs it to start."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    sealed = tx.vault.encrypt(CellId(_HASH_KEY, key_id), tx.vault.hash_key(key_id).hex(), of="installation")
    new = build(retired_keys).values(key_id=key_id, hash_key=sealed, retired_at=at)
    tx.conn.execute(new.on_conflict_do_nothing())
    for row in tx.conn.execute(select(key_checks)).all():
        if key_id_of(row.sealed) == key_id:
            tx.conn.execute(delete(key_checks).where(key_checks.c.id == row.id))


def retired_ids(tx: Tx) -> set[str]:
    """Return the ids of the retired keys."""
    return set(tx.conn.execute(select(retired_keys.c.key_id)).scalars())
