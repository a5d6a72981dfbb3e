"""Receipts late, twice, out of order, before our own outcome, and of attempts that are no longer the message's own."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from reminders.channels.twilio.receipts import read_receipt
from reminders.core.model.contact import Channel
from reminders.core.model.status import Event, Status
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.plans.reschedule import reschedule
from reminders.services.sending.dispatch import claim_batch
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.receipts import take_receipt
from reminders.services.sending.record import record_all
from reminders.store.clinics.switches import switches_on
from reminders.store.sending.transitions import Move, move
from reminders.store.tables import attempts, opt_outs, patients
from tests.making import (
    SOMEBODY,
    alert_kinds,
    all_rows,
    answers,
    at,
    attempts_of,
    change_clinic_to,
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
    uid,
)

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.ports import Receipt
    from reminders.services.context import Context
    from reminders.services.sending.start_attempt import Sending

MORNING = "03-11 16:00"
PHONE = "+12025550101"
UNKNOWN = SendOutcome(Verdict.UNKNOWN, code="timeout")
TAKEN = SendOutcome(Verdict.ACCEPTED, provider_id="SM1")


def receipt(status: str, code: int | None = None, sid: str = "SM1") -> Receipt:
    form = {"MessageSid": sid, "MessageStatus": status, "To": PHONE} | ({"ErrorCode": str(code)} if code else {})
    found = read_receipt(form)
    assert found is not None
    return found


def send_walk(context: Context, clinic: Clinic, clock: FixedClock, **more: str) -> str:
    """Enroll one patient and send the first text; return its attempt."""
    enroll_rows(context, clinic, row(phone=PHONE, **more))
    if outbox(context)._outcomes is None:
        answers(context, TAKEN)
    run_at(context, clock, MORNING)
    return attempt_of(context)


def attempt_of(context: Context, number: int = 1, step: str = "walk_1") -> str:
    return attempts_of(context, message(context, step).id)[number - 1].id


def on_the_wire(context: Context, clinic: Clinic, clock: FixedClock) -> Sending:
    """Claim the first text and leave it on the wire."""
    enroll_rows(context, clinic, row(phone=PHONE))
    clock.set(at(MORNING))
    with context.db.begin() as tx:
        (sending,) = claim_batch(context, tx, "sms", 50, RoundRobin()).leaving
    return sending


def settle_absent(context: Context, clock: FixedClock, step: str = "walk_1") -> None:
    """Bring an unconfirmed text back to the plan, as after two look-ups that found nothing."""
    with context.db.begin() as tx:
        found = Move(message(context, step).id, Status.UNCONFIRMED, Event.SETTLE_ABSENT, values={"sent_at": None})
        assert move(tx, found, clock.now())


@pytest.mark.parametrize("order", [*permutations(["queued", "sent", "delivered"])], ids="-".join)
def test_any_order_and_any_number_end_delivered_once(
    context: Context, clinic: Clinic, clock: FixedClock, order: tuple[str, ...]
):
    attempt = send_walk(context, clinic, clock)
    for status in (*order, *order):
        assert take_receipt(context, attempt, receipt(status, sid=message(context, "walk_1").provider_id))
    assert standing(context, "walk_1") == ("delivered", None)
    walk = message(context, "walk_1")
    assert events_of(context, walk.id)[2:] == ["receipt_delivered: accepted > delivered"]
    assert attempts_of(context, walk.id)[0].receipt == "delivered"


@pytest.mark.parametrize(("first", "second"), [("delivered", "undelivered"), ("undelivered", "delivered")])
def test_the_first_final_word_stays(context: Context, clinic: Clinic, clock: FixedClock, first: str, second: str):
    attempt = send_walk(context, clinic, clock)
    take_receipt(context, attempt, receipt(first, 30006 if first == "undelivered" else None))
    take_receipt(context, attempt, receipt(second, 30006 if second == "undelivered" else None))
    assert message(context, "walk_1").status == first
    assert len(alert_kinds(context)) == (first == "undelivered")


@pytest.mark.parametrize("outcome", [UNKNOWN, SendOutcome(Verdict.ACCEPTED, provider_id="SM1")])
@pytest.mark.parametrize("status", ["queued", "delivered"])
def test_a_receipt_before_our_own_outcome_leaves_that_one_nothing_to_say(
    context: Context, clinic: Clinic, clock: FixedClock, outcome: SendOutcome, status: str
):
    sending = on_the_wire(context, clinic, clock)
    assert take_receipt(context, sending.outgoing.attempt_id, receipt(status))
    with context.db.begin() as tx:
        record_all(context, tx, [(sending, outcome)], clock.now())
    walk = message(context, "walk_1")
    assert (walk.status, walk.provider_id) == ("accepted" if status == "queued" else "delivered", "SM1")
    assert walk.lease_until is None
    (attempt,) = attempts_of(context, walk.id)
    assert (attempt.provider_id, attempt.verdict) == ("SM1", outcome.verdict)


def test_a_receipt_settles_an_unknown_outcome_and_nothing_is_sent_again(
    context: Context, clinic: Clinic, clock: FixedClock
):
    answers(context, UNKNOWN)
    attempt = send_walk(context, clinic, clock)
    assert standing(context, "walk_1") == ("unconfirmed", None)
    take_receipt(context, attempt, receipt("sent"))
    walk = message(context, "walk_1")
    assert (walk.status, walk.provider_id, walk.settle_at) == ("accepted", "SM1", None)
    play(context, clock, "03-12 12:00")
    assert len(outbox(context).attempts) == 1


def test_an_attempt_that_is_not_ours_is_unknown(context: Context, clinic: Clinic, clock: FixedClock):
    assert not take_receipt(context, uid(77), receipt("delivered"))


def test_a_text_found_absent_that_was_delivered_after_all_is_not_sent_again(
    context: Context, clinic: Clinic, clock: FixedClock
):
    answers(context, UNKNOWN)
    attempt = send_walk(context, clinic, clock)
    settle_absent(context, clock)
    answers(context, None)
    take_receipt(context, attempt, receipt("delivered"))
    walk = message(context, "walk_1")
    assert (walk.status, walk.sent_at) == ("delivered", attempts_of(context, walk.id)[0].started_at)
    run(context)
    assert len(outbox(context).attempts) == 1


@pytest.mark.parametrize("said", ["sent", "delivered", "undelivered"])
def test_an_old_attempt_never_speaks_for_the_newer_one(context: Context, clinic: Clinic, clock: FixedClock, said: str):
    answers(context, UNKNOWN)
    old = send_walk(context, clinic, clock)
    settle_absent(context, clock)
    answers(context, SendOutcome(Verdict.ACCEPTED, provider_id="SM2"))
    run(context)
    before = message(context, "walk_1")
    assert (before.status, before.attempts) == ("accepted", 2)
    take_receipt(context, old, receipt(said, 30008 if said == "undelivered" else None))
    assert message(context, "walk_1") == before
    first, second = attempts_of(context, before.id)
    assert (first.receipt, first.provider_id, second.receipt) == (said.replace("sent", "accepted"), "SM1", None)
    take_receipt(context, attempt_of(context, 2), receipt("delivered", sid="SM2"))
    assert standing(context, "walk_1") == ("delivered", None)


def test_an_old_attempt_that_arrived_spares_the_patient_a_retry(context: Context, clinic: Clinic, clock: FixedClock):
    answers(context, UNKNOWN)
    old = send_walk(context, clinic, clock)
    settle_absent(context, clock)
    answers(context, SendOutcome(Verdict.NOT_SENT, code="20429"))
    run(context)
    assert standing(context, "walk_1") == ("planned", None)
    answers(context, None)
    take_receipt(context, old, receipt("undelivered", 30008))
    assert standing(context, "walk_1") == ("planned", None)
    with context.db.begin() as tx:  # as if it had been another word
        tx.conn.execute(update(attempts).values(receipt=None))
    take_receipt(context, old, receipt("delivered"))
    play(context, clock, "03-12 12:00")
    walk = message(context, "walk_1")
    assert (walk.status, walk.provider_id, walk.attempt_id) == ("delivered", "SM1", old)
    assert len(outbox(context).attempts) == 2


@pytest.mark.parametrize("said", ["sent", "delivered", "undelivered"])
def test_a_receipt_for_an_earlier_surgery_day_never_marks_the_message_of_the_new_one(
    context: Context, clinic: Clinic, clock: FixedClock, said: str
):
    """The row moved with the surgery: it is the same row, and another message."""
    answers(context, UNKNOWN)
    item = row(phone=PHONE)
    enroll_rows(context, clinic, item)
    run_at(context, clock, MORNING)
    old = attempt_of(context)
    settle_absent(context, clock)
    reschedule(context, clinic, item["external_id"], date(2026, 3, 20), actor=SOMEBODY)
    answers(context, None)
    before = message(context, "walk_1", anchor=2)
    take_receipt(context, old, receipt(said, 30006 if said == "undelivered" else None))
    after = message(context, "walk_1", anchor=2)
    assert after.status == ("skipped" if said == "undelivered" else "planned")  # a landline is one on any day
    assert (after.provider_id, after.sent_at) == (before.provider_id, None)
    assert attempts_of(context, before.id)[0].receipt == said.replace("sent", "accepted")
    play(context, clock, "03-22 12:00")
    channel = Channel.EMAIL if said == "undelivered" else Channel.SMS
    assert sent_steps(context, channel) == ["walk_1"]


@pytest.mark.parametrize("code", [30005, 30006])
def test_a_landline_found_out_later_closes_the_phone_and_becomes_the_steps_email_once(
    context: Context, clinic: Clinic, clock: FixedClock, code: int
):
    attempt = send_walk(context, clinic, clock)
    for _ in range(3):
        take_receipt(context, attempt, receipt("undelivered", code))
    walk = message(context, "walk_1")
    assert (walk.status, walk.reason, walk.error_code) == ("undelivered", "bad_address", str(code))
    assert alert_kinds(context) == ["bad_address: sms"]
    assert all_rows(context, patients)[0].phone_bad_since == clock.now()
    play(context, clock, "03-20 00:00")
    assert sent_steps(context, Channel.EMAIL)[:2] == ["walk_1", "wound_1"]
    assert len(outbox(context).attempts) == 1


def test_failed_at_twilio_is_undelivered_here(context: Context, clinic: Clinic, clock: FixedClock):
    attempt = send_walk(context, clinic, clock, email_consent="no")
    take_receipt(context, attempt, receipt("failed", 30004))
    assert standing(context, "walk_1")[0] == "undelivered"
    assert alert_kinds(context) == []


def test_a_phone_that_is_off_becomes_the_steps_email_and_stays_a_good_phone(
    context: Context, clinic: Clinic, clock: FixedClock
):
    attempt = send_walk(context, clinic, clock)
    take_receipt(context, attempt, receipt("undelivered", 30003))
    play(context, clock, "03-15 00:00")
    assert sent_steps(context, Channel.EMAIL) == ["walk_1"]
    assert sent_steps(context, Channel.SMS) == ["wound_1"]
    assert all_rows(context, patients)[0].phone_bad_since is None


def test_a_failure_heard_of_too_late_is_listed_and_not_mailed(context: Context, clinic: Clinic, clock: FixedClock):
    attempt = send_walk(context, clinic, clock)
    clock.set(at("03-12 14:00"))
    take_receipt(context, attempt, receipt("undelivered", 30006))
    assert standing(context, "walk_1", "email") == ("missed", "failover_too_late")


def test_a_stop_that_only_the_provider_knew_of_stops(context: Context, clinic: Clinic, clock: FixedClock):
    attempt = send_walk(context, clinic, clock)
    take_receipt(context, attempt, receipt("failed", 21610))
    take_receipt(context, attempt, receipt("failed", 21610))
    assert standing(context, "walk_1") == ("undelivered", "opted_out")
    assert [(item.channel, item.source) for item in all_rows(context, opt_outs)] == [("sms", "provider")]
    play(context, clock, "03-20 00:00")
    assert len(outbox(context).attempts) == 1
    assert sent_steps(context, Channel.EMAIL)[:2] == ["walk_1", "wound_1"]


@pytest.mark.parametrize("code", [30002, 30032, 30034])
def test_our_own_fault_stops_the_line_and_raises_one_alarm(
    context: Context, clinic: Clinic, clock: FixedClock, code: int
):
    attempt = send_walk(context, clinic, clock)
    take_receipt(context, attempt, receipt("undelivered", code))
    take_receipt(context, attempt, receipt("undelivered", code))
    with context.db.read() as tx:
        assert list(switches_on(tx)) == ["line:sms:default"]
    assert alert_kinds(context) == ["line_down: sms"]
    assert standing(context, "walk_1")[0] == "undelivered"


def test_it_is_the_line_by_which_the_text_left_not_the_one_the_clinic_has_now(
    context: Context, clinic: Clinic, clock: FixedClock
):
    attempt = send_walk(context, clinic, clock)
    change_clinic_to(context, clinic, sms_sender="+12025550199")
    take_receipt(context, attempt, receipt("undelivered", 30034))
    with context.db.read() as tx:
        assert list(switches_on(tx)) == ["line:sms:default"]


@pytest.mark.parametrize("said", ["delivered", "undelivered"])
def test_a_receipt_about_another_text_is_not_taken(
    context: Context, clinic: Clinic, clock: FixedClock, said: str, capsys: pytest.CaptureFixture[str]
):
    attempt = send_walk(context, clinic, clock)
    before = message(context, "walk_1")
    assert not take_receipt(context, attempt, receipt(said, 30005, sid="SM-another"))
    assert "receipt_of_another_text" in capsys.readouterr().out
    assert message(context, "walk_1") == before
    assert attempts_of(context, before.id)[0].receipt is None
    assert alert_kinds(context) == []


def test_a_lease_that_ran_out_is_settled_by_the_receipt(context: Context, clinic: Clinic, clock: FixedClock):
    sending = on_the_wire(context, clinic, clock)
    clock.set(clock.now() + timedelta(minutes=2))
    run(context)
    assert standing(context, "walk_1") == ("unconfirmed", None)
    take_receipt(context, sending.outgoing.attempt_id, receipt("delivered"))
    assert standing(context, "walk_1") == ("delivered", None)
