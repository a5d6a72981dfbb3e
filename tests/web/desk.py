"""Builders for tests of the staff site: people who can sign in, and a browser that is signed in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.model.roles import Role
from reminders.core.model.staff_member import StaffMember
from reminders.services.staff import staff as staff_service
from reminders.services.staff.passwords import hash_password
from reminders.store.staff import staff
from reminders.store.staff.staff import new_staff_id
from reminders.web.app import make_web_app

if TYPE_CHECKING:
    from httpx2 import Response

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PASSWORD = "correct horse battery staple"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@cache
def password_hash() -> str:
    """Hash the password of these tests once."""
    return hash_password(PASSWORD)


def add_person(
    context: Context, clinic: Clinic, email: str = "nurse@oak.example", role: Role = Role.ADMIN
) -> StaffMember:
    """Add somebody who can sign in."""
    member = StaffMember(new_staff_id(), clinic.id, staff_service.clean_email(email), role, "en", has_password=True)
    with context.db.begin() as tx:
        staff.add_staff(tx, member, password_hash(), context.clock.now())
    return member


class Desk:
    """A browser at one desk: follows links, fills in the tokens of forms."""

    def __init__(self, context: Context, **settings: Any) -> None:
        self.client = TestClient(make_web_app(context, Settings(**settings)), follow_redirects=False)

    def get(self, path: str, **more: Any) -> Response:
        """Open a page."""
        return self.client.get(path, **more)

    def post(self, path: str, page: str | None = None, **fields: str) -> Response:
        """Send a form as it stands on `page` (the same path, if none is named)."""
        return self.client.post(path, data={"csrf": self.token(page or path), **fields})

    def token(self, page: str) -> str:
        """Return the token of the forms on a page."""
        found = TOKEN.search(self.get(page).text)
        assert found, f"no form on {page}"
        return found[1]

    def sign_in(self, email: str = "nurse@oak.example", password: str = PASSWORD) -> Response:
        """Sign in."""
        return self.post("/sign-in", email=email, password=password)


def signed_in(context: Context, clinic: Clinic, role: Role = Role.ADMIN, email: str = "nurse@oak.example") -> Desk:
    """Add somebody and sign them in."""
    add_person(context, clinic, email, role)
    desk = Desk(context)
    assert desk.sign_in(email).status_code == 303
    return desk
