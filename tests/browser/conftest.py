"""One browser for the tests of a worker, and a site with a clinic of its own for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.site import browser, open_page, site
from tests.making import add_oak, make_context
from tests.web.desk import add_person, new_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.staff_member import StaffMember
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
def oak(context: Context) -> tuple[Clinic, StaffMember]:
    """Make a clinic and one person who can sign in."""
    clinic = add_oak(context)
    return clinic, add_person(context, clinic)


@pytest.fixture
def clinic(oak: tuple[Clinic, StaffMember]) -> Clinic:
    return oak[0]


@pytest.fixture
def admin(oak: tuple[Clinic, StaffMember]) -> StaffMember:
    return oak[1]


@pytest.fixture
def address(context: Context, clinic: Clinic) -> Iterator[str]:
    del clinic
    with site(context) as found:
        yield found


@pytest.fixture
def page(chromium: Browser, address: str, context: Context, admin: StaffMember) -> Iterator[Page]:
    """Open a window at a desk, signed in as the admin by a session row: the form has its own tests."""
    found = open_page(chromium, address)
    found.context.add_cookies([{"name": "session", "value": new_session(context, admin), "url": address}])
    found.goto("/")
    yield found
    found.context.close()
