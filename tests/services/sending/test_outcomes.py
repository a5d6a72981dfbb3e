"""What an outcome makes of its message, and of everything else it tells about."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from reminders.services.clinics.switch import resume_all
from reminders.services.sending.deliver import deliver
from reminders.services.sending.tick import tick
from reminders.store.clinics.switches import switches_on
from reminders.store.tables import messages, patients
from tests.making import (
    SOMEBODY,
    alert_kinds,
    all_rows,
    answers,
    at,
    attempts_of,
    enroll_rows,
    events_of,
    message,
    outbox,
    play,
    row,
    run,
    run_at,
    sent_steps,
    standing,
)

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

NOT_SENT = SendOutcome(Verdict.NOT_SENT, code="503")
LANDLINE = SendOutcome(Verdict.REJECTED, code="21614", effect=Effect.BAD_ADDRESS)
DOWN = SendOutcome(Verdict.NOT_SENT, code="20003", effect=Effect.SENDER_DOWN, retry_after=timedelta(minutes=15))
MORNING, EVENING = "03-11 16:00", "03-11 21:59"  # New York: noon, and a minute before the day ends


@pytest.mark.parametrize(
    ("outcome", "status", "reason", "event"),
    [
        (SendOutcome(Verdict.ACCEPTED, provider_id="SM1"), "accepted", None, "accept"),
        (SendOutcome(Verdict.REJECTED, code="21617"), "failed", "rejected", "reject"),
        (SendOutcome(Verdict.UNKNOWN, code="timeout"), "unconfirmed", None, "lose_track"),
        (NOT_SENT, "planned", None, "not_sent"),
        (SendOutcome(Verdict.NOT_SENT, code="429", retry_after=timedelta(days=1)), "missed", "too_late", "miss"),
        (LANDLINE, "failed", "bad_address", "reject"),
    ],
    ids=lambda item: str(getattr(item, "verdict", item)),
)
def test_each_outcome_has_its_place(  # noqa: PLR0917
    context: Context, clinic: Clinic, clock: FixedClock, outcome: SendOutcome, status: str, reason: str, event: str
):
    enroll_rows(context, clinic, row(email_consent="no"))
    answers(context, outcome)
    run_at(context, clock, MORNING)
    found = message(context, "walk_1")
    assert (found.status, found.reason, found.error_code) == (status, reason, outcome.code)
    assert events_of(context, found.id) == ["claim: planned > sending", f"{event}: sending > {status}"]
    (attempt,) = attempts_of(context, found.id)
    assert (attempt.verdict, attempt.code, attempt.ended_at) == (outcome.verdict, outcome.code, clock.now())
    may_have_left = status in {"accepted", "unconfirmed"}
    assert (found.sent_at is not None) == may_have_left
    assert found.lease_until is None


def test_what_was_provably_not_sent_is_tried_again_in_its_window(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    answers(context, NOT_SENT)
    run_at(context, clock, MORNING)
    retry = message(context, "walk_1").ready_at
    assert timedelta(seconds=10) <= retry - clock.now() <= timedelta(seconds=20)
    run(context)
    assert len(outbox(context).attempts) == 1
    answers(context, None)
    clock.set(retry)
    run(context)
    assert standing(context, "walk_1") == ("accepted", None)
    walk = message(context, "walk_1")
    assert [(item.number, item.verdict) for item in attempts_of(context, walk.id)] == [(1, "not_sent"), (2, "accepted")]


def test_tries_go_on_to_the_end_of_the_window_ever_more_slowly(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    answers(context, NOT_SENT)
    play(context, clock, "03-12 00:00")
    walk = message(context, "walk_1")
    assert (walk.status, walk.reason) == ("missed", "too_late")
    times = [item.started_at for item in attempts_of(context, walk.id)]
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert times[-1] < walk.send_before <= times[-1] + timedelta(minutes=15)
    assert waits[0] <= timedelta(seconds=20)
    assert max(waits) <= timedelta(minutes=15)


def test_a_try_that_would_come_too_late_is_not_waited_for(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    answers(context, SendOutcome(Verdict.NOT_SENT, retry_after=timedelta(minutes=1)))
    run_at(context, clock, EVENING)
    assert standing(context, "walk_1") == ("missed", "too_late")


def test_an_unknown_outcome_is_never_sent_again(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    answers(context, SendOutcome(Verdict.UNKNOWN, code="timeout"))
    run_at(context, clock, MORNING)
    assert message(context, "walk_1").settle_at == clock.now()
    answers(context, None)
    play(context, clock, "03-13 00:00")
    assert standing(context, "walk_1") == ("unconfirmed", None)
    assert len(outbox(context).attempts) == 1


def test_a_landline_makes_this_step_and_all_later_ones_emails_once(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(language="es"))
    answers(context, LANDLINE)
    play(context, clock, "08-01 00:00")
    assert len(outbox(context).attempts) == 1
    assert standing(context, "walk_1", "email") == ("accepted", None)
    sent = sent_steps(context, Channel.EMAIL)
    assert (len(sent), len(set(sent))) == (9, 9)
    assert standing(context, "wound_1") == ("skipped", "bad_address")
    assert alert_kinds(context) == ["bad_address: sms"]
    original, instead = message(context, "walk_1"), message(context, "walk_1", "email")
    assert instead.send_before == original.send_before


def test_an_email_in_place_of_a_text_keeps_to_the_hours(context: Context, clinic: Clinic, clock: FixedClock):
    """A failure that is only seen after hours cannot become an email the next day: the step's time is over."""
    enroll_rows(context, clinic, row())

    def late(_outgoing: object) -> SendOutcome:
        clock.set(at("03-11 22:30"))
        return LANDLINE

    answers(context, late)
    run_at(context, clock, EVENING)
    assert standing(context, "walk_1", "email") == ("missed", "failover_too_late")
    run(context)
    assert outbox(context, Channel.EMAIL).attempts == []


@pytest.mark.parametrize("changes", [{"email_consent": "no"}, {"email": "", "email_consent": "no"}], ids=str)
def test_without_consent_to_email_a_landline_is_the_end(
    context: Context, clinic: Clinic, clock: FixedClock, changes: dict[str, str]
):
    enroll_rows(context, clinic, row(**changes))
    answers(context, LANDLINE)
    play(context, clock, "03-20 00:00")
    assert outbox(context, Channel.EMAIL).attempts == []
    assert standing(context, "wound_1") == ("skipped", "bad_address")


def test_a_bad_email_address_closes_email_and_no_text_takes_its_place(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(sms_consent="no"))
    answers(context, SendOutcome(Verdict.REJECTED, code="550", effect=Effect.BAD_ADDRESS), Channel.EMAIL)
    play(context, clock, "03-20 00:00")
    assert outbox(context).attempts == []
    assert len(outbox(context, Channel.EMAIL).attempts) == 1
    assert all_rows(context, patients)[0].email_bad_since == message(context, "walk_1", "email").changed_at


def test_a_bad_phone_is_bad_for_everybody_who_shares_it(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone="202-555-0123"), row(phone="202-555-0123", surgery_date="2026-03-17"))
    answers(context, LANDLINE)
    run_at(context, clock, MORNING)
    texts = {item.status for item in all_rows(context, messages) if item.channel == "sms"}
    assert texts == {"failed", "skipped"}


def test_a_corrected_phone_is_not_a_bad_one(context: Context, clinic: Clinic, clock: FixedClock):
    item = row()
    enroll_rows(context, clinic, item)
    answers(context, LANDLINE)
    run_at(context, clock, MORNING)
    answers(context, None)
    enroll_rows(context, clinic, item | {"phone": "(212) 736-5000"})
    play(context, clock, "03-15 00:00")
    assert sent_steps(context, Channel.SMS) == ["wound_1"]


def test_a_refused_account_pauses_its_line_and_no_other(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(), row(), row(sms_consent="no"))
    answers(context, DOWN)
    run_at(context, clock, MORNING)
    assert len(outbox(context).attempts) == 2  # both were on the wire already
    assert len(outbox(context, Channel.EMAIL).sent) == 1
    with context.db.read() as tx:
        assert switches_on(tx) == {"line:sms:default": "20003"}
    assert alert_kinds(context) == ["line_down: sms"]
    clock.set(at("03-11 16:14"))
    assert tick(context) == {}
    deliver(context, "sms")  # a worker that was woken before
    assert len(outbox(context).attempts) == 2
    answers(context, None)
    resume_all(context, actor=SOMEBODY)
    clock.set(at("03-11 16:15"))
    run(context)
    assert sent_steps(context, Channel.SMS) == ["walk_1", "walk_1"]


def test_a_line_that_stays_down_past_the_time_leaves_messages_missed(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row())
    answers(context, DOWN)
    play(context, clock, "03-12 00:00")
    run_at(context, clock, "03-12 12:00")
    assert standing(context, "walk_1") == ("missed", "too_late")


def test_a_sender_that_breaks_its_word_and_raises_leaves_an_unknown_outcome(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row())

    def fail(_outgoing: object) -> SendOutcome:
        raise RuntimeError("+12025550123")

    answers(context, fail)
    run_at(context, clock, MORNING)
    assert standing(context, "walk_1") == ("unconfirmed", None)
