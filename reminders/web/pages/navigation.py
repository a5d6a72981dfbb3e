"""The places of the staff site, and the sentences that tell that something was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI

from reminders.core.model.roles import Role


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


PLACES: Final = (
    ("/", _("Today"), Role.ENROLLER),
    ("/patients", _("Patients"), Role.ENROLLER),
    ("/inbox", _("Inbox"), Role.ENROLLER),
    ("/enroll", _("Enroll"), Role.ENROLLER),
    ("/reports", _("Reports"), Role.ENROLLER),
    ("/messages", _("Messages"), Role.ENROLLER),
    ("/settings", _("Settings"), Role.ADMIN),
)

DONE: Final = {
    "clinic-paused": _("Sending is paused for this clinic."),
    "clinic-resumed": _("Sending has resumed."),
    "saved": _("Saved."),
    "new-link": _("The old links no longer work. The next email will have a new one."),
    "test-sent": _("The email is on its way."),
    "test-kept": _("Test mode: nothing was sent to you."),
    "test-failed": _("The email could not be sent."),
    "test-text": _("The text is on its way. If sending is paused, it waits."),
    "test-phone": _("Use a phone number from the clinic's country."),
    "test-code": _("We texted you a code. Enter it below within 10 minutes."),
    "test-code-wrong": _("That code is incorrect."),
    "test-code-over": _("That code no longer works. Ask for a new one."),
    "test-codes-used": _("You have asked for 5 codes today. Try again tomorrow."),
    "test-verified": _("Your phone is verified."),
    "test-verify": _("Verify your phone first."),
    "test-used": _("You have sent yourself 10 test texts today. Try again tomorrow."),
    "password-set": _("Your password is set. Sign in."),
    "noted": _("Note saved."),
    "moved": _("Surgery rescheduled. The plan was updated."),
    "paused": _("Plan paused. Nothing is sent until you resume it."),
    "resumed": _("Plan resumed."),
    "cancelled": _("The plan is canceled. Nothing more will be sent. You can undo this for 10 minutes."),
    "confirmed": _("Surgery confirmed."),
    "due-now": _("The message goes out within a minute. Until then you can undo it."),
    "cancel-undone": _("Undone. The plan is active again."),
    "send-now-undone": _("Undone. The message was not sent and keeps its scheduled time."),
    "too-late-to-undo": _("It's too late to undo this, or the plan has changed since."),
    "erased": _("Patient erased."),
    "closed": _("Resolved."),
    "decide-first": _("Messages are on hold because of this alert. Decide what to do with them to resolve it."),
    "texts-kept": _("Texts will continue."),
    "texts-stopped": _("Texts are stopped. Only the patient can start them again, by texting START."),
    "settled": _("Marked as received."),
    "sent-again": _("It will be resent within a minute, if sending hours allow."),
    "too-late": _("It's too late to send this message. It was marked as missed."),
    "settled-already": _("This message's status was already updated."),
    "acknowledged": _("You've taken this. The on-call list won't be contacted for now."),
    "texted": _("Your text will go out within a minute."),
    "handed-over": _("Assigned. The conversation stays open."),
    "signed-out": _("You are signed out."),
}
"""What a page says after `redirect("/path?done=KEY")`."""


@dataclass(frozen=True, slots=True)
class Place:
    """One link of the navigation."""

    path: str
    label: str
    current: bool


def items_for(role: Role, current_path: str, app: FastAPI) -> list[Place]:
    """Return the places a role may go to, of those that are there."""
    routes = paths_of(app)
    return [
        Place(path, label, current_path == path or (path != "/" and current_path.startswith(f"{path}/")))
        for path, label, needed in PLACES
        if path in routes and role.covers(needed)
    ]


def sentence(key: str | None) -> str | None:
    """Return what was done, in English, to be translated on the page."""
    return DONE.get(key or "")


def paths_of(app: FastAPI) -> frozenset[str]:
    """Return the paths of all routes; looked up once."""
    if not hasattr(app.state, "paths"):
        app.state.paths = frozenset(route.path for route in routes_of(app))
    return app.state.paths


def gets_of(app: FastAPI) -> frozenset[str]:
    """Return the paths that can be opened with GET; looked up once."""
    if not hasattr(app.state, "gets"):
        app.state.gets = frozenset(route.path for route in routes_of(app) if "GET" in (route.methods or ()))
    return app.state.gets


def routes_of(app: FastAPI) -> list[Any]:
    """Return every route, those of included routers too."""
    found: list[Any] = []
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop(0)
        inner = getattr(route, "original_router", None)
        if inner is not None:
            waiting += inner.routes
        else:
            found.append(route)
    return found
