"""Walks every route of the API: none without a scope, nothing of another clinic by its id.

A new route is guarded by being there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from reminders.config import Settings
from reminders.core.api.keys import Scope
from reminders.web.api.app import make_api
from reminders.web.pages.navigation import routes_of
from tests.core.hl7.making import booking
from tests.making import add_oak, enroll_rows, row, whole_store
from tests.tables import each_row
from tests.web.api.client import System
from tests.web.test_guard import dependencies

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

OPEN = {"/openapi.json"}
"""Says nothing about anybody."""
ROUTES = [
    pytest.param(route, id=f"{min(route.methods)} {route.path}")
    for route in routes_of(make_api(None, Settings()))  # type: ignore[arg-type]
]
BODIES = {"": row(external_id="ELM-2"), "/cancel": {"reason": "other"}, "/pause": {}, "/resume": {}}
"""What a route must be sent, or it is refused before anything is looked up."""
NEW = {"/enrollments", "/hl7"}
"""What takes in something of the caller's own clinic, whatever else it names."""
LOOKING = ("api_keys", "audit", "audit_chains")


def scope_of(route: APIRoute) -> Scope | None:
    return next((call.scope for call in dependencies(route) if hasattr(call, "scope")), None)


def ask(system: System, route: APIRoute) -> Any:
    """Send a route what it wants, with the other clinic's external id."""
    path = re.sub(r"\{external_id[^}]*\}", "ELM-1", f"/api/v1{route.path}")
    method = min(route.methods)
    body = next((body for end, body in BODIES.items() if end and path.endswith(end)), {"job_strain": "heavy"})
    if method == "POST" and route.path == "/enrollments":
        body = BODIES[""]
    if route.path == "/hl7":
        return system.send_hl7(booking("SIU^S13", case="ELM-1"))
    query = "?external_id=ELM-1" if route.path == "/messages" else ""
    return system.ask(method, path + query, None if method == "GET" else body)


@pytest.fixture
def elm(context: Context) -> Clinic:
    clinic = add_oak(context, slug="elm", name="Elm Clinic")
    enroll_rows(context, clinic, row(external_id="ELM-1", family_name="Featherstonehaugh"))
    return clinic


@each_row("route", ROUTES)
def test_no_route_without_a_scope(route: APIRoute):
    assert scope_of(route) or route.path in OPEN, "take a Reader, Writer or MessageReader: see web/api/caller.py"


@each_row("route", [item for item in ROUTES if item.values[0].path not in OPEN])
def test_a_key_without_the_scope_is_refused(context: Context, elm: Clinic, route: APIRoute):
    others = [scope for scope in Scope if scope is not scope_of(route)]
    before = whole_store(context, *LOOKING)
    assert ask(System(context, elm, scopes=others), route).status_code == 403
    assert whole_store(context, *LOOKING) == before


@each_row("route", [item for item in ROUTES if item.values[0].path not in OPEN])
def test_nothing_of_another_clinic_is_found_by_its_external_id(
    context: Context, clinic: Clinic, elm: Clinic, route: APIRoute
):
    del elm
    before = whole_store(context, *LOOKING)
    answer = ask(System(context, clinic), route)
    assert "Featherstonehaugh" not in answer.text
    assert "ELM-1" not in answer.text
    if route.path.startswith("/enrollments/{"):
        assert answer.status_code == 404
    if route.path not in NEW or route.methods == {"GET"}:
        assert whole_store(context, *LOOKING) == before
