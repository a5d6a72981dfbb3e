"""Saved replies: kept per clinic and language, filled in for a patient, put into the box without a script."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.roles import Role
from reminders.core.replies.canned import begin_with, fill, unknown_placeholders
from reminders.store.tables import audit, canned_replies, patients
from tests.making import add_oak, all_rows, enroll_rows, outbox, row, run
from tests.tables import each_row
from tests.web.alerts.test_today_and_inbox import ANA
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

SHOWER = {"language": "en", "title": "Showering", "text": "Hi {first_name}, call {clinic_name} at {clinic_phone}."}
PATH = "/settings/replies"


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(**ANA))
    return signed_in(context, clinic)


def box(page: str) -> str:
    found = re.search(r'<textarea id="words"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def test_a_saved_reply_is_inserted_filled_in_and_sent_with_the_clinics_name_before_it(context: Context, desk: Desk):
    assert desk.post(PATH, **SHOWER).status_code == 303
    canned = all_rows(context, canned_replies)[0].id
    thread = f"/inbox/{all_rows(context, patients)[0].id}"
    assert 'data-text="Hi Ana, call Oak Clinic at (202) 555-0100."' in desk.get(thread).text
    page = desk.post(f"{thread}/insert", thread, canned=str(canned), words="Thank you.").text
    assert box(page) == "Thank you. Hi Ana, call Oak Clinic at (202) 555-0100."
    assert "1 segment" in page
    desk.post(f"{thread}/reply", thread, words=box(page))
    run(context)
    sent = outbox(context).sent[-1].content.text
    assert sent == "Oak Clinic: Thank you. Hi Ana, call Oak Clinic at (202) 555-0100."


def test_one_is_edited_retired_and_used_again_and_each_leaves_a_line(context: Context, desk: Desk):
    desk.post(PATH, **SHOWER)
    canned = f"{PATH}/{all_rows(context, canned_replies)[0].id}"
    thread = f"/inbox/{all_rows(context, patients)[0].id}"
    assert SHOWER["text"] in html.unescape(desk.get(canned).text)
    desk.post(canned, **SHOWER | {"title": "Bathing"})
    assert "Bathing" in desk.get(thread).text
    desk.post(f"{canned}/retire", PATH, action="retire")
    assert "Bathing" not in desk.get(thread).text
    assert "retired" in desk.get(PATH).text
    desk.post(f"{canned}/retire", PATH, action="restore")
    assert "Bathing" in desk.get(thread).text
    lines = [item.action for item in all_rows(context, audit) if item.action.startswith("saved reply")]
    assert lines == ["saved reply added", "saved reply changed", "saved reply retired", "saved reply in use again"]


def test_the_patients_language_comes_first_and_another_clinics_never(context: Context, clinic: Clinic, desk: Desk):
    desk.post(PATH, **SHOWER)
    desk.post(PATH, **SHOWER | {"language": "es", "title": "Bañarse"})
    elm = add_oak(context, slug="elm", name="Elm Clinic")
    signed_in(context, elm, Role.ADMIN, "eve@elm.example").post(PATH, **SHOWER | {"title": "Of Elm"})
    enroll_rows(context, clinic, row(language="es", phone="(202) 555-0155"))
    of = {item.language: item.id for item in all_rows(context, patients)}
    for patient, first in ((of["en"], "Showering"), (of["es"], "Bañarse")):
        page = desk.get(f"/inbox/{patient}").text
        titles = re.findall(r"<option[^>]*data-text[^>]*>([^<(]+?)(?: \(|<)", page)
        assert titles[0] == first
        assert len(titles) == 2
        assert "Of Elm" not in page


@each_row(
    ("field", "value", "says"),
    [
        ("title", "  ", "Enter a short name"),
        ("title", "x" * 61, "Enter a short name"),
        ("text", "", "Enter the text"),
        ("text", "Hi {name}", "Use only these words in braces: {first_name}, {clinic_name}, {clinic_phone}"),
        ("text", "Hi {first_name", "Use only these words in braces: {first_name}, {clinic_name}, {clinic_phone}"),
        ("text", "a" * 470, "Too long for a text"),
        ("language", "fr", "Not a language of this clinic"),
    ],
)
def test_what_cannot_be_sent_is_refused_where_it_is_written(desk: Desk, field: str, value: str, says: str):
    refused = desk.post(PATH, **SHOWER | {field: value})
    assert refused.status_code == 422
    assert says in html.unescape(refused.text)


def test_placeholders_and_the_clinics_name():
    assert fill("{first_name} {x}", {"first_name": "{clinic_name}"}) == "{clinic_name} {x}"
    assert unknown_placeholders("{ first_name } {clinic} }") == ["{clinic}", "}"]
    assert begin_with("Oak", "call us") == "Oak: call us"
    assert begin_with("Oak", "OAK: call us") == "OAK: call us"
