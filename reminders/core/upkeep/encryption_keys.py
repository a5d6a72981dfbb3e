"""How a key of ENCRYPTION_KEYS is written: 32 bytes in URL-safe base64 (RFC 4648 section 5)."""

from __future__ import annotations

import base64
import binascii

KEY_BYTES = 32


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


def write_key(key: bytes) -> str:
    """Write one key as `read_key` reads it."""
    return base64.urlsafe_b64encode(key).decode()
