"""The data keys of clinics: made with each clinic, and for those of an earlier version by the migration.

A data key is 32 random bytes, encrypted with the installation's writing key and bound to its row. To erase a clinic is
to destroy its key: the row stays with `destroyed_at`, and without the key.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.upkeep.encryption_keys import KEY_BYTES
from reminders.store.database.key_ring import KEY_ID_BYTES, StoredKey
from reminders.store.database.vault import CLINIC_KEY, CellId, WrongKeyError, key_id_of
from reminders.store.tables import clinic_keys, clinics

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from reminders.store.database.session import Tx


class DestroyedKey(NamedTuple):
    """What is left of the data key of an erased clinic: its id in hex, whose it was, and since when it is gone."""

    key_id: str
    clinic_id: int
    at: datetime


_STORED = select(clinic_keys.c.clinic_id, clinic_keys.c.key_id, clinic_keys.c.sealed)


def create_data_key(tx: Tx, clinic_id: int) -> StoredKey:
    """Make the data key of a clinic, or return the one that it has; a destroyed one is not made again."""
    key_id = _free_id(tx)
    sealed = tx.vault.encrypt(CellId(CLINIC_KEY, clinic_id), os.urandom(KEY_BYTES).hex(), of="installation")
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    new = build(clinic_keys).values(clinic_id=clinic_id, key_id=key_id, sealed=sealed)
    tx.vault.data_keys.look_again()
    # Two processes that make the key of one clinic at once make one.
    tx.conn.execute(new.on_conflict_do_nothing(index_elements=[clinic_keys.c.clinic_id]))
    return StoredKey(*tx.conn.execute(_STORED.where(clinic_keys.c.clinic_id == clinic_id)).one())


def follow_data_keys(tx: Tx) -> None:
    """Load every data key when a process starts; later forget those that were destroyed since.

    One that is damaged is left out: what it encrypted is shown as what cannot be read, and `reminders doctor` names it.

    Raises:
        WrongKeyError: one is encrypted with a key that is not among ENCRYPTION_KEYS.

    """
    ring = tx.vault.data_keys
    ring.look_again()
    query = _STORED.where(clinic_keys.c.destroyed_at.is_not(None)) if ring.is_loaded else _STORED
    for stored in [StoredKey(*row) for row in tx.conn.execute(query)]:
        if stored.sealed is not None and (needed := key_id_of(stored.sealed)) not in tx.vault.key_ids:
            raise WrongKeyError(
                f"the data key of clinic {stored.clinic_id} is encrypted with key {needed}, which is not among "
                "ENCRYPTION_KEYS; add that key"
            )
        with suppress(WrongKeyError):
            tx.vault.learn(stored)
    ring.is_loaded = True


def create_missing_data_keys(tx: Tx) -> int:
    """Make a data key for each clinic that never had one; return how many."""
    has_one = select(clinic_keys.c.clinic_id)
    without = select(clinics.c.id).where(clinics.c.id.not_in(has_one)).order_by(clinics.c.id)
    ids = tx.conn.execute(without).scalars().all()
    for clinic_id in ids:
        create_data_key(tx, clinic_id)
    return len(ids)


def find_data_key(tx: Tx, clinic_id: int) -> StoredKey | None:
    """Return the data key of a clinic, destroyed or not; None: it never had one."""
    row = tx.conn.execute(_STORED.where(clinic_keys.c.clinic_id == clinic_id)).first()
    return StoredKey(*row) if row else None


def destroy_data_key(tx: Tx, clinic_id: int, at: datetime) -> bool:
    """Destroy the data key of a clinic for good: from the commit on nothing that it encrypted can be read.

    This process forgets it with the commit, others at their next delivery or `/readyz`. Call `Database.forget` for the
    table afterwards: what stood in the row still lies in a dead row or in the WAL. Values that `rekey` has not yet put
    under the key are not touched by this. False: it is gone already, or never was.
    """
    return _destroy(tx, clinic_keys.c.clinic_id == clinic_id, at)


def destroy_again(tx: Tx, destroyed: Collection[DestroyedKey]) -> int:
    """Destroy, in a database that an older copy was restored into, keys that were destroyed before; return how many.

    A key that the copy does not know, of a clinic that was made and erased since, is noted as destroyed: neither its
    id nor its clinic's number is given again.
    """
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    gone = 0
    for key in destroyed:
        gone += _destroy(tx, clinic_keys.c.key_id == key.key_id, key.at)
        row = build(clinic_keys).values(clinic_id=key.clinic_id, key_id=key.key_id, destroyed_at=key.at)
        tx.conn.execute(row.on_conflict_do_nothing())
    return gone


def destroyed_data_keys(tx: Tx) -> list[DestroyedKey]:
    """Return what is left of the data keys of erased clinics, in the order of their clinics' numbers."""
    c = clinic_keys.c
    query = select(c.key_id, c.clinic_id, c.destroyed_at).where(c.destroyed_at.is_not(None)).order_by(c.clinic_id)
    return [DestroyedKey(*row) for row in tx.conn.execute(query)]


def last_destroyed_clinic(tx: Tx) -> int:
    """Return the highest number that an erased clinic had, or 0."""
    query = select(func.max(clinic_keys.c.clinic_id)).where(clinic_keys.c.destroyed_at.is_not(None))
    return tx.conn.execute(query).scalar() or 0


def _destroy(tx: Tx, which: ColumnElement[bool], at: datetime) -> bool:
    theirs = update(clinic_keys).where(which, clinic_keys.c.sealed.is_not(None)).values(sealed=None, destroyed_at=at)
    gone = tx.conn.execute(theirs.returning(clinic_keys.c.clinic_id, clinic_keys.c.key_id)).all()
    for clinic_id, key_id in gone:
        tx.vault.learn(StoredKey(clinic_id, key_id, None))  # this process forgets it with the commit
    return bool(gone)


def _free_id(tx: Tx) -> str:
    """Return an id that no other key has: four random bytes, in hex."""
    while True:
        key_id = os.urandom(KEY_ID_BYTES).hex()
        taken = select(clinic_keys.c.key_id).where(clinic_keys.c.key_id == key_id)
        if int(key_id, 16) and key_id not in tx.vault.key_ids and tx.conn.execute(taken).first() is None:
            return key_id
