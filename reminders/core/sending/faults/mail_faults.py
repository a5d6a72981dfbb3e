"""What a mail server's refusal means and whom it blames: one table for replies in a session and for bounces.

A row of `reminders/data/facts/mail_faults.yaml` fits when its words, its enhanced status (RFC 3463 and later) and its
reply code do, as far as it names them; the first one wins. Words come before statuses, for servers choose statuses
loosely: 5.1.1 over "relay denied", 5.7.1 over almost anything. What no row knows blames the message alone: an address
is closed on clear words only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from reminders.core.language.lazy import LazyTable
from reminders.core.sending.faults.fault_tables import CAUSES, mail_fault_patterns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.faults import Fault

_ENHANCED: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY: Final = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-]|$)")
_ADDRESS: Final = re.compile(r"<[^<>\s]*>|\S+@\S+|https?://\S+")
_CODES: Final = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])|(?<![\d.])[45]\d\d(?=[ \-])-?")
_OTHER_SERVER: Final = re.compile(
    r"\b(?:host|server|mx|mta)\b[^:]{0,120}\b(?:said|says|returned|replied|responded)\b|\bremote (?:host|server)\b",
    re.IGNORECASE,
)

FAULTS: Final[Mapping[str, Fault]] = CAUSES
"""By cause, the word that ends a stored code such as `smtp_550 5.7.1 relay_denied`."""


@dataclass(frozen=True, slots=True)
class MailFault:
    """What was found: the cause, the table's row about it, and whether the words are those of a server further on."""

    cause: str
    fault: Fault
    enhanced: str
    of_another_server: bool = False


def read_mail_fault(code: int | None, text: str, status: str = "") -> MailFault:
    """Read a refusal: the reply code, the words, and a bounce's `Status` where there is one.

    The words may quote the patient's address; nothing of them is kept.
    """
    enhanced = _enhanced(status, text)
    if code is None:
        match = _REPLY.search(text)
        code = int(match[1]) if match else None
    words = _words(text)
    cause = next((row.cause for row in _rows() if row.fits(code, enhanced, words)), "refused")
    return MailFault(cause, CAUSES[cause], enhanced, _OTHER_SERVER.search(text) is not None)


_rows: Final = cache(mail_fault_patterns)


def _enhanced(status: str, text: str) -> str:
    """Return the enhanced status: the bounce's own, unless it says nothing and the words know better."""
    own, quoted = _ENHANCED.search(status), _ENHANCED.search(text)
    if own is not None and (own[2] != "0" or quoted is None):
        return own[0]
    return quoted[0] if quoted is not None else ""


def _words(text: str) -> str:
    """Drop what is no word of the server's own: addresses, links, codes; one space between the rest."""
    bare = _CODES.sub(" ", _ADDRESS.sub(" ", text))
    return " ".join(bare.lower().split())


SENTENCES: Final = LazyTable(lambda: {cause: fault.says for cause, fault in CAUSES.items()})
"""What people read, by cause."""
