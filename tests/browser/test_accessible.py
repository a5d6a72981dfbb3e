"""axe finds nothing on any page, in light and in dark, wide and narrow; nothing is wider than a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from reminders.core.contact import Channel
from reminders.services.reply import receive
from reminders.services.stop import stop_patient
from tests.browser.site import DESK, PHONE, open_page, sign_in
from tests.making import enroll_rows, play, row

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic

PAGES = (
    "/",
    "/enroll",
    "/enroll/file",
    "/settings",
    "/settings/staff",
    "/settings/record",
    "/forgot",
    "/not-there",
    "/messages",
    "/messages/spinal_fusion",
    "/reports",
    "/reports?days=365",
)


def violations(page: Page) -> list[str]:
    """Return what axe finds, as `rule: element`."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {item['id']}: {node['html'][:120]}" for item in found for node in item["nodes"]]


@pytest.fixture
def filled(context: Context, clinic: Clinic, clock: FixedClock) -> None:
    """Give the pages something to show: patients, what left, an urgent reply, and somebody who stopped."""
    enroll_rows(context, clinic, row(phone="(202) 555-0177"), row(external_id="S1", language="es", email_consent="no"))
    play(context, clock, "03-15 00:00")
    receive(context, clinic, Channel.SMS, "+12025550177", "my leg feels weak")
    stop_patient(context, clinic, "S1", Channel.SMS, "reply")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(chromium: Browser, address: str, scheme: str, size: dict[str, int]):
    page = open_page(chromium, address, viewport=size, color_scheme=scheme)
    page.goto("/sign-in")
    found = violations(page)
    sign_in(page)
    for path in PAGES:
        page.goto(path)
        found += violations(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{path} is {width} px wide"] if width > size["width"] else []
    page.goto("/enroll")
    page.get_by_label("Procedure").select_option("spinal_fusion")
    page.get_by_label("Date of surgery").fill("2026-03-10")
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_role("alert").wait_for()
    found += violations(page)
    assert found == []
    page.context.close()
