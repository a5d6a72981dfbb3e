"""What a mail server's reply means at each step of a transaction, as one pure function.

RFC 5321 section 4.2.1: 4yz asks to come back, 5yz is for good; only a 2yz after the content takes responsibility
(section 6.1). The enhanced code (RFC 3463), where given, tells an unknown address from a refused sender. The words of a
reply are dropped: servers like to quote the address.
"""

from __future__ import annotations

import re
from enum import StrEnum

from reminders.channels.outcomes import line_down
from reminders.core.retrying import Effect, SendOutcome, Verdict


class Step(StrEnum):
    """Where in a transaction a reply was given."""

    GREETING = "greeting"
    LOGIN = "login"
    MAIL = "sender"
    RCPT = "receiver"
    DATA = "start of content"
    CONTENT = "content"


_ENHANCED = re.compile(rb"([245])\.(\d{1,3})\.(\d{1,3})\b")
_QUEUED = re.compile(r"\bqueued as ([\w.-]+)|\bid=([\w.-]+)", re.IGNORECASE)
# RFC 5321 section 4.2.3: no such mailbox, not local, mailbox name not allowed.
_NO_MAILBOX = {550, 551, 553}
# RFC 3463: mailbox full or message too long, mail system, protocol, content, policy. The address itself may be right.
_NOT_THE_ADDRESS = re.compile(r"5\.(2\.[23]|[3567]\.\d+)")
_AUTH_NEEDED = 530  # RFC 4954 section 6
_TOO_BIG = 552
_TAKEN, _LATER, _NEVER = 2, 4, 5


def judge(step: Step, code: int, text: bytes) -> SendOutcome:
    """Return what a reply means that is not the one hoped for; after the content, a 2yz too (without provider id)."""
    match = _ENHANCED.match(text)
    enhanced = match[0].decode() if match else ""
    name = f"smtp_{code} {enhanced}".strip()
    kind = code // 100
    if kind == _TAKEN and step is Step.CONTENT:
        return SendOutcome(Verdict.ACCEPTED)
    if kind == _LATER:
        return SendOutcome(Verdict.NOT_SENT, code=name, detail=f"the mail server asked to come back later ({step})")
    if kind == _NEVER:
        return _refusal(step, code, enhanced, name)
    # Not a reply that SMTP knows. Before the content nothing can have been taken.
    verdict = Verdict.UNKNOWN if step is Step.CONTENT else Verdict.NOT_SENT
    return SendOutcome(verdict, code="smtp_unreadable", detail=f"the mail server's reply makes no sense ({step})")


def _refusal(step: Step, code: int, enhanced: str, name: str) -> SendOutcome:
    before_receiver = step in {Step.GREETING, Step.LOGIN, Step.MAIL} and code != _TOO_BIG
    if before_receiver or code == _AUTH_NEEDED:
        return line_down(name, f"the mail server refuses us ({step}); see SMTP_URL and EMAIL_FROM")
    if step is Step.RCPT and _is_bad_address(code, enhanced):
        return SendOutcome(Verdict.REJECTED, code=name, detail="no such mailbox", effect=Effect.BAD_ADDRESS)
    return SendOutcome(Verdict.REJECTED, code=name, detail=f"the mail server refused the message ({step})")


def _is_bad_address(code: int, enhanced: str) -> bool:
    if enhanced.startswith("5.1."):
        return True
    return code in _NO_MAILBOX and not _NOT_THE_ADDRESS.fullmatch(enhanced)


def queue_id(text: bytes) -> str | None:
    """Return the id under which Postfix (`queued as X`) or Exim (`id=X`) took a message, if the reply names one."""
    match = _QUEUED.search(text.decode("ascii", "replace"))
    return (match[1] or match[2]) if match else None
