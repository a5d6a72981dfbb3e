"""What patients text: answers, alarms, thanks. Stored, acted on and answered in one transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.database.vault import CellId
from reminders.store.tables import alerts, messages, replies
from reminders.store.tables import answers as answer_table
from tests.making import alert_kinds, all_rows, at, enroll_rows, message, outbox, play, row, run, sent_steps

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.core.replies.replies import Reading
    from reminders.services.context import Context

PHONE = "+12025550123"


@pytest.fixture
def asked(context: Context, clinic: Clinic, clock: FixedClock) -> Clinic:
    """Ask Ana, in the evening after the question about the wound."""
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    play(context, clock, "03-14 20:00")
    return clinic


def text(context: Context, clinic: Clinic, body: str, phone: str = PHONE) -> Reading | None:
    reading = receive(context, clinic, Channel.SMS, phone, body)
    run(context)
    return reading


def given(context: Context) -> list[tuple[str, str]]:
    return [(item.step, item.code) for item in all_rows(context, answer_table)]


def replied(context: Context) -> list[str]:
    return sent_steps(context, Channel.SMS)[2:]  # after walk_1 and wound_1


@pytest.mark.parametrize("body", ["1", " 1. ", "#1", "one", "uno"])
def test_a_digit_answers_the_open_question_in_silence(context: Context, asked: Clinic, body: str):
    text(context, asked, body)
    assert given(context) == [("wound_1", "fine")]
    assert replied(context) == []
    assert alert_kinds(context) == []


def test_a_worried_answer_opens_an_item_for_staff_and_is_answered(context: Context, asked: Clinic):
    text(context, asked, "2")
    assert given(context) == [("wound_1", "worried")]
    assert alert_kinds(context) == ["follow_up: wound_1"]
    (alert,) = all_rows(context, alerts)
    (reply,) = all_rows(context, replies)
    question = message(context, "wound_1")
    asked_about = (question.enrollment_id, question.patient_id, reply.id)
    assert (alert.enrollment_id, alert.patient_id, alert.reply_id) == asked_about
    assert replied(context) == ["follow_up"]
    assert "(202) 555-0100" in outbox(context).sent[-1].content.text


def test_a_mind_may_be_changed_within_the_hour(context: Context, asked: Clinic, clock: FixedClock):
    text(context, asked, "1")
    clock.set(clock.now() + timedelta(minutes=59))
    text(context, asked, "2")
    clock.set(clock.now() + timedelta(minutes=2))
    text(context, asked, "1")
    assert given(context) == [("wound_1", "worried")]
    assert replied(context) == ["follow_up", "not_watched"]


def test_a_digit_after_the_question_has_closed_answers_nothing(context: Context, asked: Clinic, clock: FixedClock):
    play(context, clock, "03-18 00:00")
    text(context, asked, "2")
    assert given(context) == []
    assert replied(context) == ["pain_plan", "not_watched"]


def test_a_digit_that_was_not_offered_answers_nothing(context: Context, asked: Clinic):
    text(context, asked, "7")
    assert given(context) == []
    assert replied(context) == ["not_watched"]


def test_on_a_shared_phone_no_ones_answer_is_guessed(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE), row(phone=PHONE))
    play(context, clock, "03-14 20:00")
    text(context, clinic, "2")
    assert given(context) == []
    assert alert_kinds(context) == ["follow_up: shared phone"]
    assert all_rows(context, replies)[0].patient_id is None


def test_on_a_shared_phone_with_one_question_open_it_is_that_ones(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE), row(phone=PHONE, surgery_date="2026-05-05"))
    play(context, clock, "03-14 20:00")
    text(context, clinic, "2")
    assert given(context) == [("wound_1", "worried")]


@pytest.mark.parametrize(
    ("body", "tier", "answer"),
    [("I have chest pain", "A", "emergency"), ("No puedo orinar desde anoche", None, None)],
)
def test_a_red_flag_opens_an_alert_and_gets_the_safety_answer_at_once(
    context: Context, asked: Clinic, body: str, tier: str | None, answer: str | None
):
    reading = text(context, asked, body)
    assert reading is not None
    assert reading.red_flag is not None
    assert alert_kinds(context) == [f"red_flag: tier {tier or reading.red_flag.value}"]
    assert replied(context) == [answer or {"A": "emergency", "B": "urgent"}[reading.red_flag.value]]
    assert "911" in outbox(context).sent[-1].content.text


def test_every_red_flag_is_an_alert_but_the_answer_is_not_repeated_at_once(
    context: Context, asked: Clinic, clock: FixedClock
):
    for minutes in (0, 1, 10):
        clock.set(at("03-14 20:00") + timedelta(minutes=minutes))
        text(context, asked, "I have chest pain")
    assert [item.times for item in all_rows(context, alerts)] == [3]
    assert replied(context) == ["emergency", "emergency"]


def test_free_text_is_told_once_a_day_that_no_one_watches(context: Context, asked: Clinic, clock: FixedClock):
    for hours in (0, 1, 23, 24):
        clock.set(at("03-14 20:00") + timedelta(hours=hours))
        text(context, asked, "is the pharmacy open today")
    assert replied(context) == ["not_watched", "not_watched"]
    assert len(all_rows(context, replies)) == 4


@pytest.mark.parametrize("body", ["thanks!", "ok", "gracias", "👍"])
def test_thanks_need_no_answer(context: Context, asked: Clinic, body: str):
    text(context, asked, body)
    assert replied(context) == []


@pytest.mark.parametrize("body", ["HELP", "AYUDA"])
def test_help_is_answered_every_time(context: Context, asked: Clinic, body: str):
    text(context, asked, body)
    text(context, asked, body)
    assert replied(context) == ["help", "help"]


def test_a_stop_with_an_answer_stops_and_is_an_alert_when_it_sounds_like_one(context: Context, asked: Clinic):
    text(context, asked, "STOP, I have chest pain")
    assert alert_kinds(context) == ["red_flag: tier A, phone them: texts are stopped"]
    texts = {item.status for item in all_rows(context, messages) if item.channel == "sms" and item.kind == "scheduled"}
    assert texts == {"accepted", "skipped"}
    assert replied(context) == ["stop"]


def test_who_has_stopped_gets_no_safety_answer_but_a_call(context: Context, asked: Clinic):
    text(context, asked, "STOP")
    text(context, asked, "I have chest pain")
    assert replied(context) == ["stop"]
    assert alert_kinds(context) == ["red_flag: tier A, phone them: texts are stopped"]


def test_words_and_number_are_stored_sealed(context: Context, asked: Clinic):
    text(context, asked, "is the pharmacy open today")
    (found,) = all_rows(context, replies)
    assert (found.stop, found.red_flag, found.answer, found.place) == (False, None, None, "inbox")
    assert context.db.vault.decrypt(CellId("replies.body", found.id), found.body) == "is the pharmacy open today"
    assert context.db.vault.decrypt(CellId("replies.sender", found.id), found.sender) == PHONE
    assert PHONE not in str(found)


def test_a_late_answer_of_ours_is_not_sent(context: Context, asked: Clinic, clock: FixedClock):
    receive(context, asked, Channel.SMS, PHONE, "HELP")
    clock.set(clock.now() + timedelta(hours=1))
    run(context)
    assert replied(context) == []
    assert ("help", "missed", "too_late") in {
        (item.step, item.status, item.reason) for item in all_rows(context, messages)
    }
