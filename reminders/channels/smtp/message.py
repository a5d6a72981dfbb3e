"""Builds one email: pure, from an `Outgoing`, with the headers that make it a good citizen.

A header never holds a line break and a receiver is always exactly one address, so nothing in a name, a subject or an
address can add a header or a receiver.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from dataclasses import dataclass
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import TYPE_CHECKING

from reminders.core.model.errors import RemindersError
from reminders.core.plans.identity import message_id_header

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.ports import Outgoing


_NO_ADDRESS = "not an address that mail can be sent to"
_POLICY = SMTP.clone(cte_type="7bit")
_MAX_VALUE = 900
"""RFC 5322 section 2.1.1 allows lines of 998 characters, the header's name included."""

_BOUNDARY = re.compile(r"[0-9A-Za-z-]{1,60}")
_QUOTED_PRINTABLE = b"Content-Transfer-Encoding: quoted-printable\r\n"
_PLAIN_ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{1,63})*", re.ASCII
)
"""A dot-atom and a domain in ASCII: nearly every address, and the standard library's parser would take longer than
composing the email."""


class EmailAddressError(RemindersError, ValueError):
    """The receiver's address cannot be put on an envelope. The text does not quote it."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What goes over the wire. `message_id` stands in for a queue id that the server does not tell."""

    mail_from: str
    rcpt_to: str
    content: bytes
    message_id: str


def compose(outgoing: Outgoing, *, email_from: str, date: datetime) -> Envelope:
    """Return the email. `email_from` is `care@clinic.example` or `Clinic <care@clinic.example>`; `date` is aware.

    The standard library encodes and folds what many emails share, once for all of them. What is one email's own needs
    neither: those lines are checked and written as they are.

    Raises:
        EmailAddressError: the receiver is not one plain address.
        ValueError: a header would hold a line break, or a sender is not an address. Nothing is quoted.

    """
    sender = outgoing.sender or email_from
    to = receiver(outgoing.address).addr_spec
    # The configured domain, not the sender's: the id stays the same when a clinic changes its address (RFC 5322 3.6.4).
    message_id = message_id_header(outgoing.message_id, parse_sender(email_from).domain)
    head = [
        _shared_head(sender, outgoing.reply_to, outgoing.content.subject or ""),
        _own_line("To", to),
        _own_line("Date", format_datetime(date)),
        _own_line("Message-ID", message_id),
    ]
    if outgoing.unsubscribe_url:
        head.append(_unsubscribe_lines(outgoing.unsubscribe_url))
    content = b"".join(head) + _body(outgoing)
    return Envelope(parse_sender(sender).addr_spec, to, content, message_id)


@lru_cache(maxsize=1024)  # a few for each clinic, template and language
def _shared_head(sender: str, reply_to: str | None, subject: str) -> bytes:
    """Return the header lines that the emails of one template, language and clinic have in common."""
    headers: list[tuple[str, str | Address]] = [
        ("From", parse_sender(sender)),
        ("Subject", _one_line(subject)),
        # RFC 3834 section 5: no vacation reply comes back.
        ("Auto-Submitted", "auto-generated"),
        # The same for Exchange (MS-OXCMAIL); "All" would suppress bounces too, and those we want.
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("MIME-Version", "1.0"),
    ]
    if reply_to:
        headers.append(("Reply-To", parse_sender(reply_to)))
    return b"".join(_POLICY.fold_binary(name, _POLICY.header_factory(name, value)) for name, value in headers)


def _own_line(name: str, value: str) -> bytes:
    """Return a header line that is never folded or encoded.

    Raises:
        ValueError: it would need to be, or could end the line.

    """
    if not (value.isascii() and value.isprintable()) or len(value) > _MAX_VALUE:
        raise ValueError(f"{name} would hold a line break or another character that does not belong in a header")
    return f"{name}: {value}\r\n".encode("ascii")


def _unsubscribe_lines(url: str) -> bytes:
    """Return both lines of RFC 2369 and RFC 8058 section 3.1: one HTTPS address, and a POST alone unsubscribes.

    Mail programs read the address only as it stands: folded or encoded, they do not offer the button.
    """
    if any(character in url for character in "<> \t"):
        raise ValueError("the unsubscribe address holds a character that does not belong in a header")
    return _own_line("List-Unsubscribe", f"<{url}>") + b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


def _body(outgoing: Outgoing) -> bytes:
    """Return the last header lines and what follows them: the text, or text and HTML as alternatives."""
    content = outgoing.content
    if content.html is None:
        return _part(b"plain", content.text)
    if not _BOUNDARY.fullmatch(outgoing.attempt_id):
        raise ValueError("the attempt's id holds a character that does not belong in a boundary")
    # RFC 2045 section 6.7: a boundary with "=_" in it cannot occur in quoted-printable.
    boundary = b"=_" + outgoing.attempt_id.encode("ascii")
    line = b"\r\n--" + boundary
    parts = (_part(b"plain", content.text), line + b"\r\n", _part(b"html", content.html))
    start = b'Content-Type: multipart/alternative;\r\n boundary="' + boundary + b'"\r\n' + line + b"\r\n"
    return b"".join((start, *parts, line, b"--\r\n"))


def _part(subtype: bytes, text: str) -> bytes:
    """Return words with the header lines that say how they are written.

    Quoted-printable, never 8bit: every relay takes it and none re-encodes it, which would break a DKIM signature (RFC
    6376 section 5.3). No line is longer than 76 characters.
    """
    words = b"".join(map(_quoted_line, text.encode().splitlines() or [b""]))
    return b'Content-Type: text/%b; charset="utf-8"\r\n%b\r\n%b' % (subtype, _QUOTED_PRINTABLE, words)


@lru_cache(maxsize=2048)  # nearly all lines of an email are those of its template
def _quoted_line(line: bytes) -> bytes:
    return b2a_qp(line + b"\n").replace(b"\n", b"\r\n")


def receiver(address: str) -> Address:
    """Return one receiver, with its domain in ASCII (IDNA).

    Raises:
        EmailAddressError: it is not one address, or its local part needs SMTPUTF8, which few relays pass on.

    """
    local, _, domain = address.rpartition("@")
    if _PLAIN_ADDRESS.fullmatch(address):
        return Address(username=local, domain=domain)
    try:
        spec = f"{local}@{domain.encode('idna').decode('ascii')}"
        parsed = Address(addr_spec=spec)
    except Exception:  # noqa: BLE001 - the parser raises IndexError and others, and its words quote the address
        raise EmailAddressError(_NO_ADDRESS) from None
    # Exactly what was given: what the parser dropped (a comment, a blank) or read otherwise would go out unseen.
    if not local or not domain or not spec.isascii() or not spec.isprintable() or parsed.addr_spec != spec:
        raise EmailAddressError(_NO_ADDRESS)
    return parsed


@lru_cache(maxsize=256)  # a handful of clinics' own addresses; reading one costs as much as the rest of the head
def parse_sender(text: str) -> Address:
    """Read our own address, with or without a name.

    Raises:
        ValueError: it is not an address.

    """
    name, spec = parseaddr(_one_line(text))
    try:
        return Address(display_name=name, addr_spec=receiver(spec).addr_spec)
    except EmailAddressError:
        raise ValueError("the sender must look like care@clinic.example or Clinic <care@clinic.example>") from None


def _one_line(text: str) -> str:
    if any(character in text for character in "\r\n\0"):
        raise ValueError("a header would hold a line break")
    return text
