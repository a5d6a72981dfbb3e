"""Makes a picture of every page, in both widths, light and dark: `make screenshots`.

They go to `out/screenshots`; the few that README and documents show go to `docs/screenshots` too, and are kept small.
The clinic and everyone in it are invented; the clock stands, so that the same pages give the same pictures.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from reminders.clock import FixedClock
from reminders.store.database.session import open_database
from reminders.store.upkeep.schema import migrate
from tests.browser.site import DESK, PHONE, browser, open_page, sign_in, site
from tests.browser.story import invent
from tests.browser.test_accessible import FOR_ALL, FOR_STAFF
from tests.making import NOW, add_oak, csv_text, make_context, row, vault
from tests.web.desk import add_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.story import Story

ROOT = Path(__file__).parents[2]
ALL, SHOWN = ROOT / "out" / "screenshots", ROOT / "docs" / "screenshots"
NAMES = {
    "/": "today",
    "/patients/{patient_id}": "patient",
    "/messages/deliveries": "deliveries",
    "/r/{token}": "own-page",
    "/inbox/{patient_id}": "conversation",
    "/calendar": "calendar",
}
"""What a page is called that its path does not name."""
PLACES = {"/calendar": "/calendar?week=2026-03-09"}
KINDS = {"desk-light": DESK, "desk-dark": DESK, "phone-light": PHONE, "phone-dark": PHONE}
LARGEST = 100_000


def main() -> int:
    """Make them all; fail if one that is shown is too large for the repository."""
    pages = (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
    words = "".join(page.read_text(encoding="utf-8") for page in pages)
    shown = set(re.findall(r"screenshots/([\w-]+\.jpg)", words))
    for folder in (ALL, SHOWN):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/pictures.db", vault(), durable=False)
        try:
            migrate(database)
            clock = FixedClock(NOW)
            context = make_context(database, clock)
            for sender in context.senders.values():
                sender.leaves = True  # as a clinic sees its pages, not a practice
            clinic = add_oak(context, slug="oak-street", name="Oak Street Clinic")
            add_person(context, clinic)
            story = invent(context, clinic, clock)
            with browser() as found, site(context) as address:
                for kind, viewport in KINDS.items():
                    page = open_page(found, address, viewport=viewport, color_scheme=kind.partition("-")[2])
                    _take(page, story, kind, shown)
                    page.context.close()
        finally:
            database.close()
    made = {path.name: path.stat().st_size for path in SHOWN.iterdir()}
    wrong = sorted((shown - made.keys()) | {name for name, size in made.items() if size > LARGEST})
    print("missing or too large:" if wrong else f"made {len(list(ALL.iterdir()))}, shown:", *(wrong or sorted(made)))  # noqa: T201
    return 1 if wrong else 0


def _take(page: Page, story: Story, kind: str, shown: set[str]) -> None:
    for path, place in FOR_ALL.items():
        page.goto(place.format(story=story))
        _shoot(page, f"{_name(path)}-{kind}", shown)
    sign_in(page)
    for path, place in FOR_STAFF.items():
        page.goto(PLACES.get(path, place).format(story=story))
        _shoot(page, f"{_name(path)}-{kind}", shown)
    for name, reach in STATES.items():
        reach(page, story)
        _shoot(page, f"{name}-{kind}", shown)


def _name(path: str) -> str:
    return NAMES.get(path) or re.sub(r"[^a-z]+", "-", re.sub(r"\{[^}]+\}", "one", path)).strip("-")


def _shoot(page: Page, name: str, shown: set[str]) -> None:
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    page.screenshot(path=ALL / f"{name}.jpg", type="jpeg", quality=60, full_page=True)
    if f"{name}.jpg" in shown:
        page.screenshot(path=SHOWN / f"{name}.jpg", type="jpeg", quality=50)


# -- pages that a form leads to ----------------------------------------------------------------------------


def _enroll(page: Page, _story: Story) -> None:
    page.goto("/enroll")
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("Feldman")
    page.get_by_label("Mobile phone").first.fill("(202) 555-0187")
    page.get_by_label("Procedure").select_option("microdiscectomy")
    page.get_by_label("Date of surgery").fill("2026-03-18")
    page.get_by_label("Type of work").select_option("desk")
    page.get_by_label("Texts", exact=True).check()
    page.get_by_text("Thu, Mar 19, 2026").wait_for()
    page.get_by_text("No consent is checked yet").wait_for(state="detached")


def _enroll_wrong(page: Page, _story: Story) -> None:
    page.goto("/enroll")
    page.get_by_label("Procedure").select_option("spinal_fusion")
    page.get_by_role("button", name="Enroll", exact=True).click()
    page.get_by_role("alert").first.wait_for()


def _move(page: Page, story: Story) -> None:
    page.goto(story.patient)
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    page.get_by_label("New surgery date").fill("2026-03-24")
    page.get_by_role("button", name="Show what changes").first.click()
    page.get_by_role("heading", name="Reschedule surgery?").wait_for()


def _discharge(page: Page, story: Story) -> None:
    page.goto(story.patient)
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    page.get_by_label("Discharge date").first.fill("2026-03-12")
    page.locator("form[action$='/discharge'] button").first.click()
    page.wait_for_load_state()


def _patient_open(page: Page, story: Story) -> None:
    page.goto(story.patient)
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")


def _bulk(page: Page, _story: Story) -> None:
    page.goto("/patients")
    for box in page.locator("input.pick").all()[:3]:
        box.check()
    page.get_by_label("Reschedule by days").check()
    page.get_by_label("Days later").fill("3")
    page.get_by_role("button", name="Show what changes").click()
    page.wait_for_url("**/bulk")


def _filtered(page: Page, _story: Story) -> None:
    page.goto("/patients?unanswered=any")


def _closed_days(page: Page, _story: Story) -> None:
    page.goto("/settings/closed-days")
    page.get_by_label("First day").fill("2026-03-17")
    page.get_by_label("Last day").fill("2026-03-18")
    page.get_by_label("Name", exact=True).fill("Spring break")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", name="Change closed days?").wait_for()


def _upload(page: Page, _story: Story) -> None:
    page.goto("/enroll/file")
    content = csv_text([row(), row(phone="12")]).encode()
    page.locator("input[type=file]").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("heading", name="Rejected rows").wait_for()


def _not_found(page: Page, _story: Story) -> None:
    page.goto("/not-there")


STATES: dict[str, Callable[[Page, Story], None]] = {
    "enroll": _enroll,
    "enroll-wrong": _enroll_wrong,
    "patient-open": _patient_open,
    "move": _move,
    "discharge": _discharge,
    "bulk": _bulk,
    "patients-unanswered": _filtered,
    "closed-days-preview": _closed_days,
    "upload-report": _upload,
    "not-found": _not_found,
}


if __name__ == "__main__":
    sys.exit(main())
