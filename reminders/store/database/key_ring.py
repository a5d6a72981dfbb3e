"""The data keys of clinics that a process has in memory, and how it looks up one that it does not know.

Each message is read and written without a query: all keys are loaded when a process starts, one that it meets for the
first time is looked up, and one that was destroyed is forgotten at the next delivery or `/readyz`
(docs/adr/0020-data-keys-of-clinics.md).
"""

from __future__ import annotations

import os
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, column, select, table

from reminders.core.upkeep.encryption_keys import KEY_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

KEY_ID_BYTES = 4
KEPT_CIPHERS = 1_000

_c = table("clinic_keys", column("clinic_id"), column("key_id"), column("sealed", LargeBinary)).c
_STORED = select(_c.clinic_id, _c.key_id, _c.sealed)


class Form(IntEnum):
    """The first byte of an encrypted value: under what key it is, and what it is bound to.

    COLUMN and ROW: under a key of ENCRYPTION_KEYS. CLINIC: under the clinic's data key, and bound to its row.
    """

    COLUMN = 1
    ROW = 2
    CLINIC = 3

    @property
    def mark(self) -> bytes:
        """Return how a value of this form begins."""
        return bytes([self])


class StoredKey(NamedTuple):
    """The data key of a clinic as it is stored: `key_id` in hex; `sealed` None once it has been destroyed."""

    clinic_id: int
    key_id: str
    sealed: bytes | None


class DataKey(NamedTuple):
    """The data key of a clinic. `key` None: it was destroyed, and nothing that it encrypted can be read."""

    clinic_id: int
    key_id: bytes
    key: bytes | None


class Lookup(NamedTuple):
    """What names a data key that is looked up: its own id in hex, or its clinic."""

    key_id: str | None = None
    clinic_id: int | None = None

    def find(self, conn: Connection) -> StoredKey | None:
        """Return the key as it is stored, or None."""
        named = _c.key_id == self.key_id if self.clinic_id is None else _c.clinic_id == self.clinic_id
        row = conn.execute(_STORED.where(named)).first()
        return StoredKey(*row) if row else None


class KeyRing:
    """The data keys of one database that a process has in memory. Threads share it."""

    def __init__(self) -> None:
        self.form = Form.CLINIC
        """The newest form that every process on the database can read; until `rekey` has been run it may be older."""
        self.is_loaded = False
        self._keys: dict[bytes, bytes] = {}
        self._of_clinic: dict[int, bytes] = {}
        self._ciphers: dict[bytes, AESGCM] = {}  # of the keys in use: 2.5 kB each, which thousands would not be worth
        self._destroyed: dict[bytes, AESGCM] = {}
        self._without: set[int] = set()

    def reader(self, key_id: bytes) -> AESGCM | None:
        """Return what opens the values of a data key that is in memory."""
        cipher = self._ciphers.get(key_id)
        if cipher is None and (key := self._keys.get(key_id)) is not None:
            if len(self._ciphers) >= KEPT_CIPHERS:
                self._ciphers.clear()
            cipher = self._ciphers[key_id] = AESGCM(key)
            if key_id not in self._keys:  # destroyed by another thread just then
                self._ciphers.pop(key_id, None)
        return cipher

    def writing(self, clinic_id: int) -> tuple[bytes, AESGCM] | None:
        """Return the id of a clinic's data key and what writes under it, if it is in memory.

        Of a destroyed one it is a cipher whose key is kept nowhere: what is still written for an erased clinic can be
        read by no one. It is not refused, because a STOP for a sender that the clinic shared is written for each of its
        clinics in one transaction, and has to hold for the others.
        """
        key_id = self._of_clinic.get(clinic_id)
        cipher = None if key_id is None else self.reader(key_id) or self._destroyed.get(key_id)
        return None if key_id is None or cipher is None else (key_id, cipher)

    def is_destroyed(self, key_id: bytes) -> bool:
        """Return True of a key that is known to have been destroyed."""
        return key_id in self._destroyed

    def is_without(self, clinic_id: int) -> bool:
        """Return True of a clinic that was looked up in vain: it has no data key, or one that does not open."""
        return clinic_id in self._without

    def note_without(self, clinic_id: int) -> None:
        """Remember that a clinic was looked up in vain."""
        self._without.add(clinic_id)

    def look_again(self) -> None:
        """Forget which clinics were looked up in vain."""
        self._without.clear()

    def learn(self, keys: Iterable[DataKey]) -> None:
        """Take keys into memory, and drop those that were destroyed: one that was is never taken again."""
        for clinic_id, key_id, key in keys:
            self._without.discard(clinic_id)
            if key is None and key_id not in self._destroyed:
                self._destroyed[key_id] = AESGCM(os.urandom(KEY_BYTES))
            if key_id in self._destroyed:
                self._keys.pop(key_id, None)
                self._ciphers.pop(key_id, None)
            elif key is not None:
                self._keys[key_id] = key
            self._of_clinic[clinic_id] = key_id
