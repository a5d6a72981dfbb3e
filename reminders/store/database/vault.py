"""Encryption at rest and keyed look-up hashes.

Names, contact data, external ids and bodies are encrypted with AES-256-GCM (NIST SP 800-38D) under a random 96-bit
nonce. The encrypted value names its key, so keys rotate: the first key writes, all keys read. Its place is
authenticated (table, column and the row's primary key), so that a value copied to another column or row cannot be
decrypted. Older values are bound to their column only (docs/adr/0018-encrypted-values-are-bound-to-their-row.md).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reminders.core.model.errors import SetupError
from reminders.core.upkeep.encryption_keys import KEY_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

_NONCE = 12
_KEY_ID = 4
_OF_COLUMN, _OF_ROW = b"\x01", b"\x02"
_TAG = 16

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
        self.binds_rows = True
        """False while processes of an older version may run beside this one: they read no value bound to a row."""

    def __repr__(self) -> str:
        """Name the writing key's id only."""
        return f"Vault(writes with {self._writer.hex()}, {len(self._ciphers)} keys)"

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
        nonce, form = os.urandom(_NONCE), _OF_ROW if self.binds_rows else _OF_COLUMN
        ciphertext = self._ciphers[self._writer].encrypt(nonce, value.encode(), cell.bound_to(form))
        return form + self._writer + nonce + ciphertext

    def encrypt_optional(self, cell: CellId, value: str | None, *, of: Owner) -> bytes | None:
        """Encrypt a value that may be absent."""
        return None if value is None else self.encrypt(cell, value, of=of)

    def decrypt(self, cell: CellId, ciphertext: bytes) -> str:
        """Decrypt a value that stands in that place.

        Raises:
            WrongKeyError: no configured key decrypts it, or it was written for another place.

        """
        form, key_id = ciphertext[:1], ciphertext[1 : 1 + _KEY_ID]
        cipher = self._ciphers.get(key_id)
        if form not in {_OF_COLUMN, _OF_ROW} or cipher is None:
            raise WrongKeyError(
                f"the data was encrypted with key {key_id.hex()}, which is not among ENCRYPTION_KEYS; add that key"
            )
        start = 1 + _KEY_ID + _NONCE
        try:
            return cipher.decrypt(ciphertext[1 + _KEY_ID : start], ciphertext[start:], cell.bound_to(form)).decode()
        except (InvalidTag, ValueError):  # ValueError: cut short
            raise WrongKeyError(
                f"a value of {cell.column} cannot be decrypted with its key {key_id.hex()}: "
                "it is damaged, or was copied there from elsewhere"
            ) from None

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


def prefix_of(key_id: str) -> bytes:
    """Return how every value begins that is encrypted with a key and bound to its row."""
    return _OF_ROW + bytes.fromhex(key_id)


BOUND = _OF_ROW
"""How every value begins that is bound to its row, not to its column only."""


def key_id_of(ciphertext: bytes) -> str:
    """Return the id of the key that an encrypted value was written with."""
    return ciphertext[1 : 1 + _KEY_ID].hex()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"reminders key id" + key).digest()[:_KEY_ID]
