"""axe finds nothing on any page, in light and in dark, wide and narrow; nothing is wider than its window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from reminders.core.contact import Channel
from reminders.services.reply import receive
from reminders.services.stop import stop_patient
from tests.browser.site import DESK, PHONE, open_page, sign_in
from tests.browser.story import invent
from tests.making import enroll_rows, play, row

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic

UNKNOWN = "/r/no-such-link"
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
    "/messages/spinal_fusion?language=es",
    "/patients",
    "/inbox",
    "/reports",
    "/reports?days=365",
)


def violations(page: Page) -> list[str]:
    """Return what axe finds, as `rule: element`."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {item['id']}: {node['html'][:120]}" for item in found for node in item["nodes"]]


def look(page: Page, path: str = "") -> list[str]:
    """Open a page and all that is folded on it; return what axe finds, and whether it is wider than the window."""
    if path:
        answer = page.goto(path)
        assert answer
        assert answer.status in ((404,) if path in ("/not-there", UNKNOWN) else (200,)), path
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert page.viewport_size
    too_wide = [f"{page.url} is {width} px wide"] if width > page.viewport_size["width"] else []
    return violations(page) + too_wide


every_window = pytest.mark.parametrize(
    "window",
    [
        pytest.param({"color_scheme": scheme, "viewport": size}, id=f"{scheme}-{name}")
        for scheme in ("light", "dark")
        for name, size in (("desk", DESK), ("phone", PHONE))
    ],
)


@pytest.fixture
def filled(context: Context, clinic: Clinic, clock: FixedClock) -> None:
    """Give the pages something to show: patients, what left, an urgent reply, and somebody who stopped."""
    enroll_rows(context, clinic, row(phone="(202) 555-0177"), row(external_id="S1", language="es", email_consent="no"))
    play(context, clock, "03-15 00:00")
    receive(context, clinic, Channel.SMS, "+12025550177", "my leg feels weak")
    stop_patient(context, clinic, "S1", Channel.SMS, "reply")


@every_window
@pytest.mark.usefixtures("filled")
def test_axe_finds_nothing(chromium: Browser, address: str, window: dict[str, Any]):
    page = open_page(chromium, address, **window)
    page.goto("/sign-in")
    found = violations(page)
    sign_in(page)
    for path in PAGES:
        found += look(page, path)
    page.goto("/enroll")
    page.get_by_label("Procedure").select_option("spinal_fusion")
    page.get_by_label("Date of surgery").fill("2026-03-10")
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_role("alert").wait_for()
    found += violations(page)
    assert found == []
    page.context.close()


@every_window
def test_axe_finds_nothing_on_a_busy_day(
    chromium: Browser,
    address: str,
    context: Context,
    clinic: Clinic,
    clock: FixedClock,
    window: dict[str, Any],
):
    story = invent(context, clinic, clock)
    page = open_page(chromium, address, **window)
    found = []
    for path in (story.own_page, f"{story.own_page}/stop/sms", story.own_page_in_spanish, UNKNOWN, story.answer):
        found += look(page, path)
    page.get_by_role("button").first.click()
    page.get_by_role("button", pressed=True).wait_for()
    found += look(page)
    sign_in(page)
    for path in ("/", "/patients", story.patient, f"{story.patient}/contact", f"{story.patient}/erase"):
        found += look(page, path)
    for path in (f"{story.patient}/surgery", "/inbox", story.thread, story.notice):
        found += look(page, path)
    page.get_by_role("button").click()
    found += look(page)
    page.goto("/patients")
    page.get_by_label("Find a patient").fill("bak")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="1 patient found").wait_for()
    found += look(page)
    page.goto(story.patient)
    page.get_by_text("Move the surgery").click()
    page.get_by_label("New surgery date").fill("2026-03-24")
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_role("heading", name="Move the surgery?").wait_for()
    found += look(page)
    assert found == []
    page.context.close()
