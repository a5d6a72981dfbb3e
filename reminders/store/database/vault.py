"""Encryption at rest and keyed look-up hashes.

Names, contact data, external ids and bodies are encrypted with AES-256-GCM (NIST SP 800-38D) under a random 96-bit
nonce: what is a clinic's under the clinic's data key, the rest under the installation's. The encrypted value names its
key, so keys rotate: the first key writes, all keys read. Its place is authenticated (table, column and the row's
primary key), so that a value copied to another column or row cannot be decrypted. Older values are bound to their
column only (docs/adr/0018-encrypted-values-are-bound-to-their-row.md,
docs/adr/0020-data-keys-of-clinics.md).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reminders.core.model.errors import SetupError
from reminders.core.upkeep.encryption_keys import KEY_BYTES
from reminders.store.database.key_ring import KEY_ID_BYTES, DataKey, Form, KeyRing, Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reminders.store.database.key_ring import StoredKey

_NONCE = 12
_KEY_ID = KEY_ID_BYTES
_OF_COLUMN, _OF_ROW, _OF_CLINIC = (form.mark for form in Form)
_FORMS = {_OF_COLUMN, _OF_ROW, _OF_CLINIC}
_TAG = 16

CLINIC_KEY = "clinic_keys.sealed"
"""Where the data key of a clinic stands; its row is named by the clinic's id."""

LENGTH_OF_NOTHING = 1 + _KEY_ID + _NONCE + _TAG
"""How many bytes an encrypted empty text has; a longer one has as many more as it has bytes."""

Owner = int | Literal["installation"]
"""Whose a value is: the id of the clinic that its row belongs to, or the installation's where it belongs to none."""


class CellId(NamedTuple):
    """Where an encrypted value stands: `table.column`, and the primary key of its row."""

    column: str
    row: str | int

    def bound_to(self, form: bytes) -> bytes:
        """Return what a value of that form is authenticated with."""
        return (self.column if form == _OF_COLUMN else f"{self.column}\0{self.row}").encode()


class WrongKeyError(SetupError):
    """An encrypted value cannot be decrypted with any key that is configured."""


class Vault:
    """Encrypts and decrypts values, and hashes them for exact look-ups. Never printed with its keys."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take the keys, the writing one first.

        Raises:
            ValueError: no key, or a key that is not 32 bytes.

        """
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("encryption keys must be 32 bytes each, at least one")
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._hash_keys = {_key_id(key): hmac.digest(key, b"reminders look-up hash", "sha256") for key in keys}
        self._file_keys = {_key_id(key): hmac.digest(key, b"reminders backup file", "sha256") for key in keys}
        self._writer = _key_id(keys[0])
        self._ring = self._own = KeyRing()
        self._look_up: Callable[[Lookup], StoredKey | None] = lambda _what: None
        self._found: list[DataKey] = []

    def __repr__(self) -> str:
        """Name the writing key's id only."""
        return f"Vault(writes with {self._writer.hex()}, {len(self._ciphers)} keys)"

    def of_database(self, look_up: Callable[[Lookup], StoredKey | None]) -> Vault:
        """Return a vault of the same keys for one database, in which `look_up` finds the data keys of its clinics."""
        ring = KeyRing()
        return self._copy(_look_up=look_up, _ring=ring, _own=ring)

    def within(self, look_up: Callable[[Lookup], StoredKey | None], *, writing: bool) -> Vault:
        """Return this vault for one transaction, which looks up data keys itself.

        What a writing one finds may be undone with it: it is shared (`share`) when it has been committed.
        """
        vault = self._copy(_look_up=look_up)
        if writing:
            vault.undo()
        return vault

    def _copy(self, **changed: object) -> Vault:
        vault = object.__new__(Vault)
        vars(vault).update(vars(self), **changed)
        return vault

    def share(self) -> None:
        """Let every transaction have the data keys that this one has found."""
        if self._found:
            self._ring.learn(self._found)
            self._found = []

    def undo(self) -> None:
        """Forget the data keys that this transaction has found."""
        self._own, self._found = KeyRing(), []

    @property
    def data_keys(self) -> KeyRing:
        """Return the data keys of clinics that are in memory."""
        return self._ring

    def learn(self, stored: StoredKey) -> None:
        """Take the data key of a clinic, or that it was destroyed.

        Raises:
            WrongKeyError: it opens with no key.

        """
        key = None
        if stored.sealed is not None:
            key = bytes.fromhex(self.decrypt(CellId(CLINIC_KEY, stored.clinic_id), stored.sealed))
        found = DataKey(stored.clinic_id, bytes.fromhex(stored.key_id), key)
        self._own.learn([found])
        if self._own is not self._ring:
            self._found.append(found)

    def retire(self, key_id: str, hash_key: bytes) -> None:
        """Take the look-up half of a key that encrypts nothing any more: its hashes still find what they stand for."""
        self._hash_keys.setdefault(bytes.fromhex(key_id), hash_key)

    def hash_key(self, key_id: str) -> bytes:
        """Return the half of a key that makes look-up hashes; it opens nothing.

        Raises:
            KeyError: that key is not among ours.

        """
        return self._hash_keys[bytes.fromhex(key_id)]

    @property
    def writer_id(self) -> str:
        """Return the id of the key that writes."""
        return self._writer.hex()

    @property
    def key_ids(self) -> frozenset[str]:
        """Return the ids of all keys."""
        return frozenset(key_id.hex() for key_id in self._ciphers)

    def file_cipher(self, key_id: str, salt: bytes) -> AESGCM:
        """Return a cipher for one file alone, made of one of the keys and the file's salt.

        Raises:
            KeyError: that key is not among ours.

        """
        return AESGCM(hmac.digest(self._file_keys[bytes.fromhex(key_id)], salt, "sha256"))

    def encrypt(self, cell: CellId, value: str, *, of: Owner) -> bytes:
        """Encrypt a value for one place.

        Raises:
            ValueError: it is of a clinic that has not been stored, and so has no id.

        """
        if of != "installation" and of < 1:
            raise ValueError(f"a value of {cell.column} is encrypted for a clinic that has no id yet")
        form, key_id, cipher = _OF_COLUMN if self._ring.form is Form.COLUMN else _OF_ROW, self._writer, None
        if of != "installation" and self._ring.form is Form.CLINIC and (theirs := self._writing(of)) is not None:
            form, (key_id, cipher) = _OF_CLINIC, theirs
        nonce = os.urandom(_NONCE)
        ciphertext = (cipher or self._ciphers[key_id]).encrypt(nonce, value.encode(), cell.bound_to(form))
        return form + key_id + nonce + ciphertext

    def encrypt_optional(self, cell: CellId, value: str | None, *, of: Owner) -> bytes | None:
        """Encrypt a value that may be absent."""
        return None if value is None else self.encrypt(cell, value, of=of)

    def decrypt(self, cell: CellId, ciphertext: bytes) -> str:
        """Decrypt a value that stands in that place.

        Raises:
            WrongKeyError: no configured key decrypts it, or it was written for another place.

        """
        form, key_id = ciphertext[:1], ciphertext[1 : 1 + _KEY_ID]
        cipher = self._reader(key_id) if form == _OF_CLINIC else self._ciphers.get(key_id)
        if cipher is None or form not in _FORMS:
            raise WrongKeyError(self._why_not(cell, form, key_id))
        start = 1 + _KEY_ID + _NONCE
        try:
            return cipher.decrypt(ciphertext[1 + _KEY_ID : start], ciphertext[start:], cell.bound_to(form)).decode()
        except (InvalidTag, ValueError):  # ValueError: cut short
            raise WrongKeyError(
                f"a value of {cell.column} cannot be decrypted with its key {key_id.hex()}: "
                "it is damaged, or was copied there from elsewhere"
            ) from None

    def _why_not(self, cell: CellId, form: bytes, key_id: bytes) -> str:
        """Say why there is no key for a value."""
        if form != _OF_CLINIC:
            return f"the data was encrypted with key {key_id.hex()}, which is not among ENCRYPTION_KEYS; add that key"
        if self._ring.is_destroyed(key_id) or self._own.is_destroyed(key_id):
            return f"a value of {cell.column} belongs to a clinic that was erased: its key {key_id.hex()} was destroyed"
        return f"a value of {cell.column} was encrypted with key {key_id.hex()}, which is no clinic's, or is damaged"

    def _reader(self, key_id: bytes) -> AESGCM | None:
        """Return what opens the values of a data key; one that is not in memory is looked up."""
        cipher = self._ring.reader(key_id) or self._own.reader(key_id)
        if cipher is None and not self._ring.is_destroyed(key_id):
            self._take(Lookup(key_id=key_id.hex()))
            cipher = self._own.reader(key_id)
        return cipher

    def _writing(self, clinic_id: int) -> tuple[bytes, AESGCM] | None:
        """Return a clinic's data key with what writes under it; None: it has none, or one that does not open."""
        found = self._ring.writing(clinic_id) or self._own.writing(clinic_id)
        if found is None and not self._ring.is_without(clinic_id):
            self._take(Lookup(clinic_id=clinic_id))
            found = self._own.writing(clinic_id)
            if found is None:
                self._ring.note_without(clinic_id)
        return found

    def _take(self, what: Lookup) -> None:
        """Look up a data key, and take it if it is there and opens."""
        stored = self._look_up(what)
        if stored is not None:
            with suppress(WrongKeyError):
                self.learn(stored)

    def decrypt_optional(self, cell: CellId, ciphertext: bytes | None) -> str | None:
        """Decrypt a value that may be absent."""
        return None if ciphertext is None else self.decrypt(cell, ciphertext)

    def encrypt_json(self, cell: CellId, value: object, *, of: Owner) -> bytes:
        """Encrypt a JSON value for one place."""
        return self.encrypt(cell, json.dumps(value, ensure_ascii=False, sort_keys=True), of=of)

    def decrypt_json(self, cell: CellId, ciphertext: bytes) -> dict[str, str]:
        """Decrypt a JSON object of strings."""
        return cast("dict[str, str]", json.loads(self.decrypt(cell, ciphertext)))

    def keyed_hash(self, context: str, value: str) -> str:
        """Return the keyed hash that is stored for exact look-ups: key id, colon, HMAC-SHA-256."""
        return self._keyed_hash(self._writer, context, value)

    def keyed_hashes(self, context: str, value: str) -> list[str]:
        """Return the hash under every key, the writing one first: what a look-up compares with."""
        others = [key_id for key_id in self._hash_keys if key_id != self._writer]
        return [self._keyed_hash(key_id, context, value) for key_id in (self._writer, *others)]

    def _keyed_hash(self, key_id: bytes, context: str, value: str) -> str:
        digest = hmac.digest(self._hash_keys[key_id], f"{context}\0{value}".encode(), "sha256")
        return f"{key_id.hex()}:{digest.hex()}"


def prefix_of(key_id: str, form: Form = Form.ROW) -> bytes:
    """Return how every value begins that is encrypted with a key of ENCRYPTION_KEYS, bound to its row or as `form`."""
    return form.mark + bytes.fromhex(key_id)


DATA_KEYS = Form.CLINIC.mark + bytes(KEY_ID_BYTES)
"""What stands before a check value once clinics' values are written under their data keys.

A program of an earlier version takes it for a key that it lacks: it sends nothing more and does not start, so that it
never meets a value that it could not read.
"""


def key_id_of(ciphertext: bytes) -> str:
    """Return the id of the key that an encrypted value or a check value was written with."""
    return ciphertext.removeprefix(DATA_KEYS)[1 : 1 + _KEY_ID].hex()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"reminders key id" + key).digest()[:_KEY_ID]
