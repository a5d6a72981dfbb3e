"""The letters of a message: MSH-18 names a character set of HL7 table 0211, or else the partner's file does."""

from __future__ import annotations

import codecs
from typing import Final

from reminders.core.hl7.message import MessageError

_CODECS: Final = {
    "ASCII": "utf-8",  # what calls itself so and is not mostly is UTF-8; pure ASCII reads the same
    "UNICODE": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "8859/1": "iso8859-1",
    "8859/15": "iso8859-15",
}
_LATIN: Final = "8859/"
_NAMED_AT: Final = 17
"""The place of MSH-18 among the fields after `MSH`, the separator itself being the first."""


def decode(raw: bytes, default: str) -> str:
    """Return a message as text; `default` is the codec where the message names no character set.

    Raises:
        MessageError: the character set is not known, or the bytes are none of it.

    """
    name = _named(raw)
    codec = codec_of(name) if name else default
    if codec is None:
        raise MessageError("charset", "MSH-18", "the character set is not supported; use UNICODE UTF-8 or 8859/1")
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        source = "MSH-18" if name else "the partner file"
        raise MessageError(
            "charset", "MSH-18", f"the message is not in the character set that {source} names"
        ) from None


def codec_of(name: str) -> str | None:
    """Return the codec for a name of HL7 table 0211, or for a name that Python knows; None for any other."""
    plain = name.strip().upper()
    if plain in _CODECS:
        return _CODECS[plain]
    if plain.startswith(_LATIN) and plain.removeprefix(_LATIN).isdigit():
        plain = f"ISO8859-{plain.removeprefix(_LATIN)}"
    try:
        "".encode(plain)  # codecs that make no letters of bytes, such as base64, are refused here
        return codecs.lookup(plain).name
    except (LookupError, ValueError):
        return None


def _named(raw: bytes) -> str:
    """Return what MSH-18 says, first repetition, as ASCII."""
    header = raw.lstrip(b"\r\n\x0b \t").split(b"\r")[0].split(b"\n")[0]
    separator, encoding = header[3:4], header[4:5] or b"^"
    if not separator:
        return ""
    fields = header.split(separator)
    named = fields[_NAMED_AT] if len(fields) > _NAMED_AT else b""
    repetition = header[5:6] or b"~"
    return named.split(repetition)[0].split(encoding)[0].decode("ascii", "ignore")
