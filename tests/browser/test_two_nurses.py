"""Two nurses look at the same alert and the same conversation; what one does, the other sees within one refresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.replies.reply import receive
from reminders.store.tables import patients
from tests.browser.site import open_page, sign_in
from tests.making import all_rows, enroll_rows, row
from tests.web.desk import add_person
from tests.web.replies.test_triage import ANA, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

REFRESH = 31_000
TAKEN, LATE = "Taken by nurse@oak.example", "A colleague took this before you."


@pytest.fixture
def ben(context: Context, clinic: Clinic, chromium: Browser, address: str) -> Iterator[Page]:
    """Open a second window, at another desk."""
    add_person(context, clinic, "ben@oak.example", Role.CLINICIAN)
    enroll_rows(context, clinic, row(**ANA))
    window = open_page(chromium, address)
    window.clock.install()
    sign_in(window, "ben@oak.example")
    yield window
    window.context.close()


@pytest.mark.parametrize("place", ["/", "/inbox", "/inbox/{}"])
def test_the_second_sees_who_took_it_within_one_refresh(
    context: Context, clinic: Clinic, page: Page, ben: Page, place: str
):
    receive(context, clinic, Channel.SMS, PHONE, "chest pain and can not breathe")
    path = place.format(all_rows(context, patients)[0].id)
    page.goto(path)
    ben.goto(path)
    assert ben.get_by_text(TAKEN).count() == 0
    page.get_by_role("button", name="I'll take this").last.click()
    page.get_by_text(TAKEN).first.wait_for()
    ben.clock.run_for(REFRESH)
    ben.get_by_text(TAKEN).first.wait_for()
    assert ben.get_by_role("button", name="I'll take this").count() == 0
    assert ben.get_by_role("button", name="Take over").last.is_visible()
    assert not ben.locator(".nav [data-badge='/']").is_visible()


def test_who_presses_before_the_refresh_is_told_and_nothing_changes(
    context: Context, clinic: Clinic, page: Page, ben: Page
):
    receive(context, clinic, Channel.SMS, PHONE, "chest pain and can not breathe")
    for window in (page, ben):
        window.goto("/")
    page.get_by_role("button", name="I'll take this").click()
    page.get_by_text(TAKEN).wait_for()
    ben.get_by_role("button", name="I'll take this").click()
    ben.get_by_text(LATE).wait_for()
    assert ben.get_by_text(TAKEN).count() == 1


def test_a_text_that_comes_in_joins_the_open_conversation_while_one_writes(
    context: Context, clinic: Clinic, page: Page
):
    enroll_rows(context, clinic, row(**ANA))
    receive(context, clinic, Channel.SMS, PHONE, "When can I shower?")
    page.clock.install()
    page.goto(f"/inbox/{all_rows(context, patients)[0].id}")
    page.get_by_label("Message").fill("Tomorrow, ")
    receive(context, clinic, Channel.SMS, PHONE, "And can I take a bath?")
    page.clock.run_for(REFRESH)
    page.get_by_role("log").get_by_text("And can I take a bath?").wait_for()
    assert page.get_by_label("Message").input_value() == "Tomorrow, "
    assert page.locator("#newest").is_visible()
    page.keyboard.type("both")
    assert page.get_by_label("Message").input_value() == "Tomorrow, both"
