"""What cannot be taken back needs a sign-in within ten minutes: erasing, exports, keys, approvals, access."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.staff.throttle import PER_ACCOUNT
from tests.making import enroll_rows, row
from tests.web.desk import PASSWORD, Desk, add_person, signed_in
from tests.web.pages.test_constant_queries import path_of
from tests.web.test_guard import STAFF, dependencies, role_of

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PROTECTED = {
    "GET /patients/{patient_id}/erase": "/patients/{id}/erase",
    "POST /patients/{patient_id}/erase": "/patients/{id}/erase",
    "POST /patients/{patient_id}/export": "/patients/{id}",
    "GET /patients.csv": "/patients",
    "GET /reports/answers.csv": "/reports",
    "GET /reports/opt-outs.csv": "/reports",
    "GET /reports/scores.csv": "/reports/scores",
    "GET /reports/urgent.csv": "/reports",
    "GET /settings/record.csv": "/settings/record",
    "POST /settings/api-keys": "/settings/api-keys",
    "POST /settings/webhooks": "/settings/webhooks",
    "POST /messages/versions/{version_id}": "/messages/versions/{id}",
    "POST /settings/staff": "/settings/staff",
    "POST /settings/staff/second-factor": "/settings/staff",
    "POST /settings/staff/{staff_id}/link": "/settings/staff",
    "POST /settings/staff/{staff_id}/role": "/settings/staff",
    "POST /settings/staff/{staff_id}/name": "/settings/staff",
    "POST /settings/staff/{staff_id}/enable": "/settings/staff",
    "GET /account/second-factor": "/account/second-factor",
    "POST /account/second-factor": "/account/second-factor",
    "POST /account/second-factor/passkeys": "/account/second-factor",
    "POST /account/second-factor/passkeys/options": "/account/second-factor",
    "POST /account/second-factor/passkeys/remove": "/account/second-factor",
    "POST /account/second-factor/codes": "/account/second-factor",
    "POST /account/second-factor/remove": "/account/second-factor",
}
"""Each route, and the page that one goes on with afterwards."""
SOME_ID = "00000000-0000-4000-8000-000000000001"


def recent_routes() -> dict[str, APIRoute]:
    """List the routes that ask for a recent sign-in."""
    routes = [item.values[0] for item in STAFF]
    return {
        f"{min(route.methods)} {route.path}": route
        for route in routes
        if any(getattr(call, "recent", False) for call in dependencies(route))
    }


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row())
    return signed_in(context, clinic)


def test_each_of_them_asks_who_it_is_and_goes_on_with_its_page(desk: Desk, clock: FixedClock):
    routes, token = recent_routes(), desk.token("/")
    assert routes.keys() == PROTECTED.keys()
    assert all(role_of(route) for route in routes.values())
    clock.set(clock.now() + timedelta(minutes=11))
    for name, page in PROTECTED.items():
        method, _, path = name.partition(" ")
        known = "7" if "version_id" in path else SOME_ID
        for kind in ("patient_id", "staff_id", "version_id"):
            path = path.replace(f"{{{kind}}}", known)
        answer = desk.client.request(method, path, data={"csrf": token} if method == "POST" else None)
        assert answer.headers.get("location") == f"/confirm?next_url={page.format(id=known)}", name


def test_the_password_opens_it_for_ten_minutes(context: Context, desk: Desk, clock: FixedClock):
    path = path_of(context, recent_routes()["GET /patients/{patient_id}/erase"])
    for _ in range(2):
        assert desk.get(path).status_code == 200
        clock.set(clock.now() + timedelta(minutes=11))
        asked = desk.get(path).headers["location"]
        assert desk.post("/confirm", asked, proof="wrong", next_url=path).status_code == 403
        assert desk.get(path).status_code == 303
        assert desk.post("/confirm", asked, proof=PASSWORD, next_url=path).headers["location"] == path


def test_a_copied_cookie_cannot_guess_the_password(desk: Desk, clock: FixedClock):
    for _ in range(PER_ACCOUNT):
        assert desk.post("/confirm", proof="wrong").status_code == 403
    assert desk.post("/confirm", proof=PASSWORD).status_code == 429
    clock.set(clock.now() + timedelta(minutes=16))
    assert desk.post("/confirm", proof=PASSWORD).headers["location"] == "/"


def test_a_fresh_sign_in_is_recent(context: Context, clinic: Clinic, clock: FixedClock):
    add_person(context, clinic)
    desk = Desk(context)
    desk.sign_in()
    assert desk.get("/reports/answers.csv").status_code == 200
    clock.set(clock.now() + timedelta(minutes=11))
    assert desk.get("/reports/answers.csv").status_code == 303
    assert desk.post("/confirm", proof=PASSWORD, next_url="//evil.example").headers["location"] == "/"
