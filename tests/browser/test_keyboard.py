"""Triage and reply with the keyboard alone; single keys do nothing in a field, with a modifier, or when turned off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, messages, staff_notes
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
