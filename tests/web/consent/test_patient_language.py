"""Pages for patients: read in the clinic's other language, the question as it was asked, and a stop taken back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.model.contact import Channel
from reminders.core.replies.shown_answers import shown_question
from reminders.services.consent.stop import stop_patient
from reminders.services.links import LinkKind
from reminders.store.tables import audit, opt_outs, patients
from reminders.web.app import make_web_app
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, message, play, row, standing

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.fixture
def web(context: Context) -> TestClient:
    return TestClient(make_web_app(context, Settings()))


FOLDERS = {LinkKind.PAGE: "r", LinkKind.UNSUBSCRIBE: "u", LinkKind.ANSWER: "a"}


def link_of(context: Context, kind: LinkKind, key: str) -> str:
    return f"/{FOLDERS[kind]}/{context.links.token(kind, key)}"


def ask(context: Context, clinic: Clinic, clock: FixedClock, **more: str) -> str:
    """Send the first wound question by email; return its page."""
    enroll_rows(context, clinic, row(sms_consent="no", given_name="Wilhelmina", **more))
    play(context, clock, "03-14 20:00")
    return link_of(context, LinkKind.ANSWER, message(context, "wound_1", "email").id)


def test_the_question_itself_stands_on_its_page(context: Context, clinic: Clinic, clock: FixedClock, web: TestClient):
    link = ask(context, clinic, clock)
    page = web.get(link).text
    assert "<h1>How is your dressing area?</h1>" in page
    assert "Please look at your dressing area today" in page
    assert "Wilhelmina" not in page
    saved = web.post(f"{link}/1").text
    assert "How is your dressing area?" in saved
    assert 'aria-pressed="true"' in saved


def test_a_question_is_read_and_answered_in_the_other_language(
    context: Context, clinic: Clinic, clock: FixedClock, web: TestClient
):
    link = ask(context, clinic, clock)
    switch = re.search(r'<a href="([^"]+)" lang="es"', web.get(link).text)
    assert switch
    page = web.get(switch[1]).text
    assert '<html lang="es">' in page
    assert ">La zona está limpia y seca</button>" in page
    assert "How is" not in page
    action = re.search(r'action="([^"]+)"', page)
    assert action
    saved = web.post(action[1]).text
    assert "Su respuesta está guardada" in saved
    assert f'href="{link}?language=en"' in saved, "and back"


def test_the_own_page_keeps_the_language_through_a_stop(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row())
    home = link_of(context, LinkKind.PAGE, all_rows(context, patients)[0].id)
    page = web.get(f"{home}?language=es").text
    assert "miércoles, 11 de marzo" in page
    assert "Sus primeras caminatas cortas" in page
    asked = web.get(f"{home}/stop/email?language=es").text
    assert 'href="tel:' in asked
    action = re.search(r'action="([^"]+)"', asked)
    assert action
    after = web.post(action[1])
    assert '<html lang="es">' in after.text
    assert 'role="status"' in after.text
    assert all_rows(context, patients)[0].language == "en", "what is sent stays as it was"


def test_a_clinic_of_one_language_offers_no_other(context: Context, web: TestClient):
    clinic = add_oak(context, languages="en")
    enroll_rows(context, clinic, row(email="ana@example.org"))
    for kind in (LinkKind.PAGE, LinkKind.UNSUBSCRIBE):
        page = web.get(f"{link_of(context, kind, all_rows(context, patients)[0].id)}?language=es").text
        assert '<html lang="en">' in page
        assert "hreflang" not in page


def test_a_stop_by_link_is_taken_back_on_the_same_page(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row(sms_consent="no"))
    link = link_of(context, LinkKind.UNSUBSCRIBE, all_rows(context, patients)[0].id)
    assert "Undo" not in web.get(link).text
    assert "Undo: keep getting emails" in web.post(link).text
    assert standing(context, "walk_1", "email") == ("skipped", "opted_out")
    assert "Emails are stopped" in web.get(link).text, "opened again, it says so"
    assert "You will keep getting emails" in web.post(f"{link}/undo").text
    assert standing(context, "walk_1", "email") == ("planned", None)
    assert all_rows(context, opt_outs)[0].lifted_at is not None
    assert [item.action for item in all_rows(context, audit)][-1] == "started a channel"
    assert web.get(f"{link}/undo").status_code == 405, "a scanner's GET takes nothing back"


def test_what_was_stopped_in_another_way_stays_stopped(context: Context, clinic: Clinic, web: TestClient):
    enroll_rows(context, clinic, row(sms_consent="no", external_id="N1"))
    stop_patient(context, clinic, "N1", Channel.EMAIL, "staff", actor=SOMEBODY)
    link = link_of(context, LinkKind.UNSUBSCRIBE, all_rows(context, patients)[0].id)
    assert "Undo" not in web.post(link).text
    web.post(f"{link}/undo")
    assert all_rows(context, opt_outs)[0].lifted_at is None
    assert web.post(f"{link[:-2]}AA/undo").status_code == 404


def test_words_without_answers_ask_nothing():
    assert shown_question(None) == ("", "")
    assert shown_question("How are you?\n\nHi Ana,") == ("", "")
    assert shown_question("1 = yes") == ("", "")
    assert shown_question("How are you?\n\n1 = well\n2 = ill") == ("How are you?", "")
    assert shown_question("How are you?\n\nHi Ana,\n\nTell us\nhow.\n\n1 = well") == ("How are you?", "Tell us how.")
