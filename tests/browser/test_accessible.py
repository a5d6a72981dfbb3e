"""axe finds nothing on any page, in light and in dark, wide and narrow, English and Spanish; nothing is too wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from reminders.config import Settings
from reminders.core.contact import Channel
from reminders.services.reply import receive
from reminders.services.stop import stop_patient
from reminders.web.app import make_web_app
from reminders.web.navigation import routes_of
from tests.browser.site import DESK, PHONE, open_page, sign_in
from tests.browser.story import Story, invent
from tests.making import csv_text, enroll_rows, play, row

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic

UNKNOWN = "/r/no-such-link"
NO_PAGE = re.compile(r".*\.(csv|ics|css)|/assets/.*|/healthz|/readyz|/metrics|/webhooks/.*")

FOR_STAFF = {
    path: path
    for path in (
        "/",
        "/enroll",
        "/enroll/file",
        "/inbox",
        "/messages",
        "/patients",
        "/reports",
        "/settings",
        "/settings/record",
        "/settings/staff",
    )
} | {
    "/messages/{pathway_id}": "/messages/spinal_fusion",
    "/patients/{patient_id}": "{story.patient}",
    "/patients/{patient_id}/contact": "{story.patient}/contact",
    "/patients/{patient_id}/erase": "{story.patient}/erase",
    "/patients/{patient_id}/surgery": "{story.patient}/surgery",
    "/inbox/{patient_id}": "{story.thread}",
}
FOR_ALL = {
    "/sign-in": "/sign-in",
    "/forgot": "/forgot",
    "/welcome/{token}": "{story.welcome}",
    "/r/{token}": "{story.own_page}",
    "/r/{token}/stop/{channel}": "{story.own_page}/stop/sms",
    "/a/{token}": "{story.answer}",
    "/k/{token}": "{story.notice}",
    "/u/{token}": "{story.unsubscribe}",
}
"""Where each page is to be seen in the invented week."""

IN_SPANISH = ("{story.own_page_in_spanish}", "{story.own_page_in_spanish}/stop/sms", "{story.answer_in_spanish}")


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
def story(context: Context, clinic: Clinic, clock: FixedClock) -> Story:
    return invent(context, clinic, clock)


def test_every_page_has_a_place_here():
    app = make_web_app(None, Settings())  # type: ignore[arg-type] it needs no database to tell its routes
    pages = {route.path for route in routes_of(app) if "GET" in getattr(route, "methods", ())}
    assert {path for path in pages if not NO_PAGE.fullmatch(path)} == FOR_STAFF.keys() | FOR_ALL.keys()


@every_window
def test_axe_finds_nothing_on_any_page(chromium: Browser, address: str, story: Story, window: dict[str, Any]):
    page = open_page(chromium, address, **window)
    found: list[str] = []
    for path in (*FOR_ALL.values(), *IN_SPANISH, UNKNOWN, "/not-there"):
        found += look(page, path.format(story=story))
    sign_in(page)
    for path in (*FOR_STAFF.values(), "/messages/spinal_fusion?language=es", "/reports?days=365"):
        found += look(page, path.format(story=story))
    page.get_by_role("button", name="Español").click()
    page.get_by_role("button", name="English").wait_for()
    for path in FOR_STAFF.values():
        found += look(page, path.format(story=story))
    assert found == []
    page.context.close()


@every_window
def test_axe_finds_nothing_where_there_is_little_to_show(
    chromium: Browser, address: str, context: Context, clinic: Clinic, clock: FixedClock, window: dict[str, Any]
):  # fmt: skip
    page = open_page(chromium, address, **window)
    sign_in(page)
    found: list[str] = []
    for path in ("/", "/patients", "/inbox", "/reports"):
        found += look(page, path)
    enroll_rows(context, clinic, row(phone="(202) 555-0177"), row(external_id="S1", language="es", email_consent="no"))
    play(context, clock, "03-15 00:00")
    receive(context, clinic, Channel.SMS, "+12025550177", "my leg feels weak")
    stop_patient(context, clinic, "S1", Channel.SMS, "reply")
    sign_in(page)
    for path in ("/", "/patients", "/inbox", "/reports"):
        found += look(page, path)
    assert found == []
    page.context.close()


@every_window
def test_axe_finds_nothing_after_something_was_done(
    chromium: Browser, address: str, story: Story, window: dict[str, Any]
):
    page = open_page(chromium, address, **window)
    found: list[str] = []
    for path in (story.answer, story.notice, story.unsubscribe):
        page.goto(path)
        page.get_by_role("button").first.click()
        page.wait_for_load_state()
        found += look(page)
    page.goto("/forgot")
    page.get_by_label("Email").fill("nurse@oak.example")
    page.get_by_role("button").first.click()
    page.wait_for_load_state()
    found += look(page)
    sign_in(page)
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
    page.goto("/settings")
    page.get_by_role("button", name="Pause all sending").click()
    page.get_by_role("button", name="Resume all sending").wait_for()
    found += look(page)
    assert found == []
    page.context.close()


@every_window
def test_axe_finds_nothing_where_something_is_wrong(
    chromium: Browser, address: str, story: Story, window: dict[str, Any]
):
    page = open_page(chromium, address, **window)
    found: list[str] = []
    page.goto("/sign-in")
    for _ in range(12):  # until it is throttled
        page.get_by_label("Email").fill("nurse@oak.example")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").wait_for()
    found += look(page)
    page.context.clear_cookies()
    assert story
    assert found == []
    page.context.close()


@every_window
def test_axe_finds_nothing_on_forms_with_mistakes(
    chromium: Browser, address: str, story: Story, window: dict[str, Any]
):
    page = open_page(chromium, address, **window)
    sign_in(page)
    found: list[str] = []
    page.goto("/enroll")
    page.get_by_label("Procedure").select_option("spinal_fusion")
    page.get_by_label("Date of surgery").fill("2026-03-10")
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_role("alert").wait_for()
    found += look(page)
    page.goto(f"{story.patient}/contact")
    page.get_by_label("Phone").fill("12")
    page.get_by_role("button").first.click()
    page.get_by_role("alert").wait_for()
    found += look(page)
    page.goto("/settings")
    page.get_by_label("Monday to Saturday").fill("18:00-10:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()
    found += look(page)
    page.goto("/enroll/file")
    content = csv_text([row(), row(phone="12")]).encode()
    page.locator("input[type=file]").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("main button").first.click()
    page.wait_for_load_state()
    found += look(page)
    assert found == []
    page.context.close()
