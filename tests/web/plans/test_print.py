"""What a patient of a procedure gets, from first to last, on one page per language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.making import CATALOG
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def test_every_message_that_is_on_stands_on_the_page_once_in_its_language(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    for pathway in CATALOG.pathways:
        always = sum(not step.optional for step in pathway.steps)
        for language, says in (("en", "Call (202) 555-0100"), ("es", "Llame al (202) 555-0100")):
            page = desk.get(f"/messages/{pathway.id}/print?language={language}").text
            assert page.count("<li>\n<h2>") == always, pathway.id
            assert says.lower() in page.lower()
    assert "Print all messages" in desk.get("/messages/laminectomy").text
    assert desk.get("/messages/nowhere/print").status_code == 404
