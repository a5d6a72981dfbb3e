"""Signing in with a second factor: set up, asked for, used once, lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pyotp.totp import TOTP

from reminders.core.model.roles import Role
from reminders.core.staff.throttle import PER_ACCOUNT
from reminders.services.staff.access.second_factor import reset_second_factor
from reminders.store.tables import audit, clinics, staff_recovery_codes, staff_totp
from tests.making import SOMEBODY, all_rows
from tests.web.desk import Desk, add_person, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from tests.web.desk import Response

SEED = re.compile(r'class="seed">([A-Z2-7]{32})<')
CODES = re.compile(r"<code>([A-Z0-9]{4}(?:-[A-Z0-9]{4}){3})</code>")


@pytest.fixture
def strict(context: Context) -> Context:
    """An installation behind https: admins need a second factor."""
    return replace(context, second_factor_roles=frozenset({Role.ADMIN}))


@pytest.fixture
def desk(strict: Context, clinic: Clinic) -> Desk:
    add_person(strict, clinic)
    return Desk(strict)


def now(clock: FixedClock, seed: str, minutes: float = 0) -> str:
    return TOTP(seed).at(clock.now() + timedelta(minutes=minutes))


def set_up(desk: Desk, clock: FixedClock) -> tuple[str, list[str]]:
    """Sign in for the first time; return the app's seed and the recovery codes."""
    assert desk.sign_in().headers["location"].startswith("/sign-in/set-up")
    seed = SEED.search(desk.get("/sign-in/set-up").text)
    assert seed
    done = desk.post("/sign-in/set-up", code=now(clock, seed[1]))
    return seed[1], CODES.findall(done.text)


def give_code(desk: Desk, code: str) -> Response:
    desk.client.cookies.clear()
    assert desk.sign_in().headers["location"].startswith("/sign-in/code")
    assert desk.get("/").headers["location"] == "/sign-in", "the password alone opens nothing"
    return desk.post("/sign-in/code", code=code)


def test_an_admin_sets_it_up_at_the_first_sign_in(desk: Desk, context: Context, clock: FixedClock):
    assert desk.sign_in().headers["location"] == "/sign-in/set-up?next_url="
    assert desk.get("/").headers["location"] == "/sign-in"
    page = desk.get("/sign-in/set-up").text
    assert '<svg role="img"' in page
    assert "style=" not in page, "the content policy refuses styles on elements"
    assert SEED.findall(page) == SEED.findall(desk.get("/sign-in/set-up").text), "a page that is loaded again"
    assert desk.post("/sign-in/set-up", code="000000").status_code == 422
    _seed, codes = set_up(desk, clock)
    assert len(set(codes)) == 10
    assert desk.get("/").status_code == 200
    stored = str([all_rows(context, table) for table in (staff_totp, staff_recovery_codes, audit)])
    assert not [secret for secret in (_seed, *codes) if secret in stored or secret.replace("-", "") in stored]


def test_a_code_opens_the_site_once_and_only_in_its_time(desk: Desk, clock: FixedClock):
    seed, _codes = set_up(desk, clock)
    used = now(clock, seed)
    assert give_code(desk, used).status_code == 403, "the code that set it up"
    clock.set(clock.now() + timedelta(minutes=5))
    for wrong in (used, now(clock, seed, -2), now(clock, seed, 2), "12345"):
        assert give_code(desk, wrong).status_code == 403, wrong
    clock.set(clock.now() + timedelta(minutes=20))
    right = now(clock, seed, 0.5)
    assert give_code(desk, f" {right[:3]} {right[3:]} ").headers["location"] == "/"
    assert desk.get("/").status_code == 200
    assert give_code(desk, right).status_code == 403, "a code is good for one sign-in"
    assert give_code(desk, now(clock, seed)).status_code == 403, "an earlier one, too"


def test_five_wrong_codes_are_the_end_of_it_for_a_while(desk: Desk, clock: FixedClock):
    seed, codes = set_up(desk, clock)
    for _ in range(PER_ACCOUNT):
        assert give_code(desk, "000000").status_code == 403
    clock.set(clock.now() + timedelta(minutes=1))
    assert give_code(desk, now(clock, seed)).status_code == 429
    assert give_code(desk, codes[0]).status_code == 429
    clock.set(clock.now() + timedelta(minutes=15))
    assert give_code(desk, now(clock, seed)).status_code == 303


def test_a_recovery_code_works_once(desk: Desk, clock: FixedClock):
    _seed, codes = set_up(desk, clock)
    assert give_code(desk, codes[3].lower()).headers["location"] == "/"
    assert "9 recovery codes left" in desk.get("/account/second-factor").text
    assert give_code(desk, codes[3]).status_code == 403
    assert give_code(desk, codes[4]).status_code == 303
    renewed = CODES.findall(desk.post("/account/second-factor/codes", "/account/second-factor").text)
    assert len(renewed) == 10
    assert give_code(desk, codes[5]).status_code == 403
    assert give_code(desk, renewed[5]).status_code == 303


def test_a_sign_in_that_waits_ends_after_ten_minutes(desk: Desk, clock: FixedClock):
    seed, _codes = set_up(desk, clock)
    desk.client.cookies.clear()
    desk.sign_in()
    token = desk.token("/sign-in/code")
    clock.set(clock.now() + timedelta(minutes=11))
    late = desk.client.post("/sign-in/code", data={"csrf": token, "code": now(clock, seed)})
    assert late.headers["location"] == "/sign-in?done=sign-in-again"
    assert desk.get("/sign-in/code").headers["location"] == "/sign-in"


def test_who_lost_phone_and_codes_is_reset_on_the_command_line(
    desk: Desk, strict: Context, clinic: Clinic, clock: FixedClock
):
    set_up(desk, clock)
    assert reset_second_factor(strict, clinic, "nurse@oak.example", actor=SOMEBODY)
    assert desk.get("/").status_code == 303, "every session has ended"
    assert set_up(desk, clock)[1]


def test_an_admin_cannot_turn_it_off_and_a_role_that_may_can(strict: Context, clinic: Clinic, clock: FixedClock):
    for role, status in ((Role.ADMIN, 422), (Role.CLINICIAN, 303)):
        desk = signed_in(strict, clinic, role, f"{role}@oak.example")
        seed = SEED.search(desk.get("/account/second-factor").text)
        assert seed
        assert desk.post("/account/second-factor", code="000000").status_code == 422
        assert len(CODES.findall(desk.post("/account/second-factor", code=now(clock, seed[1])).text)) == 10
        assert desk.post("/account/second-factor/remove", "/account/second-factor").status_code == status


def test_the_roles_that_need_one_are_chosen_on_the_site(desk: Desk, strict: Context, clinic: Clinic, clock: FixedClock):
    set_up(desk, clock)
    page = "/settings/staff"
    assert 'name="factor-admin" value="yes" checked' in desk.get(page).text
    chosen = {"factor-admin": "yes", "factor-clinician": "yes"}
    desk.post("/settings/staff/second-factor", page, **chosen)
    assert all_rows(strict, clinics)[0].second_factor == "clinician,admin"
    add_person(strict, clinic, "ben@oak.example", Role.CLINICIAN)
    assert "no second factor yet" in desk.get(page).text
    assert Desk(strict).sign_in("ben@oak.example").headers["location"].startswith("/sign-in/set-up")
    desk.post("/settings/staff/second-factor", page)
    assert Desk(strict).sign_in("ben@oak.example").headers["location"] == "/"
    assert "second_factor: none" in [row.detail for row in all_rows(strict, audit)]
