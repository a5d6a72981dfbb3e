"""Another language, and Back after a search, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.site import PHONE
from tests.making import enroll_rows, row

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


CUT = "[...document.querySelectorAll('input, select')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.name)"


def test_on_a_phone_no_field_is_cut_in_either_language(page: Page):
    page.set_viewport_size(PHONE)
    page.goto("/enroll")
    page.get_by_text("Read in Spanish").first.wait_for()
    assert page.evaluate(CUT) == []
    page.get_by_role("button", name="Español").click()
    page.get_by_text("Leer en español").first.wait_for()
    assert page.evaluate(CUT) == []


def test_another_language_keeps_what_is_typed(page: Page):
    page.goto("/enroll")
    page.get_by_label("Phone", exact=False).first.fill("(202) 555-0142")
    page.locator("#given_name").fill("Grace")
    page.locator("#procedure").select_option("laminectomy")
    page.locator("#sms_consent").check()
    page.locator("#phone_belongs_to").check()
    page.get_by_role("button", name="Español").click()
    page.get_by_role("button", name="English").wait_for()
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("#given_name").input_value() == "Grace"
    assert page.locator("#phone").input_value() == "(202) 555-0142"
    assert page.locator("#procedure").input_value() == "laminectomy"
    assert page.locator("#sms_consent").is_checked()
    page.locator("#surgery_date").fill("2026-04-21")
    page.locator("#plan .timeline").wait_for()  # what follows the form still does


def test_back_after_a_search_shows_it_again(context: Context, clinic: Clinic, page: Page):
    enroll_rows(context, clinic, row(given_name="Grace", family_name="Wood"))
    page.goto("/patients")
    page.locator("#query").fill("wood")
    page.get_by_role("search", name="Patients").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Wood, Grace").click()
    page.wait_for_url("**/patients/*-*")
    page.go_back()
    page.get_by_role("heading", name="1 patient found").wait_for()
    assert "wood" not in page.url.lower()
    page.reload()  # a page that a form answered would ask whether to send it again
    page.get_by_role("heading", name="1 patient found").wait_for()
