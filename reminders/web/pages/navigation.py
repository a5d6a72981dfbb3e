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
    "enrolled": _("Enrolled. The plan has begun."),
    "clinic-paused": _("Sending is paused for this clinic."),
    "clinic-resumed": _("Sending has resumed."),
    "saved": _("Saved."),
    "new-link": _("The old links no longer work. The next email carries a new one."),
    "test-sent": _("The email is on its way to you."),
    "test-kept": _("This is practice: it is kept here and does not reach you."),
    "test-failed": _("The email could not be sent."),
    "test-text": _("The text is on its way to you. While everything is paused, it waits."),
    "test-phone": _("Use a phone number of the clinic's country."),
    "test-code": _("We texted you a code. Enter it below within 10 minutes."),
    "test-code-wrong": _("That is not the code."),
    "test-code-over": _("That code no longer works. Ask for a new one."),
    "test-codes-used": _("You have asked for 5 codes today. Try again tomorrow."),
    "test-verified": _("Your phone is verified."),
    "test-verify": _("Verify your phone first."),
    "test-used": _("You have sent yourself 10 test texts today. Try again tomorrow."),
    "password-set": _("Your password is set. Sign in with it."),
    "noted": _("The note is kept."),
    "moved": _("The surgery is moved, and the plan with it."),
    "paused": _("The plan is paused: nothing is sent until you resume it."),
    "resumed": _("The plan runs again."),
    "cancelled": _("The plan is canceled. Nothing more will be sent. You can undo this for 10 minutes."),
    "confirmed": _("The surgery is confirmed."),
    "due-now": _("The message goes out within a minute. Until then you can undo it."),
    "cancel-undone": _("Undone: the plan is active again."),
    "send-now-undone": _("Undone: the message was not sent. It stays as it was scheduled."),
    "too-late-to-undo": _("It was too late to undo this, or the plan was changed since."),
    "erased": _("The patient is erased."),
    "closed": _("Closed."),
    "decide-first": _("Messages are on hold because of this alert. Decide about them, and it is resolved."),
    "texts-kept": _("Texts go on."),
    "texts-stopped": _("Texts are stopped. Only the patient can start them again, by texting START."),
    "settled": _("It counts as arrived."),
    "sent-again": _("It goes out again within a minute, if it still may at this hour."),
    "too-late": _("There is no time left for it: it counts as missed."),
    "settled-already": _("What became of it has been found out meanwhile."),
    "acknowledged": _("You've taken this. The on-call list won't be contacted for now."),
    "texted": _("The text leaves within a minute."),
    "handed-over": _("Handed over; the thread stays open."),
    "signed-out": _("You are signed out."),
}
"""What a page says after `see("/path?done=KEY")`."""


@dataclass(frozen=True, slots=True)
class Place:
    """One link of the navigation."""

    path: str
    label: str
    current: bool


def items_for(role: Role, here: str, app: FastAPI) -> list[Place]:
    """Return the places a role may go to, of those that are there."""
    there = paths_of(app)
    return [
        Place(path, label, here == path or (path != "/" and here.startswith(f"{path}/")))
        for path, label, needed in PLACES
        if path in there and role.covers(needed)
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
