"""A provider's name for one message, as it comes from outside: kept as it is, if it can be kept at all."""

from __future__ import annotations

from typing import Final

MAX_LENGTH: Final = 64
"""Characters. Twilio's ids have 34 (https://www.twilio.com/docs/glossary/what-is-a-sid)."""


def read_provider_id(text: str | None) -> str:
    """Return an id, or nothing where it is longer than any, or not of printable ASCII characters."""
    return text if text and len(text) <= MAX_LENGTH and text.isascii() and text.isprintable() else ""
