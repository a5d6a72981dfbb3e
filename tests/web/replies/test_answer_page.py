"""Email questions are answered by a tap: only a POST answers, in the words of the email, once, and in time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.model.contact import Channel
from reminders.services.links import LinkKind
from reminders.store.tables import answers, metadata
from reminders.web.app import make_web_app
from tests.making import add_oak, alert_kinds, all_rows, enroll_rows, message, outbox, play, row, standing

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def ask(context: Context, clinic: Clinic, clock: FixedClock, until: str, **more: str) -> str:
    """Enroll Ana by email, let time pass, and return the answer link of her last email."""
    enroll_rows(context, clinic, row(sms_consent="no", given_name="Wilhelmina", **more))
    play(context, clock, until)
    mail = outbox(context, Channel.EMAIL).sent[-1].content
    found = re.search(r"https://reminders\.example\.org(/a/[\w-]+)", mail.text)
    assert found
    assert f'href="https://reminders.example.org{found[1]}"' in (mail.html or "")
    return found[1]


@pytest.fixture
def web(context: Context) -> TestClient:
    return TestClient(make_web_app(context, Settings()))


def given(context: Context) -> list[tuple[str, str]]:
    return [(item.step, item.code) for item in all_rows(context, answers)]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The area is clean and dry"), ("es", "La zona está limpia y seca")]
)
def test_looking_shows_the_emails_own_words_and_changes_nothing(
    context: Context, clinic: Clinic, clock: FixedClock, web: TestClient, language: str, words: str
):
    link = ask(context, clinic, clock, "03-14 20:00", language=language)
    before = {table.name: all_rows(context, table) for table in metadata.sorted_tables}
    for _ in range(2):
        shown = web.get(link)
        assert shown.status_code == 200
        assert f">{words}</button>" in shown.text
        assert f'<html lang="{language}">' in shown.text
        assert "Wilhelmina" not in shown.text
        assert shown.headers["X-Robots-Tag"].startswith("noindex")
    assert {table.name: all_rows(context, table) for table in metadata.sorted_tables} == before
    assert web.head(link).status_code == 405


def test_a_tap_answers_and_a_second_one_within_the_hour_takes_its_place(
    context: Context, clinic: Clinic, clock: FixedClock, web: TestClient
):
    link = ask(context, clinic, clock, "03-14 20:00")
    shown = web.post(f"{link}/1")
    assert given(context) == [("wound_1", "fine")]
    assert "Your answer is saved" in shown.text
    shown = web.post(f"{link}/2")
    assert given(context) == [("wound_1", "worried")]
    assert "Please call us today" in shown.text
    assert "(202) 555-0100" in shown.text
    assert alert_kinds(context) == ["follow_up: wound_1"]
    web.post(f"{link}/2")
    assert alert_kinds(context) == ["follow_up: wound_1"], "a double tap is one"
    clock.set(clock.now() + timedelta(minutes=61))
    shown = web.post(f"{link}/1")
    assert given(context) == [("wound_1", "worried")]
    assert "<form" not in shown.text


def test_after_its_time_a_question_is_closed(context: Context, clinic: Clinic, clock: FixedClock, web: TestClient):
    link = ask(context, clinic, clock, "03-14 20:00")
    clock.set(clock.now() + timedelta(days=3))
    assert "This question is closed" in web.post(f"{link}/1").text
    assert "This question is closed" in web.get(link).text
    assert given(context) == []


def test_an_answer_by_link_steers_a_later_step(context: Context, clinic: Clinic, clock: FixedClock, web: TestClient):
    link = ask(context, clinic, clock, "03-24 20:00")
    web.post(f"{link}/1")
    assert given(context) == [("work_desk_1", "back")]
    play(context, clock, "04-20 00:00")
    assert standing(context, "work_desk_2", "email") == ("skipped", "not_applicable")


def test_what_a_patient_mails_back_goes_to_the_clinics_mailbox(context: Context, clock: FixedClock):
    clinic = add_oak(context, email="desk@clinic.example")
    ask(context, clinic, clock, "03-14 20:00")
    assert {item.reply_to for item in outbox(context, Channel.EMAIL).sent} == {"desk@clinic.example"}


@pytest.mark.parametrize("digit", ["3", "9", "0", "-1"])
def test_a_digit_that_was_not_offered_answers_nothing(
    context: Context, clinic: Clinic, clock: FixedClock, web: TestClient, digit: str
):
    link = ask(context, clinic, clock, "03-14 20:00")
    assert web.post(f"{link}/{digit}").status_code == 200
    assert given(context) == []


def test_no_other_link_answers(context: Context, clinic: Clinic, clock: FixedClock, web: TestClient):
    link = ask(context, clinic, clock, "03-14 20:00")
    wound, walk = message(context, "wound_1", "email"), message(context, "walk_1", "email")
    for token in (
        context.links.token(LinkKind.PAGE, wound.id),
        context.links.token(LinkKind.ANSWER, walk.id),  # asks nothing
        context.links.token(LinkKind.ANSWER, message(context, "recovery_3m", "email").id),  # has not left
        f"{link.removeprefix('/a/')[:-2]}AA",
    ):
        assert web.get(f"/a/{token}").status_code == 404
        assert web.post(f"/a/{token}/1").status_code == 404
    assert given(context) == []
