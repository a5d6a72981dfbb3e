"""axe finds nothing on any page, in light and in dark, wide and narrow, English and Spanish; nothing is too wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pyotp.totp import TOTP
from sqlalchemy import insert

from reminders.config import Settings
from reminders.core.model.roles import Role
from reminders.services.staff.access.second_factor import choose_roles
from reminders.store.tables import answers, enrollments
from reminders.web.app import make_web_app
from reminders.web.pages.navigation import routes_of
from tests.browser.site import DESK, PHONE, open_page, sign_in
from tests.browser.story import Story, invent
from tests.making import SOMEBODY, all_rows, csv_text, row
from tests.web.desk import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

UNKNOWN = "/r/no-such-link"
NO_PAGE = re.compile(
    r".*\.(csv|ics|css)|/messages/\{pathway_id\}/email|/practice/\{message_id\}/email|/assets/.*|/sign-in/sso.*|/healthz|/readyz|/metrics|/webhooks/.*|/\.well-known/.*"
)

FOR_STAFF = {
    path: path
    for path in (
        "/",
        "/account",
        "/account/second-factor",
        "/confirm",
        "/calendar",
        "/enroll",
        "/enroll/file",
        "/hl7",
        "/inbox",
        "/messages",
        "/messages/deliveries",
        "/patients",
        "/practice",
        "/reports",
        "/reports/names",
        "/reports/scores",
        "/settings",
        "/settings/api-keys",
        "/settings/closed-days",
        "/settings/on-call",
        "/settings/pause",
        "/settings/record",
        "/settings/replies",
        "/settings/staff",
        "/settings/surgeons",
        "/messages/versions",
        "/settings/webhooks",
    )
} | {
    "/alerts/{alert_id}/assign": "{story.assign}",
    "/settings/on-call/{on_call_id}": "{story.on_call}",
    "/hl7/{hl7_id}": "{story.hl7}",
    "/settings/replies/{canned_id}": "{story.saved_reply}",
    "/messages/{pathway_id}": "/messages/spinal_fusion",
    "/messages/{pathway_id}/print": "/messages/spinal_fusion/print?language=es",
    "/messages/{pathway_id}/edit": "/messages/spinal_fusion/edit",
    "/messages/{pathway_id}/edit/{step_key}": "/messages/spinal_fusion/edit/wound_1",
    "/messages/{pathway_id}/add": "/messages/spinal_fusion/add",
    "/messages/wording/{template}/{language}": "/messages/wording/wound_check/en",
    "/messages/versions/{version_id}": "{story.version}",
    "/patients/{patient_id}": "{story.patient}",
    "/patients/{patient_id}/surgeries/{enrollment_id}/cancel": "{story.cancel}",
    "/patients/{patient_id}/messages/{message_id}/send-now": "{story.send_now}",
    "/patients/{patient_id}/contact": "{story.patient}/contact",
    "/patients/{patient_id}/handout": "{story.patient}/handout",
    "/patients/{patient_id}/consent": "{story.patient}/consent",
    "/patients/{patient_id}/caregiver": "{story.patient}/caregiver",
    "/patients/{patient_id}/surgeries/{enrollment_id}/details": "{story.details}",
    "/patients/{patient_id}/surgeries/{enrollment_id}/visits": "{story.visits}",
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

WHILE_SIGNING_IN = {"/sign-in/code", "/sign-in/set-up"}
"""Pages that show only between the password and the site."""

IN_SPANISH = ("{story.own_page_in_spanish}", "{story.own_page_in_spanish}/stop/sms", "{story.answer_in_spanish}")


LOADED = "typeof axe === 'object'"
ASK = "options => axe.run({resultTypes: ['violations'], ...options}).then(found => found.violations)"
CONTRAST = "color-contrast"
"""Of all rules, the one that the color scheme can break, and half of the time that all of them take."""
AT_A_DESK: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
LAYOUT = ["target-size", "scrollable-region-focusable", "link-in-text-block", "aria-hidden-focus", "bypass"]
"""Of all rules but contrast, those that a narrow window can break: the page itself is the same one that a desk has."""
BOTH = ("light", "dark")


@pytest.fixture
def window(chromium: Browser, address: str) -> Iterator[Page]:
    """Open a window, not signed in."""
    found = open_page(chromium, address)
    yield found
    found.context.close()


@pytest.fixture
def story(context: Context, clinic: Clinic, clock: FixedClock) -> Story:
    return invent(context, clinic, clock)


def look(page: Page, path: str = "", *, colors: tuple[str, ...] = BOTH, on_a_phone: tuple[str, ...] = BOTH[:1]) -> None:
    """Open a page and all that is folded on it: axe must find nothing, and nothing be wider than the window.

    The page is opened at a desk, then the window made as narrow as a phone. The contrast is measured in `colors`, then
    in those of `on_a_phone`: what only a phone shows of a staff page is its menu, in the colors of the other pages.
    """
    if path:
        answer = page.goto(path)
        assert answer
        assert answer.status in ((404,) if path in ("/not-there", UNKNOWN) else (200,)), path
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    for size, schemes in ((DESK, colors), (PHONE, on_a_phone)):
        page.set_viewport_size(size)  # type: ignore[arg-type] # width and height
        for options, scheme in _questions(size, schemes):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type] # no color on its way to another
            assert violations(page, options) == [], f"{page.url}, {scheme}, {size}"
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (page.url, size)
    page.set_viewport_size(DESK)  # type: ignore[arg-type] # as it was


def _questions(size: dict[str, int], schemes: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], str]]:
    """Tell what axe is asked, in which color scheme: every rule in the first one, contrast alone in the others."""
    first, *others = schemes or BOTH[:1]
    if size == DESK:
        yield AT_A_DESK if schemes else {"rules": AT_A_DESK["rules"] | {CONTRAST: {"enabled": False}}}, first
    else:
        yield {"runOnly": [*LAYOUT, CONTRAST] if schemes else LAYOUT}, first
    for scheme in others:
        yield {"runOnly": [CONTRAST]}, scheme


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """Ask axe, which a page is given once; name each rule that is broken, with the element that breaks it."""
    if not page.evaluate(LOADED):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(ASK, options)
    return [f"{item['id']}: {node['html'][:120]}" for item in found for node in item["nodes"]]


def sheet(rules: str) -> str:
    """Return a script that adds rules to a page."""
    return f"const added = new CSSStyleSheet(); added.replaceSync('{rules}'); document.adoptedStyleSheets = [added]"


def press(button: Locator, shows: Locator) -> None:
    """Press a button and look at the page it leads to, which is there when it shows something."""
    button.click()
    shows.first.wait_for()
    look(shows.page)


def named(page: Page, button: str) -> Locator:
    return page.get_by_role("button", name=button, exact=True)


def test_every_page_has_a_place_here():
    app = make_web_app(None, Settings())  # type: ignore[arg-type] it needs no database to tell its routes
    pages = {route.path for route in routes_of(app) if "GET" in getattr(route, "methods", ())}
    assert {
        path for path in pages if not NO_PAGE.fullmatch(path)
    } == FOR_STAFF.keys() | FOR_ALL.keys() | WHILE_SIGNING_IN


def test_axe_finds_nothing_on_any_page_of_patients(window: Page, story: Story):
    for path in (*FOR_ALL.values(), *IN_SPANISH, UNKNOWN, "/not-there"):
        look(window, path.format(story=story), on_a_phone=BOTH)


def test_axe_finds_nothing_on_any_page_of_staff(window: Page, story: Story):
    sign_in(window)
    for path in (*FOR_STAFF.values(), "/messages/spinal_fusion?language=es", "/reports?days=365"):
        look(window, path.format(story=story))


def test_axe_finds_nothing_on_any_page_of_staff_in_spanish(window: Page, story: Story):
    sign_in(window)
    window.get_by_role("button", name="Español").click()
    window.get_by_role("button", name="English").wait_for()
    for path in FOR_STAFF.values():
        look(window, path.format(story=story), colors=(), on_a_phone=())  # another language has the same colors


FAULTS = {
    "no name": "document.querySelector('input[type=email]').removeAttribute('id')",
    "pale": "document.querySelector('h1').style.color = '#999'",
    "pale in the dark": sheet("@media (prefers-color-scheme: dark) { h1 { color: #333 } }"),
    "pale on a phone": sheet("@media (max-width: 400px) { h1 { color: #ccc } }"),
    "wide on a phone": "document.querySelector('h1').style.width = '500px'",
    "small on a phone": sheet("@media (max-width: 400px) { button { font-size: 1px; padding: 0; min-height: 0 } }"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_seen(window: Page, fault: str):
    window.goto("/sign-in")
    window.evaluate(FAULTS[fault])
    with pytest.raises(AssertionError):
        look(window)


def test_axe_finds_nothing_while_a_second_factor_is_asked_for(window: Page, context: Context, clinic: Clinic):
    choose_roles(context, clinic, frozenset({Role.ADMIN}), actor=SOMEBODY)
    for heading in ("Set up a second factor", "Enter your code"):
        window.goto("/sign-in")
        window.get_by_label("Email").fill("nurse@oak.example")
        window.get_by_label("Password").fill(PASSWORD)
        press(named(window, "Sign in"), window.get_by_role("heading", name=heading))
        if heading == "Set up a second factor":
            window.get_by_label("Code").fill(TOTP(window.locator(".seed").inner_text()).at(context.clock.now()))
            press(named(window, "Turn on and sign in"), window.get_by_role("heading", name="Your recovery codes"))
            look(window, "/account/second-factor")
            look(window, "/settings/staff")
            named(window, "Sign out").click()
            window.wait_for_url("**/sign-in*")


def test_axe_finds_nothing_where_there_is_nothing_to_show(window: Page):
    sign_in(window)
    for path in ("/", "/patients", "/inbox", "/reports"):
        look(window, path)


def test_axe_finds_nothing_after_something_was_done(window: Page, story: Story, context: Context):
    shown = {
        story.answer: window.get_by_role("button", pressed=True),
        story.notice: window.get_by_role("heading", name="You've taken this"),
        story.unsubscribe: window.get_by_role("heading", name="Emails are stopped."),
    }
    for path, shows in shown.items():
        window.goto(path)
        assert shows.count() == 0
        press(window.get_by_role("button").first, shows)
    window.goto("/forgot")
    window.get_by_label("Email").fill("nurse@oak.example")
    press(named(window, "Email me a link"), window.get_by_text("If there is an account"))
    sign_in(window)
    window.goto("/patients")
    window.get_by_label("Find a patient").fill("bak")
    press(named(window, "Search"), window.get_by_role("heading", name="1 patient found"))
    window.locator("h1").click()
    window.keyboard.press("?")
    window.get_by_role("dialog").wait_for()
    look(window)
    window.keyboard.press("Escape")
    plan = next(item for item in all_rows(context, enrollments) if story.patient.endswith(item.patient_id))
    with context.db.begin() as tx:
        for step, code in (("work_desk_1", "not_yet"), ("work_desk_2", "back")):
            said = {"enrollment_id": plan.id, "step": step, "anchor": plan.anchor, "code": code}
            tx.conn.execute(insert(answers).values(at=context.clock.now(), **said))
    window.goto(story.patient)
    window.get_by_role("img", name="Answers by day after surgery").wait_for()
    look(window)  # it unfolds the form
    window.get_by_label("New surgery date").fill("2026-03-24")
    press(named(window, "Show what changes").first, window.get_by_role("heading", name="Reschedule surgery?"))
    window.goto("/settings/pause")
    press(named(window, "Pause sending"), window.get_by_text("There is a problem"))
    window.get_by_label("Type PAUSE to confirm").fill("PAUSE")
    press(named(window, "Pause sending"), named(window, "Resume sending"))


@pytest.mark.usefixtures("clinic")
def test_axe_finds_nothing_at_a_door_that_stays_shut(window: Page):
    window.goto("/sign-in")
    for _ in range(6):
        window.get_by_label("Email").fill("nurse@oak.example")
        window.get_by_label("Password").fill("wrong")
        window.get_by_role("button", name="Sign in").click()
        window.get_by_role("alert").wait_for()
    window.get_by_text("Too many attempts").first.wait_for()
    look(window)


def test_axe_finds_nothing_on_forms_with_mistakes(window: Page, story: Story):
    sign_in(window)
    window.goto("/enroll")
    window.get_by_label("Procedure").select_option("spinal_fusion")
    window.get_by_label("Date of surgery").fill("2026-03-10")
    press(named(window, "Enroll"), window.get_by_role("alert"))
    window.goto(f"{story.patient}/contact")
    window.get_by_label("Phone").fill("12")
    press(named(window, "Save"), window.get_by_role("alert"))
    window.goto("/settings")
    window.get_by_role("group", name="Monday to Saturday").get_by_label("Until").fill("09:00")
    press(named(window, "Save"), window.get_by_role("alert"))
    window.goto("/enroll/file")
    content = csv_text([row(), row(phone="12")]).encode()
    window.locator("input[type=file]").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": content})
    press(named(window, "Check the file"), window.get_by_role("heading", name="Rejected rows"))
