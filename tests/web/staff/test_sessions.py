"""One's own sessions: listed, ended; who made a link to one's account; a colleague's password."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.store.tables import audit, staff_sessions
from tests.making import all_rows
from tests.services.staff.test_guessing import mailing
from tests.web.desk import Desk, add_person, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


def browser(context: Context, agent: str) -> Desk:
    desk = Desk(context, trusted_proxies="127.0.0.1")
    desk.client.headers["user-agent"] = agent
    assert desk.sign_in().status_code == 303
    return desk


def test_one_sees_where_one_is_signed_in_and_ends_it_there(context: Context, clinic: Clinic):
    add_person(context, clinic)
    here, there = browser(context, FIREFOX), browser(context, SAFARI)
    page = here.get("/account").text
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    (other,) = re.findall(r'name="session" value="(\w+)"', page)
    here.post("/account/sessions", "/account", session=other)
    assert there.get("/").status_code == 303
    assert here.get("/").status_code == 200
    again = browser(context, SAFARI)
    here.post("/account/sessions", "/account")
    assert again.get("/").status_code == 303
    assert [item.action for item in all_rows(context, audit)].count("session ended") == 2


def test_a_colleagues_session_is_not_ones_own(context: Context, clinic: Clinic):
    ada, ben = signed_in(context, clinic), signed_in(context, clinic, email="ben@oak.example")
    for row in all_rows(context, staff_sessions):
        ada.post("/account/sessions", "/account", session=row.token_hash)
        if ada.get("/").status_code == 303:
            break
    assert ben.get("/").status_code == 200


def test_a_colleagues_new_password_goes_by_email_or_they_are_told(context: Context, clinic: Clinic, clock: FixedClock):
    nurse = add_person(context, clinic)
    path = f"/settings/staff/{nurse.id}/link"
    mails, left = mailing(context)
    admin = signed_in(mails, clinic, email="admin@oak.example")
    assert "/welcome/" not in admin.post(path, "/settings/staff", action="show").text
    assert "/welcome/" in left[0]
    nurse_desk = Desk(context)
    nurse_desk.sign_in()
    nurse_desk.post("/sign-out", "/")
    clock.set(clock.now() + timedelta(minutes=1))
    assert "/welcome/" in Desk.post(_same(context, admin), path, "/settings/staff", action="show").text
    assert nurse_desk.sign_in().headers["location"] == "/account?done=link-made"
    assert "admin@oak.example made a link that sets your password" in nurse_desk.get("/account").text
    clock.set(clock.now() + timedelta(minutes=1))
    nurse_desk.post("/sign-out", "/")
    assert nurse_desk.sign_in().headers["location"] == "/"


def _same(context: Context, desk: Desk) -> Desk:
    """Return a desk with the same session where no email leaves."""
    other = Desk(context)
    other.client.cookies.update(dict(desk.client.cookies))
    return other


def test_a_password_that_is_guessed_first_is_refused(context: Context, clinic: Clinic):
    admin = signed_in(context, clinic)
    shown = admin.post("/settings/staff", email="ben@oak.example", role="enroller", action="show").text
    path = re.search(r"/welcome/[\w-]+", shown)
    assert path
    desk = Desk(context)
    for weak in ("aaaaaaaaaaaa", "password1234", "ben@oak.example", "OakClinic2026"):
        refused = desk.post(path[0], password=weak)
        assert (refused.status_code, "easy to guess" in refused.text) == (422, True), weak
    assert desk.post(path[0], password="tulip engine maroon kettle").status_code == 303
