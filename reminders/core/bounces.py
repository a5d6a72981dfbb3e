"""Reads bounces: what a mail server reports about a mail that it took and could not deliver (RFC 3464, RFC 6522).

Pure: bytes go in, findings come out; whatever the bytes are, nothing is raised. Words of the report are dropped:
servers like to quote the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MBOX_FROM = re.compile(rb"(?:^|\r?\n)From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n")
_OUR_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_SMTP_CODE = re.compile(r"\b(5\d\d)\b")
# RFC 3463: 1 is about the address; 2.1 a closed mailbox; 4.4 a domain that leads nowhere. Full mailboxes, sizes,
# filters and policies say nothing of the address, and 0 says nothing at all: then RFC 5321's 550, 551 and 553 do.
_BAD_ADDRESS = re.compile(r"5\.(?:1\.\d+|2\.1|4\.4)")
_NO_MAILBOX = frozenset({"550", "551", "553"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """One mail of ours that came back. `message_id` is ours; `code` such as `dsn_5.1.1`."""

    message_id: str
    code: str
    is_bad_address: bool


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
        failed = [fields for fields in _receivers(parts) if str(fields.get("Action", "")).strip().lower() == "failed"]
        ours = next(filter(None, (_our_id(part) for part in parts)), None)
        if not failed or ours is None:
            return None
        return _bounce(ours, failed[0])
    except Exception:  # noqa: BLE001 the parser of the standard library raises many things on mails made to break it
        return None


def _bounce(message_id: str, fields: Message) -> Bounce | None:
    found = _STATUS.search(str(fields.get("Status", "")))
    status = found[0] if found else "5.0.0"
    if status.startswith(("2", "4")):
        return None
    smtp = _SMTP_CODE.search(str(fields.get("Diagnostic-Code", "")))
    vague = status.startswith("5.0.") and smtp is not None and smtp[1] in _NO_MAILBOX
    return Bounce(message_id, f"dsn_{status}", bool(_BAD_ADDRESS.fullmatch(status)) or vague)


def _receivers(parts: list[Message]) -> Iterator[Message]:
    """Yield the fields of each receiver: the groups of a delivery-status part after its first."""
    for part in parts:
        groups = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(groups, list):
            yield from (group for group in groups if isinstance(group, Message) and "Action" in group)


def _our_id(part: Message) -> str | None:
    """Find our Message-ID in the returned mail: as headers of a message, or as text."""
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        text = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
        named = re.search(r"^Message-ID:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
        found = _OUR_ID.search(named[1]) if named else None
    else:
        found = _OUR_ID.search(str(part.get("Message-ID", "")))
    return found[1] if found else None
