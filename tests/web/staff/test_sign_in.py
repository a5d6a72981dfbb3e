"""Signing in: who gets in, who does not, for how long, and what the cookies are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.roles import Role
from reminders.core.staff.throttle import PER_ACCOUNT, PER_ADDRESS
from reminders.services.staff.staff import disable_member
from reminders.store.staff import staff
from reminders.store.tables import audit, sign_in_attempts, staff_members, staff_sessions
from tests.making import SOMEBODY, add_oak, all_rows
from tests.web.desk import PASSWORD, Desk, add_person, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    add_person(context, clinic)
    return Desk(context)


def test_the_right_password_opens_the_site_and_signing_out_closes_it(desk: Desk):
    assert desk.get("/").headers["location"] == "/sign-in"
    answer = desk.sign_in(" Nurse@OAK.example ")
    assert answer.headers["location"] == "/"
    assert "Oak Clinic" in desk.get("/").text
    cookie = dict(desk.client.cookies)
    assert desk.post("/sign-out", page="/").headers["location"] == "/sign-in?done=signed-out"
    desk.client.cookies.update(cookie)  # a copy of the cookie is worth nothing afterwards
    assert desk.get("/").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [("nurse@oak.example", "wrong"), ("nobody@oak.example", PASSWORD), ("", ""), ("nurse@oak.example", "x" * 5000)],
)
def test_what_was_wrong_is_not_told(desk: Desk, email: str, password: str):
    answer = desk.sign_in(email, password)
    assert answer.status_code == 403
    assert "Incorrect email or password." in answer.text
    assert "session" not in desk.client.cookies


def test_a_link_that_was_opened_before_is_where_one_lands_and_never_elsewhere(desk: Desk):
    assert desk.get("/not-there").status_code == 404
    assert desk.get("/?q=ana").headers["location"] == "/sign-in"
    for next_url, place in {
        "/patients?q=1": "/patients?q=1",
        "//evil.example": "/",
        "https://evil.example": "/",
    }.items():
        answer = desk.post("/sign-in", email="nurse@oak.example", password=PASSWORD, next_url=next_url)
        assert answer.headers["location"] == place


def test_after_five_slips_even_the_right_password_waits_a_quarter_of_an_hour(desk: Desk, clock: FixedClock):
    for _ in range(PER_ACCOUNT):
        assert desk.sign_in(password="wrong").status_code == 403
    answer = desk.sign_in()
    assert answer.status_code == 429
    assert "wait 15 minutes" in answer.text
    clock.set(clock.now() + timedelta(minutes=16))
    assert desk.sign_in().status_code == 303


def test_one_address_cannot_try_many_accounts(desk: Desk):
    for number in range(PER_ADDRESS):
        assert desk.sign_in(f"nurse{number}@oak.example").status_code == 403
    assert desk.sign_in().status_code == 429


def test_a_few_slips_before_the_right_password_are_forgotten(desk: Desk, context: Context):
    for _ in range(3):
        for _ in range(PER_ACCOUNT - 1):
            desk.sign_in(password="wrong")
        assert desk.sign_in().status_code == 303
        desk.client.cookies.clear()
    assert all(row.succeeded for row in all_rows(context, sign_in_attempts))


def test_a_session_ends_after_an_hour_without_use_and_after_twelve_in_any_case(desk: Desk, clock: FixedClock):
    desk.sign_in()
    for _ in range(14):
        clock.set(clock.now() + timedelta(minutes=50))
        assert desk.get("/").status_code == 200
    clock.set(clock.now() + timedelta(minutes=50))
    assert desk.get("/").status_code == 303
    desk.sign_in()
    clock.set(clock.now() + timedelta(minutes=61))
    assert desk.get("/").status_code == 303


def test_a_disabled_person_is_out_at_once(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    with context.db.read() as tx:
        member = staff.find_staff(tx, "nurse@oak.example")
    assert member is not None
    disable_member(context, clinic, member, actor=SOMEBODY)
    assert desk.get("/").status_code == 303
    assert desk.sign_in().status_code == 403


def test_cookies_are_closed_to_scripts_other_sites_and_plain_connections(context: Context, clinic: Clinic):
    add_person(context, clinic)
    plain = Desk(context).sign_in().headers["set-cookie"]
    assert plain.startswith("session=")
    assert "HttpOnly; Path=/; SameSite=lax" in plain
    safe = Desk(context, public_url="https://reminders.example.org")
    safe.client.base_url = "https://reminders.example.org"  # type: ignore[assignment]
    header = safe.sign_in().headers["set-cookie"]
    assert header.startswith("__Host-session=")
    assert header.endswith("HttpOnly; Path=/; SameSite=lax; Secure")


def test_the_database_knows_neither_email_nor_password_nor_token_nor_network_address(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    rows = str([all_rows(context, table) for table in (staff_members, staff_sessions, sign_in_attempts, audit)])
    for secret in ("nurse@oak", PASSWORD, desk.client.cookies["session"], "testclient"):
        assert secret not in rows
    assert "$argon2id$" in rows


def test_the_pages_speak_the_language_one_chooses(context: Context, clinic: Clinic):
    desk = signed_in(context, clinic)
    assert '<html lang="en">' in desk.get("/").text
    desk.post("/language", page="/", language="es", next_url="/")
    assert '<html lang="es">' in desk.get("/").text
    assert "Cerrar sesión" in desk.get("/").text


def test_a_role_that_does_not_reach_is_told_so(context: Context, clinic: Clinic):
    assert Role.ENROLLER.covers(Role.ENROLLER)
    assert not Role.ENROLLER.covers(Role.CLINICIAN)
    assert Role.ADMIN.covers(Role.CLINICIAN)


def test_two_clinics_have_their_own_people(context: Context, clinic: Clinic):
    other = add_oak(context, slug="elm", name="Elm Clinic")
    here, there = signed_in(context, clinic), signed_in(context, other, email="nurse@elm.example")
    assert "Elm" not in here.get("/").text
    assert "Elm Clinic" in there.get("/").text
