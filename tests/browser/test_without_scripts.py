"""A nurse's morning in a browser that runs no script, on a phone: everything works, a click takes a page load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reminders.store.tables import alerts, enrollments, messages, patients, replies
from tests.browser.site import PHONE, open_page, sign_in
from tests.browser.story import Story, invent
from tests.making import all_rows, csv_text, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.fixture
def story(context: Context, clinic: Clinic, clock: FixedClock) -> Story:
    return invent(context, clinic, clock)


@pytest.fixture
def plain(chromium: Browser, address: str, story: Story) -> Iterator[Page]:
    assert story
    found = open_page(chromium, address, java_script_enabled=False, viewport=PHONE)
    sign_in(found)
    yield found
    found.context.close()


def test_an_alert_is_taken_on_and_closed(plain: Page, context: Context):
    plain.get_by_role("button", name="I'll take this").first.click()
    plain.get_by_text("You've taken this.").wait_for()
    item = plain.locator("tr", has_text="Taken by").first
    item.locator("summary").click()
    item.get_by_label("What did you do?").fill("Sent to the ER")
    item.get_by_role("button", name="Resolve", exact=True).click()
    plain.get_by_text("Resolved.", exact=True).wait_for()
    assert [alert.kind for alert in all_rows(context, alerts) if alert.closed_at] == ["red_flag"]


def test_a_question_is_answered_by_text(plain: Page, context: Context, story: Story):
    plain.goto(story.thread)
    plain.get_by_label("Message").fill("From tomorrow on, if the dressing is dry.")
    plain.get_by_role("button", name="Send").first.click()
    plain.get_by_text("Your text will go out within a minute.").wait_for()
    assert [item.kind for item in all_rows(context, messages) if item.status == "planned" and item.kind == "staff"]
    answered = [item for item in all_rows(context, replies) if item.handled_at and item.place == "inbox"]
    assert len(answered) == 1


def test_a_surgery_is_moved_after_a_look_at_the_difference(plain: Page, context: Context, story: Story):
    plain.goto(story.patient)
    plain.get_by_text("Reschedule surgery", exact=True).click()
    plain.get_by_label("New surgery date").fill("2026-03-24")
    plain.get_by_role("button", name="Show what changes").click()
    plain.get_by_role("button", name="Reschedule to").click()
    plain.get_by_text("Surgery rescheduled. The plan was updated.").wait_for()
    assert "2026-03-24" in {item.surgery_date.isoformat() for item in all_rows(context, enrollments)}


def test_all_sending_is_stopped_and_goes_on(plain: Page):
    plain.goto("/settings")
    plain.get_by_role("link", name="Pause sending…").click()
    plain.get_by_label("Type PAUSE to confirm").fill("PAUSE")
    plain.get_by_role("button", name="Pause sending").click()
    plain.goto("/patients")
    plain.get_by_text("Sending is paused for this clinic.").first.wait_for()
    plain.goto("/settings")
    plain.get_by_role("button", name="Resume sending").click()
    plain.get_by_text("Sending has resumed.").wait_for()


def test_a_file_is_checked_and_carried_out(plain: Page, context: Context):
    before = len(all_rows(context, patients))
    plain.goto("/enroll/file")
    content = csv_text([row(), row()]).encode()
    plain.locator("input[type=file]").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": content})
    plain.get_by_role("button", name="Check the file").click()
    assert len(all_rows(context, patients)) == before
    plain.locator("main form button").first.click()
    plain.wait_for_load_state()
    assert len(all_rows(context, patients)) == before + 2
