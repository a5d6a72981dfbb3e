"""Triage and reply with the keyboard alone; single keys do nothing in a field, with a modifier, or when turned off."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, enrollments, messages, patients, staff_notes
from tests.making import all_rows, enroll_rows, row
from tests.web.replies.test_triage import ANA, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

LUIS = {"given_name": "Luis", "family_name": "Peña", "phone": "(202) 555-0188", "external_id": "MRN-88"}


@pytest.fixture(autouse=True)
def texts(context: Context, clinic: Clinic, page: Page) -> None:
    enroll_rows(context, clinic, row(**ANA), row(**LUIS))
    receive(context, clinic, Channel.SMS, PHONE, "chest pain and can not breathe")
    receive(context, clinic, Channel.SMS, "+12025550188", "When can I shower?")
    page.goto("/")


def focused(page: Page) -> str:
    """Return the words or the id of what has the focus; nothing where nothing has it."""
    at = "document.activeElement"
    return page.evaluate(f"{at} === document.body ? '' : {at}.innerText || {at}.id")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_an_emergency_is_taken_and_resolved_and_a_question_answered_by_keys_alone(page: Page, context: Context):
    press(page, "j")
    assert "García, Ana" in focused(page)
    while "I'll take this" not in focused(page):
        press(page, "Tab")
    press(page, "Enter")
    page.get_by_text("You've taken this.").wait_for()
    press(page, "j", "e")
    page.keyboard.type("Sent to the ER")
    press(page, "Enter")
    page.get_by_text("Resolved.", exact=True).wait_for()
    assert all_rows(context, alerts)[0].closed_by == "nurse@oak.example"
    assert all_rows(context, staff_notes)

    while focused(page).split("\n")[0].split()[:1] != ["Inbox"]:
        press(page, "Tab")
    press(page, "Enter")
    page.wait_for_url("**/inbox")
    press(page, "j")
    assert "Peña, Luis" in focused(page)
    press(page, "Enter")
    page.get_by_role("log", name="Conversation").wait_for()
    press(page, "r")
    page.keyboard.type("Tomorrow, if it is dry: jke?")
    press(page, "Control+Enter")
    page.get_by_text("Your text will go out within a minute.").wait_for()
    assert [item.status for item in all_rows(context, messages) if item.kind == "staff"] == ["planned"]


def test_e_opens_the_form_of_a_conversation_and_resolves_nothing(page: Page):
    page.goto("/inbox")
    press(page, "j", "j")
    assert "Peña, Luis" in focused(page)
    press(page, "k")
    assert "García, Ana" in focused(page)
    press(page, "j", "e")
    page.wait_for_url("**/inbox/*#note")
    page.locator("#resolve[open]").wait_for()
    assert focused(page) == "note"
    page.keyboard.type("Called")
    page.get_by_role("button", name="Resolve", exact=True).last.click()
    page.get_by_text("Resolved.", exact=True).wait_for()


def test_rows_of_patients_are_walked_and_search_is_one_key_away(page: Page):
    page.goto("/patients")
    press(page, "j", "j", "k")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 1
    press(page, "Enter")
    page.get_by_role("heading", name="Upcoming").wait_for()
    press(page, "/")
    assert focused(page) == "find"
    page.keyboard.type("?jke/")
    assert page.locator("#find").input_value() == "?jke/"
    assert not page.locator("#keys").is_visible()


def test_the_keys_are_listed_and_do_nothing_with_a_modifier_or_turned_off(page: Page):
    press(page, "?")
    page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
    assert focused(page) == "Close"
    press(page, "j", "Escape")
    assert not page.locator("#keys").is_visible()
    for key in ("Control+j", "Alt+j", "Meta+j"):
        press(page, key)
        assert "García" not in focused(page), key
    page.goto("/account")
    page.get_by_label("Use keyboard shortcuts on this computer").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    page.goto("/")
    press(page, "j", "?", "/")
    assert "García" not in focused(page)
    assert page.locator("#keys").count() == 0
    assert focused(page) != "find"
    page.goto("/account")
    page.get_by_label("Use keyboard shortcuts on this computer").check()
    page.get_by_role("button", name="Save").click()
    page.goto("/")
    press(page, "j")
    assert "García, Ana" in focused(page)


def tab_to(page: Page, what: str) -> None:
    """Press Tab until something with that name has the focus, as a person does who has no pointer."""
    for _ in range(80):
        press(page, "Tab")
        if page.evaluate(NAME_OF_FOCUSED).startswith(what):
            return
    raise AssertionError(f"Tab never comes to {what!r}")


NAME_OF_FOCUSED = """(() => {
  const at = document.activeElement;
  return at.getAttribute("aria-label") || (at.labels && at.labels[0] || at).innerText.trim() || at.id;
})()"""


def test_a_patient_is_enrolled_by_keys_alone(page: Page, context: Context):
    page.goto("/enroll")
    for field, text in (("First name", "Nora"), ("Last name", "Feldman"), ("Mobile phone", "(202) 555-0166")):
        if not page.evaluate(NAME_OF_FOCUSED).startswith(field):
            tab_to(page, field)
        page.keyboard.type(text)
    tab_to(page, "Procedure")
    page.keyboard.type("Micro")
    tab_to(page, "Date of surgery")
    page.keyboard.type("03182026")
    tab_to(page, "Texts")
    press(page, "Space", "Enter")
    page.wait_for_url("**/enroll?done=enrolled*")
    assert len(all_rows(context, patients)) == 3


def test_two_surgeries_are_moved_by_keys_alone(page: Page, context: Context):
    before = {item.id: item.surgery_date for item in all_rows(context, enrollments)}
    page.goto("/patients")
    for _ in range(2):
        tab_to(page, "García" if _ else "Peña")
        while page.evaluate("document.activeElement.type") != "checkbox":
            press(page, "Tab")
        press(page, "Space")
    tab_to(page, "Reschedule to a date")
    press(page, "ArrowRight")  # by days
    tab_to(page, "Days later")
    page.keyboard.type("3")
    press(page, "Enter")
    page.get_by_role("heading", name="Reschedule surgeries?").wait_for()
    tab_to(page, "Reschedule 2 surgeries")
    press(page, "Enter")
    page.wait_for_url("**/patients?*done=*")
    moved = {item.id: (item.surgery_date - before[item.id]).days for item in all_rows(context, enrollments)}
    assert set(moved.values()) == {3}


TODAY = ["Skip to", "Patients", "Today", "Needs attention", "Urgent", "García, Ana", "chest pain", "Call (", "Resolve"]
BELOW = ["Scheduled for today", "First steps", "Surgeries to confirm", "Last 30 days", "Signed in as"]
FORM = ["First name", "Last name", "Mobile phone", "Procedure", "Date of surgery", "Consent"]
READ = {
    "/": TODAY + BELOW,
    "/inbox": ["Inbox", "Call these patients", "García, Ana", "chest pain", "Waiting", "Peña, Luis", "shower"],
    "/enroll": ["Enroll a patient", *FORM],
    "/patients": ["Find a patient", "Search", "Filter and sort", "2 surgeries", "Change several plans"],
}
PATIENT = ["García", "Call (", "Possible emergency", "Upcoming", "History", "Contact"]


def test_with_styles_off_the_pages_read_in_a_sensible_order(page: Page, context: Context):
    ana = next(item.patient_id for item in all_rows(context, alerts))
    for path, phrases in (*READ.items(), (f"/patients/{ana}", PATIENT)):
        page.goto(path)
        page.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach(sheet => sheet.remove())")
        text, at = page.evaluate("document.body.innerText"), 0
        for phrase in phrases:
            found = text.find(phrase, at)
            assert found >= 0, f"{path}: {phrase!r} does not come after what stands before it in the list"
            at = found
        levels = page.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(one => +one.tagName[1])")
        assert levels[0] == 1, path
        assert all(below - above <= 1 for above, below in itertools.pairwise(levels)), (path, levels)
        assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0, path
