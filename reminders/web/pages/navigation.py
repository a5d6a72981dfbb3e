"""The places of the staff site, and the sentences that tell that something was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI

from reminders.core.model.roles import Role
from reminders.data import book


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


NAV_LINKS: Final = (
    ("/", _("Today"), Role.ENROLLER),
    ("/patients", _("Patients"), Role.ENROLLER),
    ("/calendar", _("Calendar"), Role.ENROLLER),
    ("/inbox", _("Inbox"), Role.ENROLLER),
    ("/enroll", _("Enroll"), Role.ENROLLER),
    ("/reports", _("Reports"), Role.ENROLLER),
    ("/messages", _("Messages"), Role.ENROLLER),
    ("/settings", _("Settings"), Role.ADMIN),
)


@dataclass(frozen=True, slots=True)
class NavLink:
    """One link of the navigation."""

    path: str
    label: str
    current: bool


def items_for(role: Role, current_path: str, app: FastAPI) -> list[NavLink]:
    """Return the places a role may go to, of those that are there."""
    routes = paths_of(app)
    return [
        NavLink(path, label, current_path == path or (path != "/" and current_path.startswith(f"{path}/")))
        for path, label, needed in NAV_LINKS
        if path in routes and role.covers(needed)
    ]


def sentence(key: str | None) -> str | None:
    """Return what was done, or was not, by its key (labels.yaml), in English, to be translated on the page."""
    labels = book("labels")
    return labels.labels("done").get(key or "") or labels.labels("not_done").get(key or "")


def is_refusal(key: str | None) -> bool:
    """Return True if what a key says is that nothing, or not what was asked, was done."""
    return (key or "") in book("labels").labels("not_done")


def paths_of(app: FastAPI) -> frozenset[str]:
    """Return the paths of all routes; looked up once."""
    if not hasattr(app.state, "paths"):
        app.state.paths = frozenset(route.path for route in routes_of(app))
    return app.state.paths


def gets_of(app: FastAPI) -> frozenset[str]:
    """Return the paths that can be opened with GET; looked up once."""
    if not hasattr(app.state, "gets"):
        app.state.gets = frozenset(
            route.path for route in routes_of(app) if "GET" in (getattr(route, "methods", None) or ())
        )
    return app.state.gets


def routes_of(app: FastAPI) -> list[Any]:
    """Return every route, those of included routers too."""
    routes: list[Any] = []
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop(0)
        inner = getattr(route, "original_router", None)
        if inner is not None:
            waiting += inner.routes
        else:
            routes.append(route)
    return routes
