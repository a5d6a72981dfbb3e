"""Mails that come back: by whom, for what, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.model.contact import Channel
from reminders.core.sending.faults.bounces import read_bounce, split_mailbox
from reminders.services.sending.take_bounce import BouncesTaken, take_bounces
from reminders.store.clinics.switches import switches_on
from reminders.store.tables import messages, patients
from tests.making import SOMEBODY, alert_kinds, all_rows, enroll_rows, message, play, row, sent_steps, standing
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

POSTFIX = """\
From: MAILER-DAEMON@relay.example (Mail Delivery System)
To: care@clinic.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B/relay"
Message-Id: <20260311140000.AAAA@relay.example>

--B/relay
Content-Type: text/plain; charset=us-ascii

<ana@example.org>: host mx.example.org said: {diagnostic}

--B/relay
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; ana@example.org
Original-Recipient: rfc822;ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--B/relay
Content-Type: {returned}

From: care@clinic.example
To: ana@example.org
Message-ID: <{message_id}@clinic.example>
Subject: A note

--B/relay--
"""
NO_MAILBOX = "550 5.1.1 <ana@example.org>: no such user"


def bounce(
    message_id: str,
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = NO_MAILBOX,
    returned: str = "text/rfc822-headers",
) -> bytes:
    return POSTFIX.format(
        message_id=message_id, status=status, action=action, diagnostic=diagnostic, returned=returned
    ).encode()


@each_row(
    ("status", "diagnostic", "bad"),
    [
        ("5.1.1", NO_MAILBOX, True),
        ("5.1.10", "550 recipient not found", True),
        ("5.2.1", "550 mailbox disabled", True),
        ("5.4.4", "no route to host", True),
        ("5.0.0", "550 no such user here", True),
        ("5.0.0", "554 something else", False),
        ("5.2.2", "552 mailbox full", False),
        ("5.7.1", "550 blocked by policy", False),
        ("5.6.1", "554 content", False),
        ("nonsense", "nonsense", False),
    ],
)
@each_row("returned", ["text/rfc822-headers", "message/rfc822"])
def test_what_a_bounce_says_of_the_address(status: str, diagnostic: str, bad: bool, returned: str):  # noqa: FBT001
    ours = str(uuid4())
    found = read_bounce(bounce(ours, status, diagnostic=diagnostic, returned=returned))
    assert found is not None
    assert (found.message_id, found.is_bad_address) == (ours, bad)


@each_row(
    "mail",
    [
        bounce(str(uuid4()), status="4.4.7", action="delayed"),
        bounce(str(uuid4()), status="2.0.0", action="delivered"),
        bounce("not-one-of-ours"),
        b"Subject: hello\n\nI am away until Monday.",
        b"",
    ],
)
def test_a_delay_a_vacation_and_mails_of_others_are_no_bounces(mail: bytes):
    assert read_bounce(mail) is None


@given(st.binary(max_size=400), st.integers(0, 900))
def test_no_bytes_make_the_reader_fail(noise: bytes, at: int):
    whole = bounce(str(uuid4()))
    for mail in (noise, whole[:at] + noise + whole[at:]):
        for part in split_mailbox(mail):
            read_bounce(part)


def test_an_address_that_does_not_exist_is_closed_and_staff_get_a_line(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(sms_consent="no", email="ana@example.org"))
    play(context, clock, "03-12 00:00")
    sent = message(context, "walk_1", "email")
    assert take_bounces(context, bounce(sent.id), actor=SOMEBODY) == BouncesTaken(1, 1)
    assert standing(context, "walk_1", "email") == ("undelivered", "bad_address")
    assert alert_kinds(context) == ["bad_address: email"]
    assert all_rows(context, patients)[0].email_bad_since is not None
    take_bounces(context, bounce(sent.id), actor=SOMEBODY)
    assert alert_kinds(context) == ["bad_address: email"], "the same bounce twice is one"
    play(context, clock, "04-01 00:00")
    assert sent_steps(context, Channel.EMAIL) == []


def test_a_full_mailbox_costs_one_mail_and_not_the_address(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(sms_consent="no"))
    play(context, clock, "03-12 00:00")
    full = bounce(message(context, "walk_1", "email").id, "5.2.2", diagnostic="552 mailbox full")
    assert take_bounces(context, full, actor=SOMEBODY) == BouncesTaken(1, 1)
    assert standing(context, "walk_1", "email") == ("undelivered", None)
    play(context, clock, "03-15 00:00")
    assert sent_steps(context, Channel.EMAIL) == ["wound_1"]


def test_an_mbox_of_many_and_ids_that_are_no_mail_of_ours(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone="+12025550123"))
    play(context, clock, "03-12 00:00")
    text = message(context, "walk_1")
    line = b"From MAILER-DAEMON Wed Mar 11 14:00:00 2026\n"
    mbox = b"\n".join(line + mail for mail in (bounce(text.id), bounce(str(uuid4())), b"Subject: hello\n\nhi\n"))
    assert take_bounces(context, mbox, actor=SOMEBODY) == BouncesTaken(3, 0)
    assert standing(context, "walk_1") == ("accepted", None)


def emailed(context: Context, clinic: Clinic, clock: FixedClock, count: int = 1) -> list[str]:
    """Send the first email to some people; return the ids of those emails."""
    enroll_rows(context, clinic, *(row(sms_consent="no", email_consent="yes") for _ in range(count)))
    play(context, clock, "03-11 20:00")
    return [item.id for item in all_rows(context, messages) if (item.step, item.channel) == ("walk_1", "email")]


def test_what_was_given_up_is_not_delivered_and_the_address_stays_open(
    context: Context, clinic: Clinic, clock: FixedClock
):
    (ours,) = emailed(context, clinic, clock)
    assert take_bounces(context, bounce(ours, "4.4.1", diagnostic="timed out"), actor=SOMEBODY) == BouncesTaken(1, 1)
    assert standing(context, "walk_1", "email") == ("undelivered", None)
    assert all_rows(context, patients)[0].email_bad_since is None
    assert alert_kinds(context) == []


@pytest.mark.parametrize(
    ("status", "diagnostic"),
    [("5.1.8", "550 5.1.8 bad outbound sender"), ("5.0.0", "550 5.7.1 SPF check failed"), ("5.7.1", "relay denied")],
)
def test_what_speaks_against_our_sender_closes_no_address_and_is_told_once(
    context: Context, clinic: Clinic, clock: FixedClock, status: str, diagnostic: str
):
    ours = emailed(context, clinic, clock, 2)
    for one in ours:
        take_bounces(context, bounce(one, status, diagnostic=diagnostic), actor=SOMEBODY)
    assert [item.status for item in all_rows(context, messages) if item.id in ours] == ["undelivered"] * 2
    assert [item.email_bad_since for item in all_rows(context, patients)] == [None, None]
    assert [kind.partition(":")[0] for kind in alert_kinds(context)] == ["mail_refused"]


def test_and_takes_email_down_once_many_peoples_come_back(context: Context, clinic: Clinic, clock: FixedClock):
    ours = emailed(context, clinic, clock, 6)
    for number, one in enumerate(ours, 1):
        spf = bounce(one, "5.0.0", diagnostic="550 5.7.1 SPF check failed")
        take_bounces(context, spf, actor=SOMEBODY)
        with context.db.read() as tx:
            assert ("line:email:default" in switches_on(tx)) == (number >= 5), number


def test_a_report_that_no_one_can_read_is_for_staff_to_look_at(context: Context, clinic: Clinic, clock: FixedClock):
    (ours,) = emailed(context, clinic, clock)
    odd = f"From: postmaster@p.example\nSubject: About your mail\n\nReceived.\n\nMessage-ID: <{ours}@clinic.example>\n"
    assert take_bounces(context, odd.encode(), actor=SOMEBODY) == BouncesTaken(1, 1)
    assert standing(context, "walk_1", "email") == ("accepted", None)
    assert alert_kinds(context) == ["mail_refused: unclear"]
