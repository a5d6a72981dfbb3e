"""What a patient does on a phone, and the person on call: every page works without scripts, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.store.tables import alerts, answers, opt_outs
from tests.browser.site import PHONE, open_page
from tests.browser.story import invent
from tests.making import all_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from tests.browser.story import Story


@pytest.fixture
def story(context: Context, clinic: Clinic, clock: FixedClock) -> Story:
    return invent(context, clinic, clock)


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Page]:
    found = open_page(chromium, address, viewport=PHONE, java_script_enabled=False)
    yield found
    found.context.close()


WORDS = {
    "en": ("What comes next", "Stop texts", "Yes, stop texts", "Texts are stopped."),
    "es": (
        "Lo que viene",
        "Dejar de recibir mensajes",
        "Sí, dejar de recibir mensajes",
        "Ya no recibirá mensajes de texto.",
    ),
}


@pytest.mark.parametrize("language", WORDS)
def test_the_plan_ahead_and_stopping_texts_in_two_taps(phone: Page, story: Story, context: Context, language: str):
    coming, stop, sure, done = WORDS[language]
    before = len(all_rows(context, opt_outs))
    phone.goto(story.own_page if language == "en" else story.own_page_in_spanish)
    phone.get_by_role("heading", name=coming).wait_for()
    assert phone.locator("html").get_attribute("lang") == language
    assert phone.locator(".days li").count() > 2
    phone.get_by_role("link", name=stop).click()
    assert len(all_rows(context, opt_outs)) == before
    phone.get_by_role("button", name=sure).click()
    phone.get_by_role("status").get_by_text(done).wait_for()
    assert len(all_rows(context, opt_outs)) == before + 1


def test_an_answer_is_a_tap_and_may_be_changed(phone: Page, story: Story, context: Context):
    phone.goto(story.answer)
    phone.get_by_role("heading", name="How is your dressing area?").wait_for()
    assert all_rows(context, answers) == []
    phone.get_by_role("button", name="The area is clean and dry").click()
    phone.get_by_role("heading", name="Your answer is saved").wait_for()
    phone.get_by_role("button", pressed=False).last.click()
    phone.get_by_text("Please call us today").wait_for()
    assert phone.get_by_role("button", pressed=True).count() == 1
    assert [item.code for item in all_rows(context, answers)] == ["worried"]


def test_the_person_on_call_takes_it_on_with_one_tap(phone: Page, story: Story, context: Context):
    phone.goto(story.notice)
    phone.get_by_role("heading", name="An urgent reply is waiting: Oak Clinic").wait_for()
    assert not any(item.acknowledged_by for item in all_rows(context, alerts))
    phone.get_by_role("button", name="I'll take this").click()
    phone.get_by_role("heading", name="You've taken this").wait_for()
    assert "Ada" in {item.acknowledged_by for item in all_rows(context, alerts)}
    phone.goto(story.notice)
    phone.get_by_role("heading", name="Someone has already taken this").wait_for()
