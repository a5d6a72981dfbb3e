"""The answer to a message: AA accepted, AE try again later, AR never in this form (HL7 v2, tables 0008 and 0357)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reminders.core.hl7.outcomes import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.hl7.message import MessageError

APPLICATION: Final = "REMINDERS"
_VERSION: Final = "2.5.1"
_ENCODING: Final = "^~\\&"
_LONGEST: Final = 250
_OLD_ERRORS: Final = frozenset({"2.1", "2.2", "2.3", "2.3.1", "2.4"})
"""Versions whose ERR segment has place and code in its first field."""

_CODES: Final = {
    "missing": ("101", "Required field missing"),
    "not_a_segment": ("100", "Segment sequence error"),
    "charset": ("102", "Data type error"),
    "not_a_message": ("100", "Segment sequence error"),
    "sender": ("207", "Application internal error"),
    "too_large": ("207", "Application internal error"),
    "failed": ("207", "Application internal error"),
}
"""Codes of table 0357 by problem."""


class Acknowledgment(StrEnum):
    """How a message is answered; the values are those of MSA-1."""

    ACCEPT = "AA"
    ERROR = "AE"
    REJECT = "AR"


def acknowledgment_for(outcome: Outcome) -> Acknowledgment:
    """Return the answer to a message with this outcome: what is kept for people is accepted too."""
    if outcome is Outcome.FAILED:
        return Acknowledgment.ERROR
    return Acknowledgment.REJECT if outcome is Outcome.MALFORMED else Acknowledgment.ACCEPT


def answer(raw: bytes, code: Acknowledgment, at: datetime, number: str, error: MessageError | None = None) -> bytes:
    """Build the answer to a message, which may be broken: what can be read of its header is given back.

    `number` is the control id of the answer. No value of the message is repeated but its own control id, sender,
    event and version.
    """
    fields = _header(raw)

    def given(index: int) -> str:
        return fields[index - 2] if len(fields) > index - 2 else ""

    event = given(9).split("^")
    kind = "^".join(("ACK", event[1], "ACK")) if len(event) > 1 else "ACK"
    version = given(12) or _VERSION
    stamp = at.strftime("%Y%m%d%H%M%S%z")
    ours = (APPLICATION, given(6), given(3), given(4), stamp, "", kind, number, given(11) or "P", version)
    lines = ["MSH|^~\\&|" + "|".join(ours), f"MSA|{code.value}|{given(10)}"]
    if error is not None:
        lines[-1] += f"|{_plain(str(error))}" if version.split("^")[0] in _OLD_ERRORS else ""
        lines.append(_error_segment(error, version.split("^")[0]))
    return ("\r".join(lines) + "\r").encode("utf-8", "replace")


def _header(raw: bytes) -> list[str]:
    """Return the fields from MSH-2 on, with our separators, as far as they can be read."""
    line = raw.lstrip(b"\r\n\x0b \t").split(b"\r")[0].split(b"\n")[0][:2000].decode("utf-8", "replace")
    if not line.startswith("MSH") or len(line) < 5:  # noqa: PLR2004 a separator and one field
        return []
    field, component = line[3], line[4]
    fields = line[4:].split(field)
    if (field, fields[0]) == ("|", _ENCODING):
        return [_plain(text, keep=_ENCODING) for text in fields]
    return [_plain(text.replace(component, "^"), keep="^") for text in fields]


def _plain(text: str, keep: str = "") -> str:
    """Return a text without what would separate fields of the answer."""
    signs = (sign for sign in text if sign in keep or (sign.isprintable() and sign not in f"|{_ENCODING}"))
    return "".join(signs)[:_LONGEST]


def _error_segment(error: MessageError, version: str) -> str:
    number, words = _CODES.get(error.problem, _CODES["failed"])
    segment, _, place = error.place.partition("-")
    if not (len(segment) == 3 and segment.isalnum()):  # noqa: PLR2004 the name of a segment
        segment, place = "MSH", ""
    digits = place.split(".")[0].split("[")[0]
    if version in _OLD_ERRORS:
        return f"ERR|{segment}^1^{digits}^{number}&{words}&HL70357"
    location = f"{segment}^1^{digits}" if digits.isdigit() else f"{segment}^1"
    return f"ERR||{location}|{number}^{words}^HL70357|E|||{_plain(str(error))}"
