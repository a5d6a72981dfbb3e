"""How version 1.0.0 reads a value, and what it takes for the keys of a database: its lines as they were released."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from reminders.store.database.vault import WrongKeyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NONCE = 12
_KEY_ID = 4
_VERSION = b"\x01"


class VaultOfFirstRelease:
    """Decrypts values of form 1."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}

    @property
    def key_ids(self) -> frozenset[str]:
        """Return the ids of all keys."""
        return frozenset(key_id.hex() for key_id in self._ciphers)

    def decrypt(self, context: str, ciphertext: bytes) -> str:
        """Decrypt a value of one column.

        Raises:
            WrongKeyError: no configured key decrypts it, or it belongs to another column.

        """
        key_id = ciphertext[1 : 1 + _KEY_ID]
        cipher = self._ciphers.get(key_id)
        if ciphertext[:1] != _VERSION or cipher is None:
            raise WrongKeyError(
                f"the data was encrypted with key {key_id.hex()}, which is not among ENCRYPTION_KEYS; add that key"
            )
        start = 1 + _KEY_ID + _NONCE
        try:
            return cipher.decrypt(ciphertext[1 + _KEY_ID : start], ciphertext[start:], context.encode()).decode()
        except (InvalidTag, ValueError):  # ValueError: cut short
            raise WrongKeyError(f"a value of {context} cannot be decrypted with its key {key_id.hex()}") from None

    def missing_keys(self, checks: Iterable[bytes]) -> list[str]:
        """Return the ids that a process lacks: with one of them it neither starts nor sends (`ready_to_send`)."""
        in_use = sorted({ciphertext[1 : 1 + _KEY_ID].hex() for ciphertext in checks})
        return [key for key in in_use if key not in self.key_ids]


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"reminders key id" + key).digest()[:_KEY_ID]
