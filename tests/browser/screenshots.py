"""Makes the pictures in docs/screenshots: `python -m tests.browser.screenshots` (make screenshots).

The clinic and everybody in it are invented; the clock stands, so that the same pages give the same pictures.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from reminders.clock import FixedClock
from reminders.store.schema import migrate
from reminders.store.session import open_database
from tests.browser.site import DESK, PHONE, browser, open_page, sign_in, site
from tests.making import NOW, add_oak, enroll_rows, make_context, play, row, vault
from tests.web.staff import add_person

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from reminders.services.context import Context

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PAGES = {
    "today": "/",
    "patients": "/patients",
    "pathway": "/messages/microdiscectomy",
    "settings": "/settings",
    "upload": "/enroll/file",
}
LARGEST = 100_000


def main() -> int:
    """Make them all; fail if one is too large for the repository."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/pictures.db", vault(), durable=False)
        try:
            migrate(database)
            clock = FixedClock(NOW)
            context = make_context(database, clock)
            _invent(context, clock)
            with browser() as found, site(context) as address:
                for size, viewport in (("desk", DESK), ("phone", PHONE)):
                    for scheme in ("light", "dark"):
                        page = open_page(found, address, viewport=viewport, color_scheme=scheme)
                        _take(page, f"{size}-{scheme}")
                        page.context.close()
        finally:
            database.close()
    large = [path.name for path in FOLDER.glob("*.jpg") if path.stat().st_size > LARGEST]
    print("too large:" if large else "made:", *(large or sorted(path.name for path in FOLDER.iterdir())))  # noqa: T201
    return 1 if large else 0


def _invent(context: Context, clock: FixedClock) -> None:
    clinic = add_oak(context, slug="oak-street", name="Oak Street Clinic")
    add_person(context, clinic)
    people = (("Ruth", "Baker"), ("Walter", "Okafor"), ("Carmen", "Núñez"), ("Grace", "Tanaka"), ("Luis", "Peña"))
    procedures = ("microdiscectomy", "laminectomy", "spinal_fusion", "microdiscectomy", "vertebroplasty_kyphoplasty")
    for number, ((given, family), procedure) in enumerate(zip(people, procedures, strict=True)):
        language = "es" if given in {"Carmen", "Luis"} else "en"
        day = f"2026-03-{10 + number}"
        names = {"given_name": given, "family_name": family, "language": language}
        enroll_rows(context, clinic, row(**names, procedure=procedure, surgery_date=day))
    play(context, clock, "03-16 20:00")


def _take(page: Page, kind: str) -> None:
    page.goto("/sign-in")
    _shoot(page, f"sign-in-{kind}")
    sign_in(page)
    for name, path in PAGES.items():
        page.goto(path)
        _shoot(page, f"{name}-{kind}")
    page.goto("/enroll")
    page.get_by_label("Given name").fill("Nora")
    page.get_by_label("Family name").fill("Feldman")
    page.get_by_label("Mobile phone").fill("(202) 555-0187")
    page.get_by_label("Procedure").select_option("microdiscectomy")
    page.get_by_label("Date of surgery").fill("2026-03-18")
    page.get_by_label("Work").select_option("desk")
    page.get_by_label("Texts", exact=True).check()
    page.get_by_text("Thu, Mar 19, 2026").wait_for()
    page.get_by_text("No consent is ticked yet").wait_for(state="detached")
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    _shoot(page, f"enroll-{kind}")


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=55)


if __name__ == "__main__":
    sys.exit(main())
