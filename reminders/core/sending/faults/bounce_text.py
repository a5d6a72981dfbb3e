"""Reads reports of mail servers in plain words: is it one, of what kind, and which of its lines say why."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from reminders.core.language.lists import pattern_of

if TYPE_CHECKING:
    from email.message import Message


class BounceNotice(Enum):
    """What a mail without the standard's parts is."""

    NONE = auto()  # no report: a person, a vacation reply, a read receipt; or a report of a delay, which ends nothing
    FAILED = auto()
    UNCLEAR = auto()  # a mail server wrote it, and it says neither


_SAYS: Final = pattern_of("mail_reports")
_REPLY_LINE: Final = re.compile(r"(?<![\d.])5\d\d[ \-#]|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")


def notice_of(mail: Message, text: str) -> BounceNotice:
    """Say what a mail is, by who wrote it, its subject and its words."""
    subject = " ".join(str(mail.get("Subject", "")).split())
    if mail.get_content_type() == "multipart/report" and "disposition" in str(mail.get("Content-Type", "")).lower():
        return BounceNotice.NONE  # a read receipt, RFC 8098
    if _SAYS.away.search(subject) or mail.get("X-Autoreply") or str(mail.get("Precedence", "")).lower() == "auto_reply":
        return BounceNotice.NONE
    own = _own_words(text)
    null_sender = str(mail.get("Return-Path", "")).strip() == "<>"
    by_daemon = bool(_SAYS.daemon.search(str(mail.get("From", "")))) or bool(mail.get("X-Failed-Recipients"))
    if not by_daemon and not (null_sender and _SAYS.failed_subject.search(subject)):
        return BounceNotice.NONE
    if _SAYS.later.search(subject) or (_SAYS.later.search(own) and not _SAYS.failed_subject.search(subject)):
        return BounceNotice.NONE
    failed = _SAYS.failed_subject.search(subject) or _SAYS.failed_words.search(own)
    return BounceNotice.FAILED if failed else BounceNotice.UNCLEAR


def diagnostic_of(text: str) -> str:
    """Return the lines that say why: those with a reply or status code up to the next gap, else all words."""
    lines = _own_words(text).splitlines()
    start = next((number for number, line in enumerate(lines) if _REPLY_LINE.search(line)), None)
    if start is None:
        return " ".join(line.strip() for line in lines if not _SAYS.boilerplate.search(line))
    end = next((number for number in range(start + 1, len(lines)) if not lines[number].strip()), len(lines))
    return " ".join(line.strip() for line in lines[start:end] if not _SAYS.boilerplate.search(line))


def _own_words(text: str) -> str:
    """Cut off the copy of our mail."""
    copy = _SAYS.copy.search(text)
    return text[: copy.start()] if copy else text
