"""Pages follow what comes in, without taking the cursor, a half-typed word or an open form from anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.services.alerts.acknowledge import close
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts
from tests.making import SOMEBODY, all_rows, enroll_rows, row
from tests.web.replies.test_triage import ANA, PHONE, make_a_crowd

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

REFRESH = 31_000


def test_a_page_without_a_list_counts_and_announces(context: Context, clinic: Clinic, page: Page):
    enroll_rows(context, clinic, row(**ANA))
    page.clock.install()
    page.goto("/enroll")
    page.get_by_label("First name").fill("Nor")
    receive(context, clinic, Channel.SMS, PHONE, "chest pain and can not breathe")
    page.clock.run_for(REFRESH)
    page.get_by_text("Something urgent came in.").wait_for()
    assert page.title().startswith("(1) ")
    assert page.locator(".nav [data-badge='/']").inner_text().startswith("1")
    assert page.get_by_label("First name").input_value() == "Nor"
    page.get_by_role("link", name="Go to Today").click()
    page.locator(".emergency").wait_for()


def test_the_cursor_stays_in_the_middle_of_a_word_and_a_row_keeps_what_is_typed_when_a_colleague_ends_it(
    context: Context, clinic: Clinic, page: Page
):
    enroll_rows(context, clinic, row(**ANA))
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    page.clock.install()
    page.goto("/")
    page.locator(".emergency summary").click()
    note = page.locator(".emergency input[name=note]")
    note.fill("Called answer")
    note.evaluate("field => field.setSelectionRange(7, 7)")
    make_a_crowd(context, clinic, 3, 0)
    page.clock.run_for(REFRESH)
    page.locator("[id^=alert-]").nth(3).wait_for()
    page.keyboard.type("no ")
    assert note.input_value() == "Called no answer"
    close(context, clinic, all_rows(context, alerts)[0].id, "ben@oak.example", note="", actor=SOMEBODY)
    make_a_crowd(context, clinic, 1, 0)
    page.clock.run_for(REFRESH)
    page.locator("[id^=alert-]").nth(4).wait_for()
    assert note.input_value() == "Called no answer"


def test_focus_on_a_link_of_a_row_stays_there(context: Context, clinic: Clinic, page: Page):
    enroll_rows(context, clinic, row(**ANA))
    receive(context, clinic, Channel.SMS, PHONE, "fever of 101.5")
    page.clock.install()
    page.goto("/")
    page.locator(".whom a").first.focus()
    make_a_crowd(context, clinic, 2, 0)
    receive(context, clinic, Channel.SMS, "+12125550142", "chest pain")
    page.clock.run_for(REFRESH)
    page.locator("[id^=alert-]").nth(3).wait_for()
    assert "García, Ana" in page.evaluate("document.activeElement.innerText")
