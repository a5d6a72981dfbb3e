"""Says a stored error code to people: what it means and what to do. Pages translate the sentence, commands print it.

A stored code is the text provider's number, `smtp_550 5.7.1 relay_denied` or `dsn_5.1.1 no_mailbox` (the last word is
the cause in `mail_faults`), `http_502`, or a word of our own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.sending.faults.mail_faults import SENTENCES
from reminders.core.sending.faults.text_faults import TEXT_FAULTS

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


_NO_ANSWER: Final = _(
    "The connection broke before an answer came. It may have arrived; the service finds out, or lists it for you."
)
_NOT_REACHED: Final = _("The provider could not be reached. It is tried again by itself.")
_INTERNAL: Final = _(
    "The provider had an internal error. It may have arrived; the service finds out, or lists it for you."
)
_TOO_LATE: Final = _("The service was stopped or too slow, so it was not sent. It is tried again while its time lasts.")

OUR_CODES: Final = MappingProxyType(
    {
        "20500": _INTERNAL,
        "20503": _INTERNAL,
        "timeout": _NO_ANSWER,
        "connection_lost": _NO_ANSWER,
        "connection_lost_early": _NOT_REACHED,
        "not_connected": _NOT_REACHED,
        "past_send_by": _TOO_LATE,
        "closed": _TOO_LATE,
        "unreadable_answer": _INTERNAL,
        "unexpected": _("The service itself failed at this message. Tell whoever runs it to look into the log."),
        "smtp_unreadable": _("The mail server's answer made no sense. Check that SMTP_URL names a mail server."),
        "smtp_no_starttls": _("The mail server offers no encryption, so we do not log in. Check SMTP_URL."),
        "smtp_certificate": _("The mail server's certificate is not trusted. Check the host in SMTP_URL."),
        "smtp_no_login": _("The mail server does not let us log in as SMTP_URL says. Check user and password."),
        "bad_address": _("This is not a valid email address. Ask the patient for the right one and correct it."),
        "bad_message": _("The email could not be put together. Check its wording and the clinic's name."),
    }
)
"""Codes that our own senders store, and those of the provider that say nothing about blame."""

UNKNOWN: Final = _(
    "The carrier gave code {code}, which we don't know. Call the patient if this message mattered, and tell whoever "
    "runs the service."
)
_UNKNOWN_MAIL: Final = _(
    "The mail server answered {code}, which we don't know. Call the patient if this message mattered, and tell whoever "
    "runs the service."
)
_REFUSED_HTTP: Final = _(
    "The provider refused this message (HTTP {code}). Tell whoever runs the service to look into the log."
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
        return Sentence(_INTERNAL)
    return Sentence(_REFUSED_HTTP, {"code": status})
