"""What someone reads who has keys and the raw bytes of database files, and does not care what is authenticated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NONCE = 12
_DATA_KEY = re.compile(rb"[0-9a-f]{64}")


def bytes_of(folder: Path) -> list[bytes]:
    """Return the database and what SQLite keeps beside it."""
    return [path.read_bytes() for path in folder.glob("reminders.db*")]


def read_any_way(body: bytes, key: bytes) -> bytes:
    """Decrypt a nonce and what follows it. AES-GCM is AES-CTR for whoever does not care what it authenticates."""
    if len(body) <= NONCE:
        return b""
    return Cipher(AES(key), CTR(body[:NONCE] + b"\0\0\0\2")).decryptor().update(body[NONCE:])


def after(raw: bytes, key_id: bytes, key: bytes, longest: int) -> Iterator[bytes]:
    """Decrypt whatever follows a key's id, of whatever row and wherever it ends."""
    start = raw.find(key_id)
    while start >= 0:
        yield read_any_way(raw[start + len(key_id) : start + len(key_id) + NONCE + longest], key)
        start = raw.find(key_id, start + 1)


def data_keys_in(raw: bytes, key_id: bytes, key: bytes) -> set[bytes]:
    """Return every data key that stands in raw bytes, encrypted with a key of the installation."""
    return {bytes.fromhex(found.decode()) for text in after(raw, key_id, key, 64) for found in _DATA_KEY.findall(text)}
