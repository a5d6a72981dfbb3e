"""A text that may mean stop: texts wait, one question, and how it ends. The reading is given; the rest is real."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.replies.replies import Reading
from reminders.services.replies.intake import understand
from reminders.services.replies.reply import receive
from reminders.services.replies.unclear_stop import keep_texts
from reminders.store.tables import alerts, holds, messages, opt_outs, replies
from tests.making import (
    SOMEBODY,
    add_oak,
    all_rows,
    at,
    enroll_rows,
    message,
    outbox,
    play,
    row,
    run,
    sent_steps,
    standing,
)

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550123"
UNCLEAR = "ugh enough already"
NOTHING = Reading(stop=False, start=False, help=False, red_flag=None, answer=None)


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    real = understand.read

    def read(text: str, *rest: object, **more: object) -> Reading:
        real_one = real(text, *rest, **more)  # type: ignore[arg-type]
        return replace(NOTHING, unclear_stop=True) if text == UNCLEAR else real_one

    monkeypatch.setattr(understand, "read", read)


@pytest.fixture
def unclear(context: Context, clinic: Clinic, clock: FixedClock) -> Clinic:
    """Enroll a patient who wrote something unclear on the evening of 14 March; pain_plan is due on the 16th."""
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    play(context, clock, "03-14 20:00")
    text(context, clinic, UNCLEAR)
    return clinic


def text(context: Context, clinic: Clinic, body: str) -> None:
    receive(context, clinic, Channel.SMS, PHONE, body)
    run(context)


def own(context: Context) -> list[str]:
    rows = [item for item in all_rows(context, messages) if item.kind == "auto_reply" and item.status == "accepted"]
    return sorted(item.step for item in rows)


def open_kinds(context: Context) -> list[str]:
    return [item.kind for item in all_rows(context, alerts) if item.closed_at is None]


def ended(context: Context) -> str | None:
    (hold,) = all_rows(context, holds)
    return hold.ended_how


def test_texts_wait_at_once_and_the_patient_is_asked_once_within_five_minutes(context: Context, unclear: Clinic):
    assert standing(context, "pain_plan") == ("held", "unclear_stop")
    question = message(context, "unclear_stop")
    assert question.send_before - question.due_at == timedelta(minutes=5)
    assert "Do you want these texts to stop? Reply STOP" in outbox(context).sent[-1].content.text
    text(context, unclear, UNCLEAR)
    assert own(context) == ["unclear_stop"]
    (alert,) = all_rows(context, alerts)
    assert (alert.kind, alert.times, alert.escalate_at) == ("unclear_stop", 2, None)
    assert {item.handled_at for item in all_rows(context, replies)} == {None}
    assert all_rows(context, opt_outs) == []


def test_email_goes_on_while_texts_wait(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE, sms_consent="no"))
    play(context, clock, "03-14 20:00")
    text(context, clinic, UNCLEAR)
    play(context, clock, "03-17 00:00")
    assert "pain_plan" in sent_steps(context, Channel.EMAIL)


def test_a_question_that_cannot_leave_within_five_minutes_does_not_leave(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(phone=PHONE))
    play(context, clock, "03-14 20:00")
    receive(context, clinic, Channel.SMS, PHONE, UNCLEAR)
    clock.set(clock.now() + timedelta(minutes=6))
    run(context)
    assert message(context, "unclear_stop").status == "missed"


@pytest.mark.parametrize("body", ["STOP", "yes", "Sí", "yes please", "ALTO", "ya no quiero estos mensajes"])
def test_a_stop_or_a_yes_ends_the_hold_in_a_stop(context: Context, unclear: Clinic, body: str):
    text(context, unclear, body)
    assert ended(context) == "stopped"
    assert open_kinds(context) == []
    assert [item.source for item in all_rows(context, opt_outs)] == ["reply"]
    assert own(context) == ["stop", "unclear_stop"]
    assert standing(context, "pain_plan", "sms")[0] in {"skipped", "cancelled"}


@pytest.mark.parametrize("body", ["no", "No, keep them", "si quiero seguir", "START", "dont stop"])
def test_a_no_or_a_wish_to_keep_them_ends_the_hold_and_texts_go_on(
    context: Context, unclear: Clinic, clock: FixedClock, body: str
):
    text(context, unclear, body)
    assert ended(context) == "patient keeps texts"
    assert open_kinds(context) == []
    assert all_rows(context, opt_outs) == []
    play(context, clock, "03-17 00:00")
    assert "pain_plan" in sent_steps(context, Channel.SMS)


@pytest.mark.parametrize("body", ["no thanks", "who are you", "maybe later"])
def test_what_does_not_answer_the_question_leaves_the_hold(context: Context, unclear: Clinic, body: str):
    text(context, unclear, body)
    assert ended(context) is None
    assert open_kinds(context) == ["unclear_stop"]


def test_a_yes_to_nothing_stops_nothing(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE))
    play(context, clock, "03-14 20:00")
    text(context, clinic, "yes")
    assert all_rows(context, opt_outs) == []


def test_after_a_day_without_a_word_it_is_a_stop_and_is_confirmed(context: Context, unclear: Clinic, clock: FixedClock):
    clock.set(at("03-15 19:59"))
    run(context)
    assert ended(context) is None
    clock.set(at("03-15 20:00"))
    run(context)
    assert ended(context) == "stopped"
    assert [item.source for item in all_rows(context, opt_outs)] == ["unclear, no answer"]
    assert own(context) == ["stop", "unclear_stop"]
    confirmation = message(context, "stop")
    assert confirmation.send_before - confirmation.due_at == timedelta(minutes=5)
    assert open_kinds(context) == []
    run(context)
    assert own(context) == ["stop", "unclear_stop"]


def test_staff_decide_that_it_was_no_stop(context: Context, unclear: Clinic, clock: FixedClock):
    (alert,) = all_rows(context, alerts)
    keep_texts(context, unclear, alert.id, "Ada", actor=SOMEBODY)
    assert ended(context) == "staff"
    assert open_kinds(context) == []
    assert all(item.handled_at for item in all_rows(context, replies))
    play(context, clock, "03-17 00:00")
    assert "pain_plan" in sent_steps(context, Channel.SMS)
    assert all_rows(context, opt_outs) == []


def test_only_an_open_item_of_the_clinic_about_an_unclear_stop_can_be_decided(context: Context, unclear: Clinic):
    (alert,) = all_rows(context, alerts)
    with pytest.raises(NotFoundError):
        keep_texts(context, add_oak(context, slug="elm"), alert.id, "Eve", actor=SOMEBODY)
    text(context, unclear, "I have chest pain")
    red = next(item for item in all_rows(context, alerts) if item.kind == "red_flag")
    with pytest.raises(UseError):
        keep_texts(context, unclear, red.id, "Ada", actor=SOMEBODY)


def test_a_message_that_was_due_already_is_held_under_the_claim(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE))
    play(context, clock, "03-14 20:00")
    text(context, clinic, UNCLEAR)
    # A second surgery enrolled meanwhile knows nothing of the hold until its messages are claimed.
    enroll_rows(context, clinic, row(external_id="B", phone=PHONE, given_name="Ben"))
    clock.set(at("03-15 16:00"))
    run(context)
    assert not [
        item
        for item in all_rows(context, messages)
        if item.status == "accepted"
        and item.sent_at > at("03-14 21:00")
        and item.channel == "sms"
        and item.kind == "scheduled"
    ]
