"""The words of a step, sent to oneself: a text leaves like every other, an email at once; neither to a patient."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.store.tables import audit, messages
from tests.making import all_rows, outbox, run
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PAGE = "/messages/microdiscectomy"
PHONE = "(202) 555-0188"
WALK = {"message": "walk_1 en sms"}


@pytest.fixture
def leaving(context: Context) -> Context:
    """Ways out that reach people, as far as the pages know."""
    for channel in Channel:
        outbox(context, channel).leaves = True
    return context


def code_of(context: Context) -> str:
    """Read the code off the phone."""
    run(context)
    sent = outbox(context).sent[-1]
    assert sent.address == "+12025550188"
    return re.findall(r"\d{6}", sent.content.text)[0]


def done(desk: Desk, path: str, **fields: str) -> str:
    return desk.post(f"{PAGE}/{path}", PAGE, **fields).headers["location"].partition("done=")[2]


def verify(context: Context, desk: Desk) -> None:
    assert done(desk, "phone", phone=PHONE) == "test-code"
    assert done(desk, "phone/code", code=code_of(context)) == "test-verified"


@pytest.mark.parametrize("channel", Channel)
def test_while_nothing_leaves_the_page_says_so(context: Context, clinic: Clinic, channel: Channel):
    desk = signed_in(context, clinic)
    desk.post(f"{PAGE}/phone", PAGE, phone=PHONE)  # a code could not arrive either
    answer = desk.post(f"{PAGE}/test", PAGE, message=f"walk_1 en {channel.value}")
    page = desk.get(answer.headers["location"]).text
    assert "Test mode: nothing was sent to you" in page
    assert "No texts or emails are sent." in page


@pytest.mark.usefixtures("leaving")
def test_a_text_to_oneself_leaves_through_the_pipeline(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic, Role.CLINICIAN)
    verify(context, desk)
    answer = desk.post(f"{PAGE}/test", PAGE, **WALK, phone="(202) 555-0199")
    assert answer.headers["location"].endswith("done=test-text")
    (planned,) = [item for item in all_rows(context, messages) if item.status == "planned"]
    assert (planned.kind, planned.patient_id, planned.status) == ("staff", None, "planned")
    run(context)
    _, sent = outbox(context).sent
    assert sent.address == "+12025550188"
    assert sent.content.text.startswith("Oak")
    assert [item.action for item in all_rows(context, audit)][-1] == "test text to oneself"


def test_a_number_that_is_none_is_said_so_and_sends_nothing(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    for phone in ("", "12", "nurse@oak.example", "+34 612 345 678", "+1 876 555 0123"):
        answer = desk.post(f"{PAGE}/phone", PAGE, phone=phone)
        assert answer.headers["location"].endswith("done=test-phone")
    assert all_rows(context, messages) == []


@pytest.mark.usefixtures("leaving")
def test_an_email_to_oneself_goes_to_who_is_signed_in(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    answer = desk.post(f"{PAGE}/test", PAGE, message="walk_1 en email")
    assert answer.headers["location"].endswith("done=test-sent")
    assert "kept here" not in desk.get("/").text
    assert [item.address for item in outbox(context, Channel.EMAIL).sent] == ["nurse@oak.example"]


def test_an_enroller_sends_nothing(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic, Role.ENROLLER)
    assert "Send me this text" not in desk.get(PAGE).text
    assert desk.client.post(f"{PAGE}/test", data={"csrf": desk.token("/"), **WALK}).status_code == 403


@pytest.mark.usefixtures("leaving")
def test_a_phone_that_no_one_proved_gets_the_code_alone(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    assert done(desk, "test", **WALK, phone=PHONE) == "test-verify"
    assert done(desk, "phone", phone=PHONE) == "test-code"
    assert done(desk, "test", **WALK) == "test-verify"
    assert len(all_rows(context, messages)) == 1
    assert len(code_of(context)) == 6
    verify(context, desk)
    assert "Ends in 0188: verified" in desk.get(PAGE).text
    assert done(desk, "phone", phone="(202) 555-0199") == "test-code"  # another phone is proven again
    assert done(desk, "test", **WALK) == "test-verify"


@pytest.mark.usefixtures("leaving")
def test_a_code_stands_ten_minutes_five_tries_and_once(context: Context, clinic: Clinic, clock: FixedClock):
    desk = signed_in(context, clinic)
    assert done(desk, "phone/code", code="000000") == "test-code-over"
    done(desk, "phone", phone=PHONE)
    code = code_of(context)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [done(desk, "phone/code", code=wrong) for _ in range(5)] == ["test-code-wrong"] * 5
    assert done(desk, "phone/code", code=code) == "test-code-over"
    done(desk, "phone", phone=PHONE)
    late = code_of(context)
    clock.set(clock.now() + timedelta(minutes=10))
    assert done(desk, "phone/code", code=late) == "test-code-over"
    done(desk, "phone", phone=PHONE)
    code = code_of(context)
    assert done(desk, "phone/code", code=code) == "test-verified"
    assert done(desk, "phone/code", code=code) == "test-code-over"
    assert [done(desk, "phone", phone=PHONE) for _ in range(3)] == ["test-code", "test-code", "test-codes-used"]


@pytest.mark.usefixtures("leaving")
def test_ten_tests_a_day_and_a_colleague_has_ones_own(context: Context, clinic: Clinic, clock: FixedClock):
    desk = signed_in(context, clinic)
    verify(context, desk)
    assert [done(desk, "test", **WALK) for _ in range(11)] == [*["test-text"] * 10, "test-used"]
    assert done(signed_in(context, clinic, email="other@oak.example"), "test", **WALK) == "test-verify"
    clock.set(clock.now() + timedelta(days=1))
    desk.sign_in()
    assert done(desk, "test", **WALK) == "test-text"
