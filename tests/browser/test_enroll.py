"""Enrolling one patient, as a nurse does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.store.tables import audit, consents, enrollments, messages, patients
from tests.browser.site import PHONE, open_page, sign_in
from tests.making import all_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from reminders.services.context import Context


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a field of that name has the focus."""
    for _ in range(60):
        if page.evaluate("document.activeElement.name || document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {name}")


def test_by_keyboard_alone_with_the_plan_appearing_while_one_types(page: Page, context: Context):
    page.goto("/enroll")  # the cursor stands in the first field
    for name, text in {"given_name": "Ana", "family_name": "Rivera", "phone": "(202) 555-0143"}.items():
        tab_to(page, name)
        page.keyboard.type(text)
    tab_to(page, "procedure")
    page.keyboard.type("Micro")
    tab_to(page, "surgery_date")
    page.keyboard.type("03102026")
    page.get_by_text("Wed, Mar 11, 2026").wait_for()
    page.get_by_text("No consent is checked yet").wait_for()
    tab_to(page, "sms_consent")
    page.keyboard.press("Space")
    page.get_by_text("No consent is checked yet").wait_for(state="detached")
    assert "Ana" in page.locator("#plan .bubble").first.inner_text()
    tab_to(page, "action")
    page.keyboard.press("Enter")
    page.get_by_text("is enrolled.").wait_for()
    assert len(all_rows(context, patients)) == 1
    assert {(row.channel, row.granted, row.source, row.wording) for row in all_rows(context, consents)} == {
        ("sms", True, "staff", "staff-3"),
        ("email", False, "staff", "staff-3"),
    }
    entry = all_rows(context, audit)[-1]
    assert (entry.action, entry.patient_id) == ("enrolled", all_rows(context, patients)[0].id)
    assert len(all_rows(context, messages)) > 5


def test_every_mistake_stands_in_the_summary_and_beside_its_field(page: Page, context: Context):
    page.goto("/enroll")
    page.get_by_label("Mobile phone").fill("12")
    page.get_by_label("Email", exact=True).fill("nobody")
    page.get_by_role("button", name="Enroll", exact=True).click()
    summary = page.get_by_role("alert")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    links = summary.get_by_role("link")
    assert links.count() == 6
    for number in range(6):
        field = links.nth(number).get_attribute("href")
        assert page.locator(f"{field}-error").is_visible()
        assert page.locator(str(field)).get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Mobile phone").input_value() == "12"
    assert "12" not in summary.inner_text()
    links.first.click()
    assert page.evaluate("document.activeElement.id") == "phone"
    assert all_rows(context, patients) == []


def fill_in(page: Page, family: str = "Rivera") -> None:
    page.goto("/enroll")
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("Last name").fill(family)
    page.get_by_label("Mobile phone").fill("(202) 555-0143")
    page.get_by_label("Procedure").select_option("microdiscectomy")
    page.get_by_label("Date of surgery").fill("2026-03-10")
    page.get_by_label("Texts", exact=True).check()


def test_a_patient_one_has_already_is_asked_about(page: Page, context: Context):
    fill_in(page)
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_text("is enrolled.").wait_for()
    fill_in(page)
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_text("This adds a second surgery for this patient").wait_for()
    assert len(all_rows(context, enrollments)) == 1
    page.get_by_label("Enroll anyway").check()
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_text("is enrolled.").wait_for()
    assert len(all_rows(context, enrollments)) == 2
    assert len(all_rows(context, patients)) == 1
    fill_in(page, family="Other")
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_text("has the same phone or email").wait_for()


def test_without_javascript_and_on_a_phone_it_is_the_same_form(chromium: Browser, address: str, context: Context):
    page = open_page(chromium, address, java_script_enabled=False, viewport=PHONE)
    sign_in(page)
    fill_in(page)
    page.get_by_role("button", name="Show the plan").click()
    page.get_by_text("Wed, Mar 11, 2026").wait_for()
    assert all_rows(context, enrollments) == []
    assert page.get_by_label("Last name").input_value() == "Rivera"
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_text("is enrolled.").wait_for()
    assert len(all_rows(context, enrollments)) == 1
    page.context.close()
