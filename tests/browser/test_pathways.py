"""Pathways as staff read them: turning a step on for one pathway, and an email to oneself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.store.clinics import clinics
from reminders.store.tables import messages
from tests.making import all_rows, enroll_rows, outbox, row, run

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def reasons(context: Context) -> set[str | None]:
    return {item.reason for item in all_rows(context, messages) if item.step == "preop_prep"}


def test_an_optional_step_is_turned_on_for_one_pathway_and_plans_follow(page: Page, context: Context, clinic: Clinic):
    for procedure in ("laminectomy", "microdiscectomy"):
        enroll_rows(context, clinic, row(procedure=procedure, surgery_date="2026-04-20"))
    page.goto("/messages")
    page.get_by_role("link", name="Laminectomy").click()
    page.get_by_label("Preparing for surgery").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert page.get_by_label("Preparing for surgery").is_checked()
    assert reasons(context) == {None, "optional_off"}
    with context.db.read() as tx:
        assert clinics.get_clinic(tx, clinic.id).optional_steps == "laminectomy.preop_prep"
    page.get_by_label("Preparing for surgery").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert reasons(context) == {"optional_off"}


def test_every_message_shows_its_words_and_can_be_sent_to_oneself(page: Page, context: Context):
    outbox(context, Channel.EMAIL).leaves = True
    page.goto("/messages/spinal_fusion")
    page.get_by_text("View message").first.click()
    page.get_by_text("reading level").first.wait_for()
    email = page.frame_locator("iframe").first
    assert email.get_by_role("heading").first.inner_text(), "the email as it looks, in its frame"
    assert email.locator("body").evaluate("element => getComputedStyle(element).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.get_by_role("button", name="Send me this email").first.click()
    page.get_by_text("The email is on its way.").wait_for()
    sent = outbox(context, Channel.EMAIL).sent
    assert [item.address for item in sent] == ["nurse@oak.example"]


def test_a_text_is_read_in_the_other_language_and_sent_to_ones_own_phone(page: Page, context: Context):
    outbox(context).leaves = True
    page.goto("/messages/spinal_fusion")
    page.get_by_label("My phone").fill("(202) 555-0188")
    page.get_by_role("button", name="Text me a code").click()
    page.get_by_text("We texted you a code.").wait_for()
    run(context)
    page.get_by_label("Code").fill(outbox(context).sent[-1].content.text[:6])
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("Your phone is verified.").wait_for()
    page.get_by_role("link", name="Spanish").click()
    page.get_by_text("View message").nth(2).click()
    page.get_by_text("Spanish, text").locator("visible=true").first.wait_for()
    page.get_by_role("button", name="Send me this text").locator("visible=true").first.click()
    page.get_by_text("The text is on its way.").wait_for()
    (planned,) = (item for item in all_rows(context, messages) if item.step == "test" and item.status == "planned")
    assert (planned.kind, planned.patient_id) == ("staff", None)


def test_what_a_patient_gets_prints_on_one_sheet(page: Page):
    for procedure in ("microdiscectomy", "laminectomy", "spinal_fusion", "vertebroplasty_kyphoplasty"):
        for language in ("en", "es"):
            page.goto(f"/messages/{procedure}/print?language={language}")
            sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter")))
            assert sheets == 1, (procedure, language, sheets)
