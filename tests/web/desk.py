"""Builders for tests of the staff site: people who can sign in, and a browser that is signed in."""

from __future__ import annotations

import re
import secrets
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any

from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.model.roles import Role
from reminders.core.model.staff_member import StaffMember
from reminders.services.staff import staff as staff_service
from reminders.services.staff.access.opening import MAX_SESSION
from reminders.services.staff.passwords import hash_password
from reminders.store.staff import staff, staff_tokens
from reminders.store.staff.staff import new_staff_id
from reminders.web.app import make_web_app

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal
    from httpx2 import Response

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PASSWORD = "correct horse battery staple"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@cache
def password_hash() -> str:
    """Hash the password of these tests once."""
    return hash_password(PASSWORD)


_OPEN = ExitStack()
"""Holds the event loop of `one_loop` open; its thread is a daemon and ends with the process."""


@cache
def one_loop() -> BlockingPortal:
    """Run one event loop for all requests of this process; a client without it starts one for every request."""
    return _OPEN.enter_context(start_blocking_portal())


def add_person(
    context: Context, clinic: Clinic, email: str = "nurse@oak.example", role: Role = Role.ADMIN
) -> StaffMember:
    """Add a person who can sign in."""
    member = StaffMember(new_staff_id(), clinic.id, staff_service.clean_email(email), role, "en", has_password=True)
    with context.db.begin() as tx:
        staff.add_staff(tx, member, password_hash(), context.clock.now())
    return member


class Desk:
    """A browser at one desk: follows links, fills in the tokens of forms."""

    def __init__(self, context: Context, **settings: Any) -> None:
        self.client = TestClient(make_web_app(context, Settings(**settings)), follow_redirects=False)
        self.client.portal = one_loop()

    def get(self, path: str, **more: Any) -> Response:
        """Open a page."""
        return self.client.get(path, **more)

    def post(self, path: str, page: str | None = None, **fields: str) -> Response:
        """Send a form as it stands on `page` (the same path, if none is named)."""
        return self.client.post(path, data={"csrf": self.token(page or path), **fields})

    def save(self, path: str, **fields: str) -> Response:
        """Send a form whose consequences are shown first, and confirm what was shown."""
        shown = self.post(path, **fields)
        assert 'name="seen"' in shown.text, f"{path} shows nothing to confirm"
        return self.client.post(path, data=dict(HIDDEN.findall(shown.text)))

    def token(self, page: str) -> str:
        """Return the token of the forms on a page."""
        found = TOKEN.search(self.get(page).text)
        assert found, f"no form on {page}"
        return found[1]

    def sign_in(self, email: str = "nurse@oak.example", password: str = PASSWORD) -> Response:
        """Sign in."""
        return self.post("/sign-in", email=email, password=password)


def signed_in(context: Context, clinic: Clinic, role: Role = Role.ADMIN, email: str = "nurse@oak.example") -> Desk:
    """Add a person and open a session for them, without the password: test_sign_in is about that."""
    member = add_person(context, clinic, email, role)
    desk = Desk(context)
    desk.client.cookies.set("session", new_session(context, member))
    return desk


def new_session(context: Context, member: StaffMember) -> str:
    """Open a session and return its token."""
    token, now = secrets.token_urlsafe(32), context.clock.now()
    with context.db.begin() as tx:
        staff_tokens.open_session(tx, token, member, now, now + MAX_SESSION)
    return token
