"""Every staff route on PostgreSQL, asked by admins about their own clinic: no SQL that only SQLite understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from reminders.store.tables import uploads
from tests.making import all_rows
from tests.web.desk import Desk, add_person, new_session
from tests.web.test_guard import STAFF, ask, elm, path_at

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

__all__ = ["elm"]
DATABASES = ("postgresql",)


def test_no_staff_route_fails_on_postgresql(context: Context, elm: Clinic) -> None:
    """One world for all: pages first, then forms, each sent by someone new, so that none is signed out by another."""
    routes = sorted((item.values[0] for item in STAFF), key=lambda route: ("POST" in route.methods, route.path))
    found = [
        f"{min(route.methods)} {route.path}: {outcome(context, elm, route, at)}" for at, route in enumerate(routes)
    ]
    failing = [item for item in found if not item.endswith(": fine")]
    assert not failing, "\n".join(failing)


def outcome(context: Context, elm: Clinic, route: APIRoute, place: int) -> str:
    """Send one request; tell what went wrong, or `fine`."""
    member = add_person(context, elm, f"nurse{place}@elm.example")
    desk = Desk(context)
    desk.client.cookies.set("session", new_session(context, member))
    if "upload_id" in route.path and not all_rows(context, uploads):
        return "no file waits any more: this would prove nothing"
    try:
        answer = ask(desk, route, path_at(context, elm, route), desk.token("/"))
    except DBAPIError as problem:
        return str(problem.orig)
    if route.methods == {"GET"} and route.path.endswith(
        "/email"
    ):  # an email in a frame: of no step that was named, of no message of the outbox
        return "fine" if answer.status_code == 404 else f"status {answer.status_code}"
    wanted = {200, 303} if route.methods == {"GET"} and "upload_id" not in route.path else range(500)
    return "fine" if answer.status_code in wanted else f"status {answer.status_code}"
