"""The words of a step, sent to oneself: a text leaves like every other, an email at once; neither to a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.contact import Channel
from reminders.core.roles import Role
from reminders.store.tables import audit, messages
from tests.making import all_rows, outbox, run
from tests.web.staff import signed_in

if TYPE_CHECKING:
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic

PAGE = "/messages/microdiscectomy"
WALK = {"step": "walk_1", "language": "en", "channel": "sms"}


@pytest.fixture
def leaving(context: Context) -> Context:
    """Ways out that reach people, as far as the pages know."""
    for channel in Channel:
        outbox(context, channel).leaves = True
    return context


@pytest.mark.parametrize("channel", Channel)
def test_while_nothing_leaves_the_page_says_so(context: Context, clinic: Clinic, channel: Channel):
    desk = signed_in(context, clinic)
    answer = desk.post(f"{PAGE}/test", PAGE, **(WALK | {"channel": channel.value}), phone="(202) 555-0188")
    page = desk.get(answer.headers["location"]).text
    assert "it is kept here and does not reach you" in page
    assert "Texts and emails are kept here; no patient gets them." in page


@pytest.mark.usefixtures("leaving")
def test_a_text_to_oneself_leaves_through_the_pipeline(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic, Role.CLINICIAN)
    answer = desk.post(f"{PAGE}/test", PAGE, **WALK, phone="(202) 555-0188")
    assert answer.headers["location"].endswith("done=test-text")
    (planned,) = all_rows(context, messages)
    assert (planned.kind, planned.patient_id, planned.status) == ("staff", None, "planned")
    run(context)
    (sent,) = outbox(context).sent
    assert sent.address == "+12025550188"
    assert sent.content.text.startswith("Oak")
    assert [item.action for item in all_rows(context, audit)][-1] == "test text to oneself"


def test_a_number_that_is_none_is_said_so_and_sends_nothing(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    for phone in ("", "12", "nurse@oak.example"):
        answer = desk.post(f"{PAGE}/test", PAGE, **WALK, phone=phone)
        assert answer.headers["location"].endswith("done=test-phone")
    assert all_rows(context, messages) == []


@pytest.mark.usefixtures("leaving")
def test_an_email_to_oneself_goes_to_who_is_signed_in(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    answer = desk.post(f"{PAGE}/test", PAGE, **(WALK | {"channel": "email"}))
    assert answer.headers["location"].endswith("done=test-sent")
    assert "kept here" not in desk.get("/").text
    assert [item.address for item in outbox(context, Channel.EMAIL).sent] == ["nurse@oak.example"]


def test_an_enroller_sends_nothing(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic, Role.ENROLLER)
    assert "Send this text to me" not in desk.get(PAGE).text
    assert desk.client.post(f"{PAGE}/test", data={"csrf": desk.token("/"), **WALK}).status_code == 403
