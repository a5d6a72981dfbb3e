"""Reads bounces: what a mail server reports about a mail that it took and could not deliver (RFC 3464, RFC 6522).

Action, status and words are read together (`core/sending/faults/mail_faults`): "failed" is final whatever the status
says, and only clear words about the mailbox or its domain close an address. Servers that report in plain text (qmail,
Exim, some Exchange) are read as far as they are clear. Pure: bytes go in, findings come out; whatever the bytes are,
nothing is raised. Words of the report are dropped: servers like to quote the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import TYPE_CHECKING, Final

from reminders.core.model.faults import Blame
from reminders.core.sending.faults.bounce_text import BounceNotice, diagnostic_of, notice_of
from reminders.core.sending.faults.mail_faults import FAULTS, read_mail_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

_MBOX_FROM = re.compile(rb"(?:^|\r?\n)From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n")
_OUR_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_QUOTED_ID = re.compile(r"^[> \t]*Message-ID:\s*(<\S+>)", re.IGNORECASE | re.MULTILINE)
_MAX_TEXT: Final = 20_000
"""Characters of a plain report that are read: the words come first, the returned mail last."""

_FINAL: Final = frozenset({"failed"})
_CAUSE_OF_WHAT_WAS_GIVEN_UP: Final = "expired"
_SAID_LATER: Final = {"quota": "limit_bounced", "slow_down": "limit_bounced"}


@dataclass(frozen=True, slots=True)
class Bounce:
    """One mail of ours that came back. `message_id` is ours; `code` such as `dsn_5.1.1 no_mailbox`.

    `unclear`: a mail server wrote about our mail, and no one can tell from it what became of the mail.
    """

    message_id: str
    code: str
    cause: str
    unclear: bool = False

    @property
    def blame(self) -> Blame:
        """Whom the bounce blames."""
        return FAULTS[self.cause].blame

    @property
    def is_bad_address(self) -> bool:
        """Whether it says clearly that no one is at the address."""
        return self.blame is Blame.ADDRESS

    @property
    def is_suspect(self) -> bool:
        """Whether it says something against the sender, by itself or once many people's mails come back so."""
        return self.blame is Blame.SENDER or FAULTS[self.cause].many


def split_mailbox(raw: bytes) -> list[bytes]:
    """Split an mbox file into its mails; anything else is one mail."""
    starts = list(_MBOX_FROM.finditer(raw))
    if not starts or raw[: starts[0].start()].strip():
        return [raw]
    ends = [match.start() for match in starts[1:]] + [len(raw)]
    return [raw[match.end() : end] for match, end in zip(starts, ends, strict=True)]


def read_bounce(raw: bytes) -> Bounce | None:
    """Return what a mail reports as failed for good; None for any other mail, a delay, or one that is not ours."""
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)
        parts = list(mail.walk())
        groups = list(_receivers(parts))
        if groups:
            return _standard(parts, groups)
        return _plain(mail, parts)
    except Exception:  # noqa: BLE001 the parser of the standard library raises many things on mails made to break it
        return None


def _standard(parts: list[Message], groups: list[Message]) -> Bounce | None:
    failed = [fields for fields in groups if _action(fields) in _FINAL]
    ours = next(filter(None, (_our_id(part) for part in parts)), None)
    if not failed or ours is None:
        return None
    status = _STATUS.search(str(failed[0].get("Status", "")))
    words = str(failed[0].get("Diagnostic-Code", "")) or diagnostic_of(_text(parts))
    return _bounce(ours, status[0] if status else "", words)


def _plain(mail: Message, parts: list[Message]) -> Bounce | None:
    """Read a report without the standard's parts."""
    text = _text(parts)
    notice = notice_of(mail, text)
    if notice is BounceNotice.NONE:
        return None
    ours = next(filter(None, (_our_id(part) for part in parts[1:])), None) or _quoted_id(mail, text)
    if ours is None:
        return None
    if notice is BounceNotice.UNCLEAR:
        return Bounce(ours, "dsn_unclear unclear", "unclear", unclear=True)
    return _bounce(ours, "", diagnostic_of(text))


def _bounce(message_id: str, status: str, words: str) -> Bounce | None:
    """Judge what has failed. A status of the class "later" is final, too: the server has given up."""
    fault = read_mail_fault(None, words, status)
    if status.startswith("2"):
        return None
    cause = fault.cause
    if (status or fault.enhanced).startswith("4"):
        cause = cause if fault.fault.blame is Blame.MESSAGE and cause != "refused" else _CAUSE_OF_WHAT_WAS_GIVEN_UP
    elif fault.fault.blame is Blame.LATER:
        cause = _SAID_LATER.get(cause, _CAUSE_OF_WHAT_WAS_GIVEN_UP)
    return Bounce(message_id, f"dsn_{fault.enhanced or '5.0.0'} {cause}", cause)


def _action(fields: Message) -> str:
    """Return what a group says was done; one that leaves it out has failed if its status says "never"."""
    action = str(fields.get("Action", "")).strip().lower()
    if action:
        return action
    return "failed" if str(fields.get("Status", "")).strip().startswith("5") else ""


def _receivers(parts: list[Message]) -> Iterator[Message]:
    """Yield the fields of each receiver: the groups of a delivery-status part after its first."""
    for part in parts:
        groups = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(groups, list):
            yield from (g for g in groups if isinstance(g, Message) and ("Action" in g or "Status" in g))


def _text(parts: list[Message]) -> str:
    """Return the words of a report, as one text."""
    texts: list[str] = []
    for part in parts:
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            break  # what follows is our own mail
        if part.get_content_type() in {"text/plain", "text/html"}:
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            texts.append(re.sub(r"<[a-zA-Z/!][^<>@]*>", " ", text) if part.get_content_subtype() == "html" else text)
    return "\n".join(texts)[:_MAX_TEXT]


def _our_id(part: Message) -> str | None:
    """Find our Message-ID in the returned mail: as headers of a message, or as text."""
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        text = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
        header = re.search(r"^Message-ID:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
        match = _OUR_ID.search(header[1]) if header else None
    else:
        match = _OUR_ID.search(str(part.get("Message-ID", "")))
    return match[1] if match else None


def _quoted_id(mail: Message, text: str) -> str | None:
    """Find our Message-ID in the words of a report, or in what it says it answers (Exchange)."""
    quoted = _QUOTED_ID.search(text)
    for place in (quoted[1] if quoted else "", *(str(mail.get(name, "")) for name in ("In-Reply-To", "References"))):
        match = _OUR_ID.search(place)
        if match:
            return match[1]
    return None
