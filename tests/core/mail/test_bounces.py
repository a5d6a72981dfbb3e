"""Bounces of a dozen mail systems, each as a whole mail through the reader; every row that is read wrong is named."""

from __future__ import annotations

from uuid import uuid4

from reminders.core.model.faults import Blame
from reminders.core.sending.faults.bounces import read_bounce
from reminders.core.sending.faults.mail_faults import FAULTS
from tests.core.mail.bounce_cases import PLAIN, STANDARD
from tests.heldout_delivery.bounces import BOUNCES as HELD_OUT

REPORT = """\
From: MAILER-DAEMON@relay.example
To: care@clinic.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

This is the mail system at host relay.example. I'm sorry to have to inform you.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; a@p.example
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--B
Content-Type: message/rfc822

From: care@clinic.example
To: a@p.example
Message-ID: <{ours}@clinic.example>
Subject: A note

Hello.
--B--
"""
ORIGINAL = (
    "Received: from clinic.example\nFrom: care@clinic.example\nMessage-ID: <{ours}@clinic.example>\nSubject: A note\n"
)
PLAIN_MAIL = "From: {sender}\nTo: care@clinic.example\nSubject: {subject}\nContent-Type: text/plain\n\n{text}"


def outcome(raw: str) -> str:
    """Say what a bounce does."""
    found = read_bounce(raw.encode())
    if found is None:
        return "nothing"
    assert found.cause in FAULTS
    assert len(found.code) <= 40, "it must fit its column"
    if found.unclear:
        return "look"
    return {Blame.ADDRESS: "closes", Blame.SENDER: "sender"}.get(found.blame, "undelivered")


def wrong(rows: tuple[tuple[str, str, str, str, str], ...]) -> list[str]:
    """Name the standard reports that are read wrong."""
    found: list[str] = []
    for system, action, status, diagnostic, wanted in rows:
        said = outcome(REPORT.format(action=action, status=status, diagnostic=diagnostic, ours=uuid4()))
        if said != wanted:
            found.append(f"{system}: {action} {status} {diagnostic}: {said}, not {wanted}")
    return found


def test_reports_of_the_standard():
    assert wrong(STANDARD) == []


def test_there_are_enough_rows_of_enough_systems():
    assert len(STANDARD) + len(PLAIN) >= 60
    assert len({row[0] for row in (*STANDARD, *PLAIN)}) >= 12


def test_reports_in_plain_words():
    found: list[str] = []
    for system, sender, subject, text, wanted in PLAIN:
        body = text.format(original=ORIGINAL.format(ours=uuid4()))
        said = outcome(PLAIN_MAIL.format(sender=sender, subject=subject, text=body))
        if said != wanted:
            found.append(f"{system}: {subject}: {said}, not {wanted}")
    assert found == []


def test_rows_that_were_written_before_the_table():
    """The first score was 48 of 48."""
    assert wrong(HELD_OUT) == []


def test_a_full_address_in_the_words_never_decides():
    report = REPORT.format(
        action="failed", status="5.0.0", diagnostic="smtp; 554 <no.such.user@p.example>: refused", ours=uuid4()
    )
    assert outcome(report) == "undelivered"
