"""Says a stored error code to people: what it means and what to do. Pages translate the sentence, commands print it.

A stored code is the text provider's number, `smtp_550 5.7.1 relay_denied` or `dsn_5.1.1 no_mailbox` (the last word is
the cause in `mail_faults`), `http_502`, or a word of our own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reminders.core.sending.faults.fault_tables import OUR_CODES, TEXT_FAULTS
from reminders.core.sending.faults.mail_faults import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Mapping


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for people: an English template, which is the key of its translation, and what goes into it."""

    template: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])

    def __str__(self) -> str:
        """Return it in English."""
        return self.template.format(**self.values)


UNKNOWN: Final = _(
    "The carrier gave code {code}, which we don't know. Call the patient if this message mattered, and tell your "
    "system administrator."
)
_UNKNOWN_MAIL: Final = _(
    "The mail server answered {code}, which we don't know. Call the patient if this message mattered, and tell your "
    "system administrator."
)
_REFUSED_HTTP: Final = _(
    "The provider refused this message (HTTP {code}). Ask your system administrator to look into the log."
)
_BUSY_HTTP: Final = _("The provider was too busy (HTTP {code}). It is tried again by itself.")
_ACCOUNT_HTTP: Final = _("The provider refused our account (HTTP {code}). Check its SID, token and address.")
_CLASS_OF_SERVER_ERRORS: Final = "5"


def sentence_of(code: str | None) -> Sentence | None:
    """Return what a stored code means and what to do; None for no code."""
    if not code:
        return None
    if code in OUR_CODES:
        return Sentence(OUR_CODES[code])
    if code.isascii() and code.isdigit():
        fault = TEXT_FAULTS.get(int(code))
        return Sentence(fault.says) if fault else Sentence(UNKNOWN, {"code": code})
    if code.startswith("http_"):
        return _of_http(code.removeprefix("http_"))
    if code.startswith(("smtp_", "dsn_")):
        known = SENTENCES.get(code.rpartition(" ")[2])
        return Sentence(known) if known else Sentence(_UNKNOWN_MAIL, {"code": code.partition("_")[2]})
    return Sentence(OUR_CODES["unexpected"])  # the name of an error that a sender raised against its word


def _of_http(status: str) -> Sentence:
    if status in {"401", "403", "404"}:
        return Sentence(_ACCOUNT_HTTP, {"code": status})
    if status == "429":
        return Sentence(_BUSY_HTTP, {"code": status})
    if status == "408" or status.startswith(_CLASS_OF_SERVER_ERRORS):
        return Sentence(OUR_CODES["20500"])
    return Sentence(_REFUSED_HTTP, {"code": status})
