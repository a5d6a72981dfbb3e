"""A mail server's reply at each step, as a table."""

from __future__ import annotations

from reminders.channels.smtp.replies import SMTPStep, judge, queue_id
from reminders.core.model.faults import QUOTA_RETRY
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from tests.heldout_delivery.replies import REPLIES as HELD_OUT
from tests.tables import each_row

BAD, DOWN, MANY = Effect.BAD_ADDRESS, Effect.SENDER_DOWN, Effect.SENDER_SUSPECT
NOT_SENT, REJECTED, UNKNOWN = Verdict.NOT_SENT, Verdict.REJECTED, Verdict.UNKNOWN


@each_row(
    ("step", "reply", "verdict", "effect"),
    [
        (SMTPStep.GREETING, "421 4.3.2 busy", NOT_SENT, None),
        (SMTPStep.GREETING, "554 5.7.1 your address is blocked", NOT_SENT, DOWN),
        (SMTPStep.LOGIN, "535 5.7.8 wrong password", NOT_SENT, DOWN),
        (SMTPStep.LOGIN, "454 4.7.0 try later", NOT_SENT, None),
        (SMTPStep.MAIL, "451 4.3.0 later", NOT_SENT, None),
        (SMTPStep.MAIL, "550 5.7.1 not your sender", NOT_SENT, DOWN),
        (SMTPStep.MAIL, "530 5.7.0 log in first", NOT_SENT, DOWN),
        (SMTPStep.MAIL, "552 5.3.4 too big", REJECTED, None),
        (SMTPStep.RCPT, "450 4.2.0 greylisted", NOT_SENT, None),
        (SMTPStep.RCPT, "530 5.7.0 log in first", NOT_SENT, DOWN),
        (SMTPStep.RCPT, "550 5.1.1 unknown", REJECTED, BAD),
        (SMTPStep.RCPT, "550 no such user", REJECTED, BAD),
        (SMTPStep.RCPT, "551 moved", REJECTED, BAD),
        (SMTPStep.RCPT, "553 5.1.3 syntax", REJECTED, BAD),
        (SMTPStep.RCPT, "554 5.1.1 unknown", REJECTED, BAD),
        (SMTPStep.RCPT, "550 5.4.1 access denied", REJECTED, BAD),
        (SMTPStep.RCPT, "550 5.2.1 mailbox disabled", REJECTED, BAD),
        (SMTPStep.RCPT, "552 5.2.2 mailbox full", REJECTED, None),
        (SMTPStep.RCPT, "550 5.2.2 mailbox full", REJECTED, None),
        (SMTPStep.RCPT, "550 5.7.1 relaying denied", NOT_SENT, DOWN),
        (SMTPStep.RCPT, "554 5.7.1 Relay access denied", NOT_SENT, DOWN),
        (SMTPStep.RCPT, "454 4.7.1 Relay access denied", NOT_SENT, DOWN),
        (SMTPStep.RCPT, "550 5.1.8 Sender address rejected", NOT_SENT, DOWN),
        (SMTPStep.RCPT, "554 5.7.1 host mx.p.example said: 554 5.7.1 blocked using a block list", REJECTED, MANY),
        (SMTPStep.RCPT, "550", REJECTED, None),
        (SMTPStep.RCPT, "999 what", NOT_SENT, None),
        (SMTPStep.DATA, "451 4.3.0 later", NOT_SENT, None),
        (SMTPStep.DATA, "554 5.5.1 no valid recipients", REJECTED, None),
        (SMTPStep.DATA, "550 5.4.5 Daily limit", NOT_SENT, None),
        (SMTPStep.MAIL, "550 5.4.5 Daily sending quota exceeded", NOT_SENT, None),
        (SMTPStep.DATA, "250 what", NOT_SENT, None),
        (SMTPStep.CONTENT, "250 2.0.0 taken", Verdict.ACCEPTED, None),
        (SMTPStep.CONTENT, "452 4.3.1 disk full", NOT_SENT, None),
        (SMTPStep.CONTENT, "421 4.3.2 going down", NOT_SENT, None),
        (SMTPStep.CONTENT, "550 5.7.1 looks like spam", REJECTED, MANY),
        (SMTPStep.CONTENT, "550 5.7.26 does not pass DMARC", NOT_SENT, DOWN),
        (SMTPStep.CONTENT, "354 what", UNKNOWN, None),
        (SMTPStep.CONTENT, "-1 what", UNKNOWN, None),
    ],
)
def test_replies(step: SMTPStep, reply: str, verdict: Verdict, effect: Effect | None) -> None:
    code, _, text = reply.partition(" ")
    outcome = judge(step, int(code), text.encode())
    assert (outcome.verdict, outcome.effect) == (verdict, effect)


def blames(outcome: SendOutcome) -> str:
    """Say in a word what an outcome does."""
    if outcome.effect is DOWN:
        return "sender"
    if outcome.verdict is NOT_SENT:
        return "later"
    return "address" if outcome.effect is BAD else "message"


def test_replies_that_were_written_before_the_table() -> None:
    """The first score was 48 of 50."""
    steps = {"MAIL": SMTPStep.MAIL, "RCPT": SMTPStep.RCPT, "DATA": SMTPStep.DATA}
    found: list[str] = []
    for step, answer, wanted in HELD_OUT:
        outcome = judge(steps[step], int(answer[:3]), answer[4:].encode())
        if blames(outcome) != wanted:
            found.append(f"{step} {answer}: {blames(outcome)}, not {wanted}")
    assert found == []


def test_a_quota_is_tried_again_when_it_may_be_over() -> None:
    assert judge(SMTPStep.DATA, 550, b"5.4.5 Daily user sending limit exceeded").retry_after == QUOTA_RETRY


def test_the_servers_words_are_dropped_and_its_codes_kept() -> None:
    outcome = judge(SMTPStep.RCPT, 550, b"5.1.1 <ana.patient@example.org>: unknown")
    assert outcome.code == "smtp_550 5.1.1 no_mailbox"
    assert "ana" not in repr(outcome)


@each_row(
    ("text", "expected"),
    [
        (b"2.0.0 Ok: queued as 4Xy1Zz2k3Qz", "4Xy1Zz2k3Qz"),
        (b"OK id=1qAbCd-0003xY-2B", "1qAbCd-0003xY-2B"),
        (b"2.0.0 taken", None),
        (b"\xff", None),
    ],
)
def test_queue_ids(text: bytes, expected: str | None) -> None:
    assert queue_id(text) == expected
