"""What staff do for one patient: find them, move the surgery after a look at the difference, pause, answer by text."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.store.tables import alerts, audit, enrollments, patients, replies
from tests.making import all_rows, enroll_rows, outbox, row, run

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550177"


@pytest.fixture(autouse=True)
def ana(context: Context, clinic: Clinic) -> None:
    enroll_rows(context, clinic, row(given_name="Ana", family_name="García", phone="(202) 555-0177"), row())


def open_ana(page: Page) -> None:
    """Find her as a nurse does: by three letters, without the accent."""
    page.goto("/patients")
    page.get_by_label("Find a patient").fill("gar")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="1 patient found").wait_for()
    assert "gar" not in page.url.rsplit("/", 1)[1]
    page.get_by_role("link", name="García, Ana").click()
    page.get_by_role("heading", name="Upcoming").wait_for()


def test_no_one_found_says_what_to_try(page: Page):
    page.goto("/patients")
    assert page.locator("table tbody tr").count() == 2
    page.get_by_label("Find a patient").fill("zzz")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="No patients found").wait_for()
    page.get_by_role("link", name="All patients").click()
    assert page.locator("table tbody tr").count() == 2


def test_a_surgery_moves_only_after_the_difference_was_seen(page: Page, context: Context):
    found = [item for item in all_rows(context, enrollments) if item.surgery_date.isoformat() == "2026-03-10"]
    assert len(found) == 2
    open_ana(page)
    for answer, moved in (("Keep current date", 0), ("Reschedule to", 1)):
        page.get_by_text("Reschedule surgery", exact=True).click()
        page.get_by_label("New surgery date").fill("2026-03-24")
        page.get_by_role("button", name="Show what changes").click()
        walk = page.get_by_role("row").filter(has_text="Walking").first
        assert "Wed, Mar 11" in walk.get_by_role("cell").nth(1).inner_text()
        assert "Wed, Mar 25" in walk.get_by_role("cell").nth(2).inner_text()
        dates = [item.surgery_date.isoformat() for item in all_rows(context, enrollments)]
        assert dates.count("2026-03-24") == 0
        page.get_by_role("button", name=answer).or_(page.get_by_role("link", name=answer)).click()
        page.get_by_role("heading", name="Upcoming").wait_for()
        dates = [item.surgery_date.isoformat() for item in all_rows(context, enrollments)]
        assert dates.count("2026-03-24") == moved
    page.get_by_role("status").wait_for()
    assert "Wed, Mar 25" in page.locator(".timeline").first.inner_text()
    assert "moved a surgery" in {item.action for item in all_rows(context, audit)}


def test_a_paused_plan_is_held_until_it_is_resumed(page: Page, context: Context):
    open_ana(page)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("status").wait_for()
    plan = page.locator(".timeline").first
    assert plan.get_by_text("planned", exact=True).count() == 0
    assert {item.state for item in all_rows(context, enrollments)} == {"active", "paused"}
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Pause").wait_for()
    assert plan.get_by_text("planned", exact=True).count() > 4
    assert {item.state for item in all_rows(context, enrollments)} == {"active"}


def test_a_text_waits_in_the_inbox_until_it_is_answered_by_text(
    page: Page, context: Context, clinic: Clinic, clock: FixedClock
):
    receive(context, clinic, Channel.SMS, PHONE, "When can I shower?")
    run(context)
    clock.set(clock.now() + timedelta(minutes=1))
    page.goto("/inbox")
    page.get_by_role("link", name="García, Ana").click()
    page.get_by_role("log", name="Conversation").get_by_text("When can I shower?").wait_for()
    page.get_by_label("Message").fill("x" * 500)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Message").input_value() == "x" * 500
    page.get_by_label("Message").fill("Please call us, we will explain.")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("status").wait_for()
    run(context)
    assert outbox(context).sent[-1].content.text == "Oak Clinic: Please call us, we will explain."
    assert outbox(context).sent[-1].address == PHONE
    page.reload()
    assert "Please call us" in page.locator(".talk li.ours").last.inner_text()
    page.goto("/inbox")
    page.get_by_text("No one is waiting for an answer.").wait_for()
    assert all(item.handled_at for item in all_rows(context, replies))


def test_a_red_flag_on_today_is_taken_on_and_closed_with_a_note(page: Page, context: Context, clinic: Clinic):
    receive(context, clinic, Channel.SMS, PHONE, "my leg feels weak")
    page.goto("/")
    page.get_by_role("button", name="I'll take this").click()
    page.get_by_text("Taken by nurse@oak.example").wait_for()
    page.locator("summary").filter(has_text="Resolve").click()
    page.get_by_label("What did you do?").fill("Sent her to the ER")
    page.get_by_role("button", name="Resolve", exact=True).click()
    page.get_by_text("You're all caught up.").wait_for()
    assert all_rows(context, alerts)[0].closed_at
    open_ana(page)
    page.get_by_text("Sent her to the ER").wait_for()


def test_a_second_surgery_starts_from_the_patients_page(page: Page, context: Context):
    open_ana(page)
    page.get_by_role("link", name="Enroll for another surgery").click()
    assert page.get_by_label("Last name").input_value() == "García"
    page.get_by_label("Procedure").select_option("laminectomy")
    page.get_by_label("Date of surgery").fill("2026-09-01")
    page.get_by_text("Wed, Sep 2, 2026").first.wait_for()
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_text("is enrolled.").wait_for()
    assert [len(all_rows(context, table)) for table in (patients, enrollments)] == [2, 3]
