"""The patient's own page, through the real application on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.model.contact import Channel
from reminders.services.links import LinkKind
from reminders.services.plans.change_state import CancelReason, cancel, pause
from reminders.store.enrollment.patients import mark_bad
from reminders.store.tables import opt_outs, patients
from reminders.web.app import make_web_app
from tests.making import SOMEBODY, all_rows, at, enroll_rows, play, row, standing

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.fixture
def web(context: Context, clinic: Clinic) -> TestClient:
    return TestClient(make_web_app(context, Settings()))


def page_of(context: Context, number: int = 0) -> str:
    patient = sorted(all_rows(context, patients), key=lambda item: item.created_at)[number]
    return f"/r/{context.links.token(LinkKind.PAGE, patient.id)}"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["What comes next", "Wednesday, March 11", "Your first short walks", "by text", 'href="tel:2025550100"'],
        ),
        ("es", ["Lo que viene", "miércoles, 11 de marzo", "Sus primeras caminatas cortas", "por mensaje de texto"]),
    ],
)
def test_it_shows_the_plan_ahead_in_the_patients_language(
    context: Context, clinic: Clinic, web: TestClient, language: str, words: list[str]
):
    enroll_rows(context, clinic, row(language=language))
    answer = web.get(page_of(context))
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert [word for word in words if word not in answer.text] == []


def test_url_and_title_hold_nothing_about_the_patient_and_no_one_keeps_a_copy(
    context: Context, clinic: Clinic, web: TestClient
):
    cells = row(given_name="Wilhelmina", family_name="Featherstonehaugh", procedure="spinal_fusion")
    enroll_rows(context, clinic, cells)
    path = page_of(context)
    for each in (path, f"{path}/stop/sms"):
        answer = web.get(each)
        assert "<title>Your messages</title>" in answer.text or "<title>Stop texts</title>" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        for name in ("given_name", "family_name", "email", "external_id", "phone"):
            assert cells[name] not in answer.text
        assert "fusion" not in answer.text.lower()
        assert "<script" not in answer.text


@pytest.mark.parametrize("channel", list(Channel))
def test_stopping_is_asked_for_first_and_done_by_a_post(
    context: Context, clinic: Clinic, web: TestClient, channel: Channel
):
    enroll_rows(context, clinic, row())
    path = page_of(context)
    assert web.get(f"{path}/stop/{channel}").status_code == 200
    assert all_rows(context, opt_outs) == []
    for _ in range(2):
        after = web.post(f"{path}/stop/{channel}")
        assert 'role="status"' in after.text
    stopped = all_rows(context, opt_outs)
    assert [(item.channel, item.source, item.lifted_at) for item in stopped] == [(channel, "own page", None)]


def test_stopped_texts_fall_to_email_and_only_a_text_starts_them_again(
    context: Context, clinic: Clinic, web: TestClient
):
    enroll_rows(context, clinic, row())
    path = page_of(context)
    text = web.post(f"{path}/stop/sms").text
    assert standing(context, "walk_1") == ("skipped", "opted_out")
    assert standing(context, "walk_1", "email")[0] == "planned"
    assert "send the word START" in text
    assert web.post(f"{path}/start/sms").status_code == 404
    assert all_rows(context, opt_outs)[0].lifted_at is None


def test_email_starts_again_at_a_click_and_the_plan_follows(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row(sms_consent="no"))
    path = page_of(context)
    assert "No messages are scheduled right now" in web.post(f"{path}/stop/email").text
    text = web.post(f"{path}/start/email").text
    assert "Emails are on again." in text
    assert standing(context, "walk_1", "email") == ("planned", None)
    assert all_rows(context, opt_outs)[0].lifted_at is not None


def test_starting_email_lifts_nothing_that_was_never_agreed_to(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row(email_consent="no"))
    path = page_of(context)
    assert "Start emails" not in web.get(path).text
    web.post(f"{path}/start/email")
    assert {item.channel for item in all_rows(context, opt_outs)} == set()
    assert not any(item.email_consent for item in all_rows(context, patients))


def test_what_was_just_done_is_said_only_when_it_is_so(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row())
    for made_up in ("stop-sms", "start-pigeon", "<b>", "stop-"):
        assert "are stopped" not in web.get(page_of(context), params={"done": made_up}).text


def test_the_calendar_file_has_the_days_and_nothing_about_them(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row(given_name="Wilhelmina"))
    answer = web.get(f"{page_of(context)}/plan.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) > 4
    assert {str(event["SUMMARY"]) for event in events} == {"Note from Oak Clinic"}
    first = events[0].start
    assert datetime(2026, 3, 11, 14, tzinfo=UTC) <= first < datetime(2026, 3, 11, 16, tzinfo=UTC)
    assert b"Wilhelmina" not in answer.content
    assert b"/r/" not in answer.content


def test_a_paused_plan_says_so_and_a_cancelled_one_is_empty(context: Context, clinic: Clinic, web: TestClient):
    cells = row()
    enroll_rows(context, clinic, cells)
    path = page_of(context)
    pause(context, clinic, cells["external_id"], actor=SOMEBODY)
    assert "paused your messages" in web.get(path).text
    assert Calendar.from_ical(web.get(f"{path}/plan.ics").content).walk("VEVENT") == []
    cancel(context, clinic, cells["external_id"], CancelReason.POSTPONED, actor=SOMEBODY)
    assert "No messages are scheduled right now" in web.get(path).text


def test_the_page_closes_sixty_days_after_the_last_message(
    context: Context, clinic: Clinic, web: TestClient, clock: FixedClock
):
    enroll_rows(context, clinic, row())
    path = page_of(context)
    play(context, clock, "06-20 00:00")  # the last step is on day 90: 8 June
    text = web.get(path).text
    assert "No messages are scheduled right now" in text
    assert "Past messages" in text
    clock.set(at("06-10 00:00") + timedelta(days=60))
    assert web.get(path).status_code == 404
    assert web.post(f"{path}/stop/sms").status_code == 404
    assert all_rows(context, opt_outs) == []


def test_notes_that_left_can_be_read_again_without_their_links(
    context: Context, clinic: Clinic, web: TestClient, clock: FixedClock
):
    enroll_rows(context, clinic, row(sms_consent="no"))
    play(context, clock, "03-12 00:00")
    text = web.get(page_of(context)).text
    assert "Wear firm shoes" in text
    assert "https://" not in text


def test_an_address_that_does_not_work_and_a_channel_never_agreed_to_are_told_apart(
    context: Context, clinic: Clinic, web: TestClient, clock: FixedClock
):
    cells = row(sms_consent="no")
    enroll_rows(context, clinic, cells)
    with context.db.begin() as tx:
        mark_bad(tx, Channel.EMAIL, cells["email"], clock.now())
    text = web.get(page_of(context)).text
    assert "Our emails are not reaching you" in text
    assert "You do not get texts from us" in text


@pytest.mark.parametrize("token", ["forged", "A" * 43, "..%2f..%2fetc", "%00", "é"])
def test_a_forged_link_is_not_found_and_changes_nothing(context: Context, clinic: Clinic, web: TestClient, token: str):
    enroll_rows(context, clinic, row())
    assert web.get(f"/r/{token}").status_code == 404
    for path in ("stop/sms", "stop/email", "start/email"):
        assert web.post(f"/r/{token}/{path}").status_code == 404
    assert web.get(f"/r/{token}/plan.ics").status_code == 404
    assert all_rows(context, opt_outs) == []


def test_one_patients_link_opens_and_changes_no_one_elses(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row())
    enroll_rows(context, clinic, row(email_consent="no"))
    web.post(f"{page_of(context, 1)}/stop/sms")
    assert "Stop texts" in web.get(page_of(context, 0)).text
    assert "send the word START" not in web.get(page_of(context, 0)).text


def test_pages_weigh_little(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row(procedure="spinal_fusion"))
    assert len(web.get(page_of(context)).content) + len(web.get("/patient.css").content) < 60_000
