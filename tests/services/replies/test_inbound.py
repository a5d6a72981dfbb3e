"""Texts as the provider hands them over: whose they are, which clinic they are for, and how much we answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.answer_back import ANSWERS_A_DAY
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text
from reminders.store.tables import alerts, messages, opt_outs, replies
from reminders.store.tables import answers as answer_table
from tests.making import add_oak, alert_kinds, all_rows, at, enroll_rows, outbox, play, row, run, sent_steps

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.core.replies.replies import Reading
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")


PHONE, STRANGER, OUR_NUMBER = "+12025550123", "+12025550199", "+12025550100"


def text(context: Context, body: str, sender: str = PHONE, **more: object) -> Reading | None:
    number = len(all_rows(context, replies))
    given = {"to": OUR_NUMBER, "provider_id": f"SM{number}"} | more
    reading = receive_text(context, InboundText(sender, body=body, **given))
    run(context)
    return reading


def own_answers(context: Context) -> list[str]:
    rows = [item for item in all_rows(context, messages) if item.kind == "auto_reply" and item.sent_at]
    return [item.step for item in sorted(rows, key=lambda item: (item.sent_at, item.due_at))]


@pytest.fixture
def asked(context: Context, clinic: Clinic, clock: FixedClock) -> Clinic:
    """Ask Ana, in the evening after the question about the wound."""
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    play(context, clock, "03-14 20:00")
    return clinic


def test_the_same_text_delivered_again_changes_nothing(context: Context, asked: Clinic, clock: FixedClock):
    assert text(context, "2", provider_id="SM1")
    clock.set(clock.now() + timedelta(minutes=1))
    assert text(context, "2", provider_id="SM1") is None
    assert len(all_rows(context, replies)) == 1
    assert alert_kinds(context) == ["follow_up: wound_1"]
    assert own_answers(context) == ["follow_up"]


def test_a_stranger_is_told_once_a_day_and_staff_get_a_line(context: Context, asked: Clinic, clock: FixedClock):
    for hours in (0, 1, 25):
        clock.set(at("03-14 20:00") + timedelta(hours=hours))
        text(context, "who is this", STRANGER)
    assert own_answers(context) == ["unknown_number", "unknown_number"]
    assert [(item.kind, item.times, item.known) for item in all_rows(context, alerts)] == [("unknown_number", 2, False)]
    assert outbox(context).sent[-1].address == STRANGER
    assert "(202) 555-0100" in outbox(context).sent[-1].content.text
    assert {item.patient_id for item in all_rows(context, replies)} == {None}
    assert STRANGER not in str(all_rows(context, messages))


def test_a_strangers_thanks_are_stored_and_nothing_else(context: Context, asked: Clinic):
    text(context, "ok thanks", STRANGER)
    assert (len(all_rows(context, replies)), own_answers(context), alert_kinds(context)) == (1, [], [])


def test_a_strangers_stop_holds_for_anyone_enrolled_with_that_phone_later(context: Context, asked: Clinic):
    text(context, "STOP", STRANGER)
    assert own_answers(context) == ["stop"]
    assert [item.source for item in all_rows(context, opt_outs)] == ["reply"]
    enroll_rows(context, asked, row(phone=STRANGER, external_id="B"))
    texts = [item for item in all_rows(context, messages) if item.channel == "sms" and item.status == "planned"]
    assert {item.patient_id for item in texts} == {all_rows(context, replies)[0].patient_id or texts[0].patient_id}


def test_a_strangers_emergency_is_answered_and_raises_the_alarm(context: Context, asked: Clinic):
    text(context, "I can't breathe", STRANGER)
    assert own_answers(context) == ["emergency"]
    assert alert_kinds(context) == ["red_flag: tier A"]
    assert all_rows(context, alerts)[0].patient_id is None


def test_a_red_flag_from_a_shared_phone_names_no_one(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(phone=PHONE), row(phone=PHONE))
    text(context, "I can't breathe")
    (alert,) = all_rows(context, alerts)
    assert (alert.kind, alert.patient_id) == ("red_flag", None)
    assert own_answers(context) == ["emergency"]


def test_a_red_flag_of_a_patient_of_two_clinics_alarms_both(context: Context, clinic: Clinic):
    elm = add_oak(context, slug="elm")
    for place in (clinic, elm):
        enroll_rows(context, place, row(phone=PHONE))
    text(context, "I can't breathe")
    assert {item.clinic_id for item in all_rows(context, alerts)} == {clinic.id, elm.id}
    assert {item.patient_id for item in all_rows(context, alerts)} == {None}
    assert len(outbox(context).sent) == 1


@pytest.mark.parametrize(("to", "service"), [("+13125550111", None), ("+15005550006", "MG0001")])
def test_a_text_is_routed_by_the_number_or_service_it_was_sent_to(
    context: Context, clinic: Clinic, to: str, service: str | None
):
    pine = add_oak(context, slug="pine", name="Pine Clinic", sms_sender=service or to)
    for place in (clinic, pine):
        enroll_rows(context, place, row(phone=PHONE))
    text(context, "STOP", to=to, messaging_service=service)
    assert [item.scope for item in all_rows(context, opt_outs)] == [f"sender:{service or to}"]
    assert outbox(context).sent[-1].content.text.startswith("Pine Clinic")
    left = {
        item.clinic_id for item in all_rows(context, messages) if item.channel == "sms" and item.status == "planned"
    }
    assert left == {clinic.id}


def test_the_clinic_that_wrote_last_answers(context: Context, clinic: Clinic, clock: FixedClock):
    elm = add_oak(context, slug="elm", name="Elm Clinic")
    enroll_rows(context, clinic, row(phone=PHONE))
    enroll_rows(context, elm, row(phone=PHONE, surgery_date="2026-03-12"))
    play(context, clock, "03-13 20:00")
    text(context, "what are your hours")
    assert outbox(context).sent[-1].content.text.startswith("Elm Clinic")


@pytest.mark.parametrize(
    ("body", "opt_out_type", "stops"), [("STOP", "STOP", 1), ("FIN", "STOP", 1), ("HELP", "HELP", 0)]
)
def test_what_twilio_has_answered_we_do_not_answer_again(
    context: Context, asked: Clinic, body: str, opt_out_type: str, stops: int
):
    text(context, body, opt_out_type=opt_out_type)
    assert own_answers(context) == []
    assert len(all_rows(context, opt_outs)) == stops


@pytest.mark.parametrize(("body", "lifted"), [("START", 1), ("JOIN", 1), ("YES", 0)])
def test_a_start_that_twilio_has_taken_starts_but_a_bare_yes_does_not(
    context: Context, asked: Clinic, body: str, lifted: int
):
    text(context, "STOP", opt_out_type="STOP")
    text(context, body, opt_out_type="START")
    assert sum(item.lifted_at is not None for item in all_rows(context, opt_outs)) == lifted
    assert own_answers(context) == []


def test_our_own_words_quoted_back_neither_stop_nor_answer(context: Context, asked: Clinic):
    first, question = (outbox(context).sent[at].content.text for at in (0, -1))
    assert "STOP" in first
    assert "1 = " in question
    for ours in (first, question):
        for body in (ours, f'Liked "{ours}"', f"{ours}\nthank you"):
            text(context, body)
    assert all_rows(context, opt_outs) == []
    assert all_rows(context, answer_table) == []
    assert own_answers(context) == []


def test_a_picture_alone_is_noted_and_told_that_no_one_looks(context: Context, asked: Clinic):
    text(context, "", pictures=2)
    (reply,) = all_rows(context, replies)
    assert (reply.pictures, reply.place, reply.handled_at) == (2, "inbox", None)
    assert own_answers(context) == ["not_watched"]


def test_two_machines_do_not_talk_for_long(context: Context, asked: Clinic, clock: FixedClock):
    for minute in range(60):
        clock.set(at("03-14 20:00") + timedelta(minutes=minute))
        text(context, "HELP")
    assert own_answers(context) == ["help"] * ANSWERS_A_DAY
    text(context, "my chest hurts badly and I can't breathe")
    text(context, "STOP")
    assert sorted(own_answers(context)[ANSWERS_A_DAY:]) == ["emergency", "stop"]
    assert len(all_rows(context, replies)) == 62


def test_an_emergency_is_answered_although_something_urgent_was_just_now(
    context: Context, asked: Clinic, clock: FixedClock
):
    for body in ("I have a fever", "I can't breathe", "I have a fever"):
        clock.set(clock.now() + timedelta(minutes=1))
        text(context, body)
    assert own_answers(context) == ["urgent", "emergency"]
    assert [(item.kind, item.detail, item.times) for item in all_rows(context, alerts)] == [("red_flag", "tier A", 3)]


def test_the_same_answer_twice_is_one_item_for_staff(context: Context, asked: Clinic):
    text(context, "2")
    text(context, "2")
    assert alert_kinds(context) == ["follow_up: wound_1"]
    assert own_answers(context) == ["follow_up"]


def test_without_any_clinic_a_text_is_answered_with_nothing(context: Context):
    assert receive_text(context, InboundText(PHONE, OUR_NUMBER, "hello", "SM1")) is None
    assert sent_steps(context, Channel.SMS) == []
