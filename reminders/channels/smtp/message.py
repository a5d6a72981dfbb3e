"""Builds one email: pure, from an `Outgoing`, with the headers that make it a good citizen.

A header never holds a line break and a receiver is always exactly one address, so nothing in a name, a subject or an
address can add a header or a receiver.
"""

from __future__ import annotations

from binascii import b2a_qp
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reminders.core.model.errors import RemindersError
from reminders.core.plans.identity import message_id_header

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.ports import Outgoing


_NO_ADDRESS = "not an address that mail can be sent to"


class EmailAddressError(RemindersError, ValueError):
    """The receiver's address cannot be put on an envelope. The text does not quote it."""


class _Verbatim(BaseHeader):
    """A header that is never folded or encoded: mail programs read a List-Unsubscribe address only as it stands."""

    max_count = 1

    @staticmethod
    def parse(value: str, kwds: dict[str, Any]) -> None:
        """Take the value as it is (the hook that `BaseHeader` calls)."""
        kwds["parse_tree"], kwds["decoded"] = UnstructuredHeader.value_parser(value), value

    def fold(self, *, policy: Policy) -> str:
        """Return the line for the wire."""
        return f"{self.name}: {self}{policy.linesep}"


class _Registry(HeaderRegistry):
    """The standard headers. Python makes a class anew for each header of each email; one of each name will do."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        """Return the class of a header."""
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


def _registry() -> HeaderRegistry:
    registry = _Registry()
    for name in ("list-unsubscribe", "list-unsubscribe-post"):
        registry.map_to_type(name, _Verbatim)
    return registry


# 7bit: every relay takes it and none re-encodes it, which would break a DKIM signature (RFC 6376 section 5.3).
_POLICY = SMTP.clone(cte_type="7bit", header_factory=_registry())


def compose(outgoing: Outgoing, *, email_from: str, date: datetime) -> EmailMessage:
    """Return the email. `email_from` is `care@clinic.example` or `Clinic <care@clinic.example>`; `date` is aware.

    Raises:
        EmailAddressError: the receiver is not one plain address.
        ValueError: a header would hold a line break, or a sender is not an address. Nothing is quoted.

    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = _from(outgoing.sender or email_from)
    message["To"] = receiver(outgoing.address)
    message["Subject"] = _one_line(outgoing.content.subject or "")
    message["Date"] = format_datetime(date)
    # The configured domain, not the sender's: the id stays the same when a clinic changes its address (RFC 5322 3.6.4).
    domain = parse_sender(email_from).domain
    message["Message-ID"] = _one_line(message_id_header(outgoing.message_id, domain))
    if outgoing.reply_to:
        message["Reply-To"] = parse_sender(outgoing.reply_to)
    _add_automatic(message, outgoing.unsubscribe_url)
    message["MIME-Version"] = _header("MIME-Version", "1.0")
    if outgoing.content.html is None:
        _fill(message, "plain", outgoing.content.text)
    else:
        # RFC 2045 section 6.7: a boundary with "=_" in it cannot occur in quoted-printable.
        message["Content-Type"] = f'multipart/alternative; boundary="=_{outgoing.attempt_id}"'
        message.attach(_fill(EmailMessage(policy=_POLICY), "plain", outgoing.content.text))
        message.attach(_fill(EmailMessage(policy=_POLICY), "html", outgoing.content.html))
    return message


def _fill(part: EmailMessage, subtype: str, text: str) -> EmailMessage:
    """Put words into a part. What the standard library does for it reads each header twice and encodes in Python."""
    part["Content-Type"] = _header("Content-Type", f'text/{subtype}; charset="utf-8"')
    part["Content-Transfer-Encoding"] = _header("Content-Transfer-Encoding", "quoted-printable")
    lines = text.encode().splitlines() or [b""]
    part.set_payload(b2a_qp(b"\n".join(lines) + b"\n").decode("ascii"))
    return part


@lru_cache
def _header(name: str, value: str) -> BaseHeader:
    """Make a header that is the same in every email: reading one takes as long as sending the email."""
    return _POLICY.header_factory(name, value)


@lru_cache(maxsize=256)
def _from(text: str) -> BaseHeader:
    return _POLICY.header_factory("From", parse_sender(text))


def _add_automatic(message: EmailMessage, unsubscribe_url: str | None) -> None:
    # RFC 3834 section 5: no vacation reply comes back.
    message["Auto-Submitted"] = _header("Auto-Submitted", "auto-generated")
    # The same for Exchange (MS-OXCMAIL); "All" would suppress bounces too, and those we want.
    message["X-Auto-Response-Suppress"] = _header("X-Auto-Response-Suppress", "OOF, AutoReply")
    if unsubscribe_url:
        if any(character in unsubscribe_url for character in "<> \t"):
            raise ValueError("the unsubscribe address holds a character that does not belong in a header")
        # RFC 2369 and RFC 8058 section 3.1: one HTTPS address, and a POST alone unsubscribes.
        message["List-Unsubscribe"] = f"<{_one_line(unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = _header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")


def receiver(address: str) -> Address:
    """Return one receiver, with its domain in ASCII (IDNA).

    Raises:
        EmailAddressError: it is not one address, or its local part needs SMTPUTF8, which few relays pass on.

    """
    local, _, domain = address.rpartition("@")
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
