"""What a mail server's reply means in a transaction, as one pure function.

RFC 5321 section 4.2.1: 4yz asks to come back, 5yz is for good; only a 2yz after the content takes responsibility
(section 6.1). Whom a refusal blames is decided by what it says
(`core/sending/faults/mail_faults`), at whatever step. The words of a reply are
dropped: servers like to quote the address.
"""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from reminders.channels.outcomes import sender_down
from reminders.core.model.faults import Blame
from reminders.core.sending.faults.mail_faults import FAULTS, MailFault, read_mail_fault
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict


class SMTPStep(StrEnum):
    """Where in a transaction a reply was given."""

    GREETING = "greeting"
    LOGIN = "login"
    MAIL = "sender"
    RCPT = "receiver"
    DATA = "start of content"
    CONTENT = "content"


_QUEUED = re.compile(r"\bqueued as ([\w.-]+)|\bid=([\w.-]+)", re.IGNORECASE)
_TAKEN, _LATER, _NEVER = 2, 4, 5
# Before the server knows the receiver, what it refuses for good is us, whatever words it has for it.
_OURS: Final = MappingProxyType(
    {SMTPStep.GREETING: "blocklisted", SMTPStep.LOGIN: "login_refused", SMTPStep.MAIL: "sender_address"}
)
_OF_THIS_EMAIL: Final = frozenset({"too_big"})
# Set-up that nothing mends by waiting, although some servers say it with a 4yz (Postfix: 454 4.7.1).
_NEVER_BY_ITSELF: Final = frozenset({"relay_denied"})


def judge(step: SMTPStep, code: int, text: bytes) -> SendOutcome:
    """Return what a reply means that is not the one hoped for; after the content, a 2yz too (without provider id)."""
    kind = code // 100
    if kind == _TAKEN and step is SMTPStep.CONTENT:
        return SendOutcome(Verdict.ACCEPTED)
    if kind not in {_LATER, _NEVER}:
        # Not a reply that SMTP knows. Before the content nothing can have been taken.
        verdict = Verdict.UNKNOWN if step is SMTPStep.CONTENT else Verdict.NOT_SENT
        return SendOutcome(verdict, code="smtp_unreadable", detail=f"the mail server's reply makes no sense ({step})")
    fault = read_mail_fault(code, text.decode("utf-8", "replace"))
    cause = _cause_for_now(fault) if kind == _LATER else _cause_for_good(step, fault)
    name = " ".join(filter(None, (f"smtp_{code}", fault.enhanced, cause)))
    return _outcome(name, cause, fault, for_now=kind == _LATER)


def _cause_for_now(fault: MailFault) -> str:
    return "for_now" if fault.cause in {"refused", "policy"} else fault.cause


def _cause_for_good(step: SMTPStep, fault: MailFault) -> str:
    if step in _OURS and fault.fault.blame in {Blame.ADDRESS, Blame.MESSAGE} and fault.cause not in _OF_THIS_EMAIL:
        return _OURS[step]
    return fault.cause


def _outcome(name: str, cause: str, mail_fault: MailFault, *, for_now: bool) -> SendOutcome:
    fault = FAULTS[cause]
    blame = Blame.LATER if for_now and cause not in _NEVER_BY_ITSELF else fault.blame
    many = fault.many
    if blame is Blame.SENDER and mail_fault.of_another_server:
        blame, many = Blame.MESSAGE, True  # one receiver's server, quoted by ours, does not speak for all others
    match blame:
        case Blame.SENDER:
            return sender_down(name, fault.says)
        case Blame.LATER:
            return SendOutcome(Verdict.NOT_SENT, code=name, detail=fault.says, retry_after=fault.retry_after)
        case Blame.ADDRESS:
            return SendOutcome(Verdict.REJECTED, code=name, detail=fault.says, effect=Effect.BAD_ADDRESS)
        case Blame.MESSAGE:
            effect = Effect.SENDER_SUSPECT if many else None
            return SendOutcome(Verdict.REJECTED, code=name, detail=fault.says, effect=effect)


def queue_id(text: bytes) -> str | None:
    """Return the id under which Postfix (`queued as X`) or Exim (`id=X`) took a message, if the reply names one."""
    match = _QUEUED.search(text.decode("ascii", "replace"))
    return (match[1] or match[2]) if match else None
