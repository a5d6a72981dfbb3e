"""One browser for the tests of a worker, and a site with a clinic of its own for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.site import browser, open_page, sign_in, site
from tests.making import add_oak, make_context
from tests.web.desk import add_person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Start one browser for this folder: while it is open, its event loop runs in this thread, and no other can."""
    with browser() as found:
        yield found


@pytest.fixture
def context(sqlite_url: str, opened: Callable[[str], Database], clock: FixedClock) -> Context:
    """Pages are the same on both databases; SQLite is quicker to make."""
    return make_context(opened(sqlite_url), clock)


@pytest.fixture
def clinic(context: Context) -> Clinic:
    clinic = add_oak(context)
    add_person(context, clinic)
    return clinic


@pytest.fixture
def address(context: Context, clinic: Clinic) -> Iterator[str]:
    with site(context) as found:
        yield found


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """Open a window at a desk, signed in as the clinic's admin."""
    found = open_page(chromium, address)
    sign_in(found)
    yield found
    found.context.close()
