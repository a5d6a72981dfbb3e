"""A sender that is down tries itself: one message, then ever more slowly; what proves that it works, and what not."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.channels.twilio.receipts import read_receipt
from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from reminders.services.replies.reply import receive
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.rate_limit import take_tokens
from reminders.services.sending.receipts import take_receipt
from reminders.services.sending.tick import tick
from reminders.store.clinics.switches import switches_on
from reminders.store.tables import alerts, messages
from tests.making import (
    alert_kinds,
    all_rows,
    answers,
    at,
    attempts_of,
    enroll_rows,
    message,
    outbox,
    row,
    run,
    run_at,
    standing,
)

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

MORNING = "03-11 16:00"
PHONE = "+12025550123"
DOWN = SendOutcome(Verdict.NOT_SENT, code="20003", effect=Effect.SENDER_DOWN, retry_after=timedelta(minutes=15))
LANDLINE = SendOutcome(Verdict.REJECTED, code="21614", effect=Effect.BAD_ADDRESS)


def tried(context: Context) -> int:
    return len(outbox(context).attempts)


def is_down(context: Context) -> bool:
    with context.db.read() as tx:
        return "line:sms:default" in switches_on(tx)


def open_kinds(context: Context) -> list[str]:
    return [item.kind for item in all_rows(context, alerts) if item.closed_at is None]


def down_with(context: Context, clinic: Clinic, clock: FixedClock, patients: int) -> int:
    """Take the sender down with its first wave; return how many texts were on the wire with it."""
    enroll_rows(context, clinic, *(row(email_consent="no") for _ in range(patients)))
    answers(context, DOWN)
    run_at(context, clock, MORNING)
    assert is_down(context)
    return tried(context)


def test_one_message_tries_it_and_success_brings_all_up_and_closes_the_alert(
    context: Context, clinic: Clinic, clock: FixedClock
):
    before = down_with(context, clinic, clock, 3)
    answers(context, None)
    run_at(context, clock, "03-11 16:14")
    assert tried(context) == before
    run_at(context, clock, "03-11 16:15")
    assert tried(context) == before + 1
    assert not is_down(context)
    assert open_kinds(context) == []
    run(context)
    texts = Counter(item.status for item in all_rows(context, messages) if item.step == "walk_1")
    assert texts == {"accepted": 3}


def test_failed_trials_are_one_message_each_and_come_ever_more_slowly(
    context: Context, clinic: Clinic, clock: FixedClock
):
    before = down_with(context, clinic, clock, 3)
    times = []
    clock.set(at("03-11 16:01"))
    while clock.now() < at("03-11 20:00"):
        count = tried(context)
        run(context)
        assert tried(context) <= count + 1
        if tried(context) > count:
            times.append((clock.now() - at(MORNING)) / timedelta(minutes=1))
        clock.set(clock.now() + timedelta(minutes=1))
    assert times == [15, 45, 105, 225]
    assert alert_kinds(context) == ["line_down: sms"], "one alert, however often it is tried"
    assert tried(context) == before + 4


def test_a_trial_that_tells_nothing_of_the_sender_is_followed_by_another(
    context: Context, clinic: Clinic, clock: FixedClock
):
    before = down_with(context, clinic, clock, 3)
    answers(context, LANDLINE)
    run_at(context, clock, "03-11 16:15")
    assert (tried(context), is_down(context)) == (before + 1, True)
    answers(context, None)
    run_at(context, clock, "03-11 16:16")
    assert not is_down(context)


@pytest.mark.parametrize("text", ["chest pain and cant breathe", "STOP"])
def test_what_is_always_sent_is_tried_on_a_sender_that_is_down_and_proves_that_it_works(
    context: Context, clinic: Clinic, clock: FixedClock, text: str
):
    enroll_rows(context, clinic, row(phone=PHONE))
    down_with(context, clinic, clock, 1)
    clock.set(at("03-11 16:05"))
    answers(context, None)
    receive(context, clinic, Channel.SMS, PHONE, text)
    assert tick(context)["urgent"] == 1
    assert "sms" not in tick(context)
    run(context)
    assert outbox(context).attempts[-1][0].address == PHONE
    assert not is_down(context)


def test_with_a_limit_on_texts_it_gets_its_token(context: Context, clinic: Clinic, clock: FixedClock):
    from dataclasses import replace

    from reminders.core.sending.rate_limit import Rate

    enroll_rows(context, clinic, row(phone=PHONE))
    down_with(context, clinic, clock, 1)
    limited = replace(context, delivery=replace(context.delivery, rate_limit=Rate(5)))
    receive(limited, clinic, Channel.SMS, PHONE, "STOP")
    allowance = take_tokens(limited, "urgent", 1, RoundRobin())
    assert allowance is not None
    assert allowance.tokens == {"default": 1}


def test_a_stop_is_confirmed_within_five_minutes_or_not_at_all(context: Context, clinic: Clinic, clock: FixedClock):
    """47 CFR 64.1200(a)(12)."""
    enroll_rows(context, clinic, row(phone=PHONE))
    clock.set(at(MORNING))
    receive(context, clinic, Channel.SMS, PHONE, "STOP")
    assert message(context, "stop").send_before - clock.now() == timedelta(minutes=5)
    run_at(context, clock, "03-11 16:06")
    assert standing(context, "stop") == ("missed", "too_late")
    assert tried(context) == 0


def test_a_stop_confirmation_that_a_down_sender_refuses_is_tried_again_in_its_five_minutes(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(phone=PHONE))
    clock.set(at(MORNING))
    receive(context, clinic, Channel.SMS, PHONE, "STOP")
    answers(context, DOWN)
    for minute in range(6):
        run_at(context, clock, f"03-11 16:0{minute}")
    assert standing(context, "stop") == ("missed", "too_late")
    assert 3 <= len(attempts_of(context, message(context, "stop").id)) <= 6


def refuse(context: Context, count: int, code: int) -> None:
    """Receipts of the provider: some texts that it took were not delivered."""
    walks = [item for item in all_rows(context, messages) if item.step == "walk_1" and item.status == "accepted"]
    for number, item in enumerate(walks[:count]):
        form = {"MessageSid": item.provider_id, "MessageStatus": "undelivered", "To": f"+1202555{number:04}"}
        receipt = read_receipt(form | {"ErrorCode": str(code)})
        assert receipt is not None
        assert take_receipt(context, item.attempt_id, receipt)


@pytest.mark.parametrize("code", [30007, 30004])
def test_one_filtered_text_fails_alone_and_many_peoples_take_the_sender_down(
    context: Context, clinic: Clinic, clock: FixedClock, code: int
):
    enroll_rows(context, clinic, *(row(email_consent="no") for _ in range(12)))
    run_at(context, clock, MORNING)
    refuse(context, 1, code)
    assert not is_down(context)
    assert alert_kinds(context) == []
    failed = [item for item in all_rows(context, messages) if item.status == "undelivered"]
    assert [item.error_code for item in failed] == [str(code)]
    refuse(context, 3, code)
    assert not is_down(context), "four people, the first one again among the phones"
    clock.set(clock.now() + timedelta(hours=2))
    refuse(context, 2, code)
    assert not is_down(context), "two within the hour"
    refuse(context, 5, code)
    assert is_down(context)
    assert alert_kinds(context) == ["line_down: sms"]


def test_a_sender_that_receipts_took_down_is_not_proved_by_being_taken(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, *(row(email_consent="no") for _ in range(3)), row(surgery_date="2026-03-11"))
    run_at(context, clock, MORNING)
    refuse(context, 1, 30034)
    assert is_down(context)
    run_at(context, clock, "03-12 16:00")
    (trial,) = [item for item in all_rows(context, messages) if item.sent_at == clock.now()]
    assert (trial.status, is_down(context)) == ("accepted", True)
    form = {"MessageSid": trial.provider_id, "MessageStatus": "delivered", "To": PHONE}
    receipt = read_receipt(form)
    assert receipt is not None
    take_receipt(context, trial.attempt_id, receipt)
    assert not is_down(context)


def test_or_by_nothing_bad_being_heard_of_it_for_a_while(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(email_consent="no"), *(row(surgery_date="2026-03-11") for _ in range(3)))
    run_at(context, clock, MORNING)
    refuse(context, 1, 30034)
    run_at(context, clock, "03-12 16:00")
    assert is_down(context)
    run_at(context, clock, "03-12 16:14")
    assert is_down(context)
    run_at(context, clock, "03-12 16:15")
    assert not is_down(context)
    assert Counter(item.status for item in all_rows(context, messages) if item.step == "walk_1")["accepted"] == 3
