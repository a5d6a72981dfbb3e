"""What an admin does: stopping everything, changing the clinic, inviting someone. And who may not come in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.store.clinics import clinics
from reminders.store.tables import messages
from tests.browser.site import open_page, sign_in
from tests.making import add_oak, all_rows, enroll_rows, outbox, row
from tests.web.desk import add_person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

BANNER = "Only safety replies and STOP confirmations go out."


def test_pausing_all_shows_on_every_page_until_it_is_lifted(page: Page, context: Context):
    page.goto("/settings")
    page.get_by_role("link", name="Pause sending…").click()
    page.get_by_label("Type PAUSE to confirm").fill("pause")
    page.get_by_role("button", name="Pause sending").click()
    page.get_by_role("status").wait_for()
    for path in ("/", "/enroll", "/settings"):
        page.goto(path)
        page.get_by_text(BANNER).wait_for()
    page.get_by_role("button", name="Resume sending").click()
    page.get_by_text("Sending has resumed.").wait_for()
    assert page.get_by_text(BANNER).count() == 0


def test_changed_hours_move_what_is_not_sent_and_a_mistake_is_told(page: Page, context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    before = {item.step: item.due_at for item in all_rows(context, messages)}
    page.goto("/settings")
    weekdays = page.get_by_role("group", name="Monday to Saturday")
    weekdays.get_by_label("Until").fill("09:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()
    assert weekdays.get_by_label("Until").input_value() == "09:00"
    weekdays.get_by_label("From").fill("14:00")
    weekdays.get_by_label("Until").fill("18:00")
    page.get_by_label("Clinic email").fill("care@oak.example")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    after = {item.step: item.due_at for item in all_rows(context, messages)}
    assert after["walk_1"] > before["walk_1"]
    with context.db.read() as tx:
        assert clinics.get_clinic(tx, clinic.id).email == "care@oak.example"


def test_an_invitation_by_email_becomes_a_person_who_signs_in(
    chromium: Browser, address: str, page: Page, context: Context
):
    page.goto("/settings/staff")
    page.get_by_label("Email").fill("new@oak.example")
    page.get_by_label("Clinician: can also").check()
    outbox(context, Channel.EMAIL).leaves = True  # what stays here reaches no one, and the link is shown instead
    page.get_by_role("button", name="Send invitation by email").click()
    page.get_by_text("A link was sent to new@oak.example.").wait_for()
    text = outbox(context, Channel.EMAIL).sent[-1].content.text
    path = re.search(r"https://reminders\.example\.org(/welcome/\S+)", text)
    assert path
    other = open_page(chromium, address)
    other.goto(path[1])
    other.get_by_label("New password").fill("short")
    other.get_by_role("button", name="Set password").click()
    other.get_by_role("alert").wait_for()
    other.get_by_label("New password").fill("four plain words here")
    other.get_by_role("button", name="Set password").click()
    other.get_by_text("Your password is set.").wait_for()
    sign_in(other, "new@oak.example", "four plain words here")
    assert other.get_by_role("link", name="Settings").count() == 0
    other.goto(path[1])
    other.get_by_role("heading", name="This link no longer works").wait_for()
    other.context.close()


def test_a_link_may_be_shown_once_instead(page: Page):
    page.goto("/settings/staff")
    page.get_by_label("Email").fill("new@oak.example")
    page.get_by_role("button", name="Show the link").click()
    page.get_by_text("/welcome/").wait_for()
    page.goto("/settings/staff")
    assert page.get_by_text("/welcome/").count() == 0
    page.get_by_text("invited", exact=True).wait_for()


def test_a_forgotten_password_is_reset_and_no_one_learns_who_has_an_account(
    chromium: Browser, address: str, context: Context
):
    outbox(context, Channel.EMAIL).leaves = True
    page = open_page(chromium, address)
    for email, letters in (("nobody@oak.example", 0), ("nurse@oak.example", 1)):
        page.goto("/forgot")
        page.get_by_label("Email").fill(email)
        page.get_by_role("button", name="Email me a link").click()
        page.get_by_text("If there is an account").wait_for()
        page.wait_for_timeout(300)
        assert len(outbox(context, Channel.EMAIL).sent) == letters
    page.context.close()


def test_after_five_slips_the_door_stays_shut(chromium: Browser, address: str):
    page = open_page(chromium, address)
    page.goto("/sign-in")
    for _ in range(6):
        page.get_by_label("Email").fill("nurse@oak.example")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").wait_for()
    page.get_by_text("Too many attempts").first.wait_for()
    page.context.close()


def test_two_clinics_side_by_side_do_not_see_each_other(chromium: Browser, address: str, page: Page, context: Context):
    elm = add_oak(context, slug="elm", name="Elm Clinic")
    add_person(context, elm, "nurse@elm.example", Role.ADMIN)
    other = open_page(chromium, address)
    sign_in(other, "nurse@elm.example")
    for here, name, email in ((page, "Oak Clinic", "nurse@oak.example"), (other, "Elm Clinic", "nurse@elm.example")):
        here.goto("/settings/staff")
        assert here.locator("table tbody tr").count() == 1
        here.get_by_role("cell", name=email).wait_for()
        here.goto("/settings")
        assert here.get_by_label("Clinic name").input_value() == name
    other.context.close()
