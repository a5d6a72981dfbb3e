"""How a key of ENCRYPTION_KEYS is written: 32 bytes in URL-safe base64 (RFC 4648 section 5)."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

KEY_BYTES = 32
MIN_BYTES: Final = 12
"""Different ones of the 32 of a key; random ones have 30, and never less than 20."""

MAKE_KEY: Final = (
    "make a good one: python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
)


def read_key(text: str) -> bytes:
    """Read one key of ENCRYPTION_KEYS.

    Raises:
        ValueError: it is not 32 bytes in URL-safe base64.

    """
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("each key must be 32 bytes in URL-safe base64 (44 characters ending in =)")
    return key


def read_keys(value: object) -> tuple[bytes, ...]:
    """Read ENCRYPTION_KEYS.

    Raises:
        ValueError: one is not a key.

    """
    return tuple(read_key(part) for part in str(value or "").split(",") if part.strip())


def weakness_of_key(key: bytes) -> str | None:
    """Return why a key of 32 bytes was not made at random, or None."""
    if len(set(key)) < MIN_BYTES or key[:16] == key[16:]:
        return "its bytes repeat"
    if re.fullmatch(rb"[\w .,!?-]+", key):  # one in 10^18 of random keys
        return "it is a text that was typed, not random bytes"
    return None


def write_key(key: bytes) -> str:
    """Write one key as `read_key` reads it."""
    return base64.urlsafe_b64encode(key).decode()
