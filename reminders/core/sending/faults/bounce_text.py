"""Reads reports of mail servers in plain words: is it one, of what kind, and which of its lines say why."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from email.message import Message


class Notice(Enum):
    """What a mail without the standard's parts is."""

    NONE = auto()  # no report: a person, a vacation reply, a read receipt; or a report of a delay, which ends nothing
    FAILED = auto()
    UNCLEAR = auto()  # a mail server wrote it, and it says neither


_DAEMON: Final = re.compile(
    r"mailer-?daemon|postmaster|mail delivery|microsoftexchange|mdaemon|mail administrator", re.IGNORECASE
)
_AWAY: Final = re.compile(
    r"""^(?:re:\s*)?(?:automatic\s+reply|auto(?:matic)?[ -]?(?:response|reply)|out\s+of\s+(?:the\s+)?office|away|vacation|
    read:|gelesen:|le[ií]do:|not\s+read:|on\s+(?:leave|vacation)|respuesta\s+autom|fuera\s+de\s+la\s+oficina|ausencia)""",
    re.IGNORECASE | re.VERBOSE,
)
_LATER: Final = re.compile(
    r"""\bdelay|\bwarning:.{0,40}(?:could\s+not|still)|will\s+(?:be\s+retried|retry|keep\s+trying|continue\s+to\s+(?:try|be))|
    not\s+yet\s+been\s+delivered|has\s+not\s+been\s+able\s+to\s+deliver.{0,40}yet|no\s+action\s+is\s+required|
    do\s+not\s+need\s+to\s+resend|demorad|aplazad""",
    re.IGNORECASE | re.VERBOSE,
)
_FAILED_SUBJECT: Final = re.compile(
    r"""undeliver|returned\s+(?:mail|to\s+sender)|delivery.{0,30}fail|fail.{0,20}deliver|failure\s+notice|non-?delivery|
    could\s+not\s+be\s+delivered|couldn'?t\s+be\s+delivered|delivery\s+(?:error|problem)|message\s+not\s+delivered|
    mail\s+system\s+error|rejected:|no\s+se\s+(?:pudo|puede)\s+entregar|no\s+entregad""",
    re.IGNORECASE | re.VERBOSE,
)
_FAILED_WORDS: Final = re.compile(
    r"""permanent\s+(?:fatal\s+)?error|permanently|i've\s+given\s+up|(?:could|can)(?:\s+not|n[o']?t)\s+be\s+delivered|
    was\s+(?:not|n't)\s+delivered|wasn'?t\s+(?:able\s+to\s+deliver|delivered)|unable\s+to\s+deliver|delivery\s+(?:has\s+)?failed|
    (?:did|does)\s+not\s+reach|undeliverable|couldn'?t\s+(?:deliver|be\s+delivered)|fatal\s+errors?|no\s+pudo\s+entregarse""",
    re.IGNORECASE | re.VERBOSE,
)
_COPY: Final = re.compile(
    r"""^\s*(?:-{2,}\s*(?:below\s+this\s+line|this\s+is\s+a\s+copy|the\s+header|original\s+message|returned|unsent|message\s+header|
    the\s+body)|return-path:|received:|original\s+message\s+headers|message-id:)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_REPLY_LINE: Final = re.compile(r"(?<![\d.])5\d\d[ \-#]|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")
_BOILERPLATE: Final = re.compile(
    r"""qmail-send|i'm\s+afraid\s+i\s+wasn't|permanent\s+(?:fatal\s+)?error|given\s+up|sorry\s+it\s+didn't\s+work|mail\s+delivery\s+
    (?:software|system)|created\s+automatically|a\s+message\s+that\s+you\s+sent|one\s+or\s+more|following\s+(?:address|recipient)|
    this\s+is\s+(?:the|an?\s+auto)|for\s+further\s+assistance|do\s+not\s+reply|if\s+you\s+do\s+so|delete\s+your\s+own|giving\s+up\s+on""",
    re.IGNORECASE | re.VERBOSE,
)


def notice_of(mail: Message, text: str) -> Notice:
    """Say what a mail is, by who wrote it, its subject and its words."""
    subject = " ".join(str(mail.get("Subject", "")).split())
    if mail.get_content_type() == "multipart/report" and "disposition" in str(mail.get("Content-Type", "")).lower():
        return Notice.NONE  # a read receipt, RFC 8098
    if _AWAY.search(subject) or mail.get("X-Autoreply") or str(mail.get("Precedence", "")).lower() == "auto_reply":
        return Notice.NONE
    own = _own_words(text)
    null_sender = str(mail.get("Return-Path", "")).strip() == "<>"
    by_daemon = bool(_DAEMON.search(str(mail.get("From", "")))) or bool(mail.get("X-Failed-Recipients"))
    if not by_daemon and not (null_sender and _FAILED_SUBJECT.search(subject)):
        return Notice.NONE
    if _LATER.search(subject) or (_LATER.search(own) and not _FAILED_SUBJECT.search(subject)):
        return Notice.NONE
    failed = _FAILED_SUBJECT.search(subject) or _FAILED_WORDS.search(own)
    return Notice.FAILED if failed else Notice.UNCLEAR


def diagnostic_of(text: str) -> str:
    """Return the lines of a report that say why: those with a reply or status code up to the next gap, else its words."""
    lines = _own_words(text).splitlines()
    start = next((number for number, line in enumerate(lines) if _REPLY_LINE.search(line)), None)
    if start is None:
        return " ".join(line.strip() for line in lines if not _BOILERPLATE.search(line))
    end = next((number for number in range(start + 1, len(lines)) if not lines[number].strip()), len(lines))
    return " ".join(line.strip() for line in lines[start:end] if not _BOILERPLATE.search(line))


def _own_words(text: str) -> str:
    """Cut off the copy of our mail."""
    copy = _COPY.search(text)
    return text[: copy.start()] if copy else text
