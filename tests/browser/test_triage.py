"""A nurse's morning with a crowd: one red flag is on top of Today and the inbox within one refresh, no one clicking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from tests.browser.site import PHONE as PHONE_SCREEN
from tests.making import enroll_rows, row
from tests.web.replies.test_triage import ANA, PHONE, make_a_crowd

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.mark.parametrize("path", ["/", "/inbox"])
def test_chest_pain_is_on_top_within_one_refresh(context: Context, clinic: Clinic, page: Page, path: str):
    enroll_rows(context, clinic, row(**ANA))
    make_a_crowd(context, clinic, 25, 100)
    page.clock.install()
    page.goto(path)
    top = page.locator("[id^=alert-], .worklist > li").first
    assert "García" not in top.inner_text()
    receive(context, clinic, Channel.SMS, PHONE, "chest pain and can not breathe")
    page.clock.run_for(31_000)
    page.locator(".emergency").wait_for()
    shown = top.inner_text()
    assert "Possible emergency: call now" in shown
    assert "García, Ana" in shown
    assert "chest pain and can not breathe" in shown
    assert top.locator(f'a[href="tel:{PHONE}"]').is_visible()
    assert top.get_by_role("button", name="I'll take this").is_visible()
    assert page.locator("[data-refresh-status]").text_content() == "Something urgent came in."
    page.set_viewport_size(PHONE_SCREEN)
    assert top.locator(f'a[href="tel:{PHONE}"]').is_visible()


def test_what_one_types_into_a_row_outlives_the_refresh(context: Context, clinic: Clinic, page: Page):
    enroll_rows(context, clinic, row(**ANA))
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    page.clock.install()
    page.goto("/")
    page.locator(".emergency summary").click()
    page.locator(".emergency input[name=note]").fill("Called, no answer")
    make_a_crowd(context, clinic, 3, 0)
    page.clock.run_for(31_000)
    page.locator("[id^=alert-]").nth(3).wait_for()
    assert page.locator(".emergency input[name=note]").input_value() == "Called, no answer"
    page.locator(".emergency").get_by_role("button", name="Resolve").click()
    page.get_by_text("Resolved.").wait_for()
    assert page.locator(".emergency").count() == 0


def test_a_conversation_is_one_line_at_a_desk(context: Context, clinic: Clinic, page: Page):
    long = {"given_name": "Maximiliana", "family_name": "Featherstone"}
    enroll_rows(context, clinic, row(**ANA), row(phone="(202) 555-0188", **long))
    receive(context, clinic, Channel.SMS, PHONE, "When can I take a shower again, and may I drive then? " * 3)
    receive(context, clinic, Channel.SMS, "+12025550188", "When may I go back to the gym?")
    for path in ("/inbox", None):
        if path:
            page.goto(path)
        else:
            page.locator("a.open").first.click()
            page.get_by_role("heading", name="Conversation").wait_for()
        lines = page.locator("#inbox-list .lines-only > li")
        assert lines.count() == 2
        for line in lines.all():
            box = line.bounding_box()
            assert box
            assert box["height"] < (44 if path else 70), line.inner_text()  # beside a conversation a long name wraps
