"""Test mode: the practice outbox shows what would have been sent, and a reply there is a real one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.store.tables import audit, messages, patients, replies
from tests.making import add_oak, all_rows, enroll_rows, outbox, play, row, run
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PAGE = "/practice"
ANA = {"given_name": "Ana", "family_name": "García", "phone": "(202) 555-0177"}
BOB = {"given_name": "Bob", "family_name": "Hall", "phone": "", "email": "bob@example.org", "sms_consent": "no"}


@pytest.fixture
def desk(context: Context, clinic: Clinic, clock: FixedClock) -> Desk:
    enroll_rows(context, clinic, row(**ANA), row(**BOB))
    play(context, clock, "03-14 23:00")
    return signed_in(context, clinic)


def kept(context: Context, channel: str) -> str:
    """Return the latest message that the outbox kept."""
    found = [item for item in all_rows(context, messages) if item.channel == channel and item.sent_at]
    return str(max(found, key=lambda item: item.sent_at).id)


def test_texts_and_emails_are_shown_as_they_look(context: Context, desk: Desk):
    page = desk.get(PAGE).text
    for words in ("García", "(202) 555-0177", "bob@example.org", 'class="bubble"', "Reply as the patient"):
        assert words in page, words
    text = outbox(context).sent[-1].content.text
    assert text.partition(" ")[0] in page
    assert '<a href="https://reminders.example.org/r/' in page
    mail = desk.get(f"{PAGE}/{kept(context, 'email')}/email")
    assert "<table" in mail.text or "<p" in mail.text
    assert "sandbox" in mail.headers["content-security-policy"]
    assert "Practice outbox" in desk.get("/").text


def test_a_reply_as_the_patient_does_all_that_a_real_text_does(context: Context, clinic: Clinic, desk: Desk):
    sent = kept(context, "sms")
    path = f"{PAGE}/{sent}/reply"
    answer = desk.post(path, PAGE, body="I have chest pain and can not breathe")
    assert answer.headers["location"] == "/practice?done=practice-replied"
    stored = all_rows(context, replies)[-1]
    assert (stored.red_flag, stored.clinic_id) == ("A", clinic.id)
    assert "chest pain" in desk.get("/").text
    run(context)
    assert "911" in re.sub(r"<[^>]+>", "", desk.get(PAGE).text)  # the safety answer, back on the phone
    desk.post(path, PAGE, body="STOP")
    ana = next(item for item in all_rows(context, patients) if item.phone)
    assert "Opted out (STOP)" in desk.get(f"/patients/{ana.id}").text
    lines = [item for item in all_rows(context, audit) if item.action == "replied as the patient in test mode"]
    assert [(item.actor_kind, item.patient_id) for item in lines] == [("staff", ana.id)] * 2
    for body in (" ", "x" * 1601):
        assert desk.post(path, PAGE, body=body).status_code == 422
    assert desk.post(f"{PAGE}/{kept(context, 'email')}/reply", PAGE, body="1").status_code == 404


def test_where_texts_are_really_sent_no_one_replies_as_a_patient(context: Context, desk: Desk):
    path, token = f"{PAGE}/{kept(context, 'sms')}/reply", desk.token(PAGE)
    outbox(context).leaves = True
    refused = desk.client.post(path, data={"csrf": token, "body": "STOP"})
    assert refused.status_code == 409
    assert "Test mode is off" in refused.text
    assert all_rows(context, replies) == []
    assert "Text from the phone" not in desk.get(PAGE).text
    outbox(context, Channel.EMAIL).leaves = True
    assert "Test mode is off" in desk.get(PAGE).text
    assert "García" not in desk.get(PAGE).text
    assert desk.get(f"{PAGE}/{kept(context, 'email')}/email").status_code == 404


def test_another_clinic_sees_none_of_it(context: Context, desk: Desk):
    elm = signed_in(context, add_oak(context, slug="elm", name="Elm"), email="a@elm.example")
    assert "García" not in elm.get(PAGE).text
    assert elm.post(f"{PAGE}/{kept(context, 'sms')}/reply", PAGE, body="STOP").status_code == 404
    assert elm.get(f"{PAGE}/{kept(context, 'email')}/email").status_code == 404
    assert all_rows(context, replies) == []
