"""Makes the pictures in docs/screenshots: `python -m tests.browser.screenshots` (make screenshots).

The clinic and everybody in it are invented; the clock stands, so that the same pages give the same pictures.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from reminders.clock import FixedClock
from reminders.store.database.session import open_database
from reminders.store.upkeep.schema import migrate
from tests.browser.site import DESK, PHONE, browser, open_page, sign_in, site
from tests.browser.story import invent
from tests.making import NOW, add_oak, make_context, vault
from tests.web.desk import add_person

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.story import Story

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PAGES = {
    "today": "/",
    "patients": "/patients",
    "pathway": "/messages/microdiscectomy",
    "settings": "/settings",
    "upload": "/enroll/file",
    "reports": "/reports",
    "deliveries": "/messages/deliveries",
    "calendar": "/calendar?week=2026-03-09",
}
KINDS = {"desk-light": DESK, "desk-dark": DESK, "phone-light": PHONE, "phone-dark": PHONE}
LARGEST = 100_000


def main() -> int:
    """Make them all; fail if one is too large for the repository."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.jpg"):
        old.unlink()
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
                    _take(page, story, kind)
                    page.context.close()
        finally:
            database.close()
    large = [path.name for path in FOLDER.glob("*.jpg") if path.stat().st_size > LARGEST]
    print("too large:" if large else "made:", *(large or sorted(path.name for path in FOLDER.iterdir())))  # noqa: T201
    return 1 if large else 0


def _take(page: Page, story: Story, kind: str) -> None:
    page.goto("/sign-in")
    _shoot(page, f"sign-in-{kind}")
    sign_in(page)
    own = {
        "patient": story.patient,
        "inbox": "/inbox",
        "conversation": story.thread,
        "own-page": story.own_page,
        "answer": story.answer,
    }
    for name, path in (PAGES | own).items():
        page.goto(path)
        _shoot(page, f"{name}-{kind}")
    page.goto("/enroll")
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("Feldman")
    page.get_by_label("Mobile phone").fill("(202) 555-0187")
    page.get_by_label("Procedure").select_option("microdiscectomy")
    page.get_by_label("Date of surgery").fill("2026-03-18")
    page.get_by_label("Type of work").select_option("desk")
    page.get_by_label("Texts", exact=True).check()
    page.get_by_text("Thu, Mar 19, 2026").wait_for()
    page.get_by_text("No consent is checked yet").wait_for(state="detached")
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    _shoot(page, f"enroll-{kind}")


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=50)


if __name__ == "__main__":
    sys.exit(main())
