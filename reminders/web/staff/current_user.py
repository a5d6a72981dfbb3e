"""Who is signed in, and what they may do: every route of the staff site takes one of the types at the end."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator
from starlette.datastructures import FormData

from reminders.core.model.actor import Actor
from reminders.core.model.clinic import Clinic
from reminders.core.model.errors import RemindersError
from reminders.core.model.roles import Role
from reminders.core.model.staff_member import StaffMember
from reminders.services.clinics.paused import Paused
from reminders.services.context import Context
from reminders.services.staff.access.confirm import RECENT
from reminders.services.staff.rename import list_names
from reminders.services.staff.sign_in import find_visit
from reminders.web.pages.navigation import gets_of, is_refusal, items_for, routes_of, sentence
from reminders.web.pages.pages import page
from reminders.web.requests.forms import csrf_of, form_up_to, session_cookie

FRAGMENT = "X-Fragment"
"""The header with which our script asks for a piece of a page; a GET with it is a list that refreshes itself."""

WAITING = "X-Waiting"
"""The header of an answer to it that says how much waits, for the navigation."""


def keys_cookie(member: StaffMember) -> str:
    """Name the cookie that turns keyboard shortcuts off for one person on one computer."""
    return f"no-keys-{member.id}"


class NotSignedInError(RemindersError):
    """No one is signed in; `next_url` is where to go on afterwards."""

    def __init__(self, next_url: str) -> None:
        super().__init__(next_url)
        self.next_url = next_url


class NotAllowedError(RemindersError):
    """The role does not reach."""

    def __init__(self, user: CurrentUser) -> None:
        super().__init__("not allowed")
        self.user = user


class NotRecentError(RemindersError):
    """The person must prove again who they are; `next_url` is where to go on afterwards."""

    def __init__(self, next_url: str) -> None:
        super().__init__(next_url)
        self.next_url = next_url


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """Someone who is signed in. Every query of a route is scoped to `clinic`.

    `waiting`: how much waits, by the path of the page that shows it. `urgent_at`: when the latest urgent text came, in
    milliseconds; a page that follows what comes in compares it.
    """

    context: Context
    staff: StaffMember
    clinic: Clinic
    paused: Paused
    waiting: Mapping[str, int]
    urgent_at: int
    csrf: str
    request: Request
    _names: dict[str, str] = field(default_factory=dict, compare=False)

    def named(self, email: str) -> str:
        """Return what to call a colleague by the email that an alert or thread keeps: the name, else what it keeps."""
        if not self._names:
            self._names.update(list_names(self.context, self.clinic))
        return self._names.get(email, email)

    @property
    def current_path(self) -> str:
        """The path of this page."""
        return self.request.url.path

    @property
    def actor(self) -> Actor:
        """This person, as use cases and the audit log want it."""
        return Actor.staff(self.staff.id)

    @property
    def return_url(self) -> str:
        """The address at which this page can be opened again, for links that come back to it."""
        if self.request.method == "GET":
            query = self.request.url.query
            return f"{self.current_path}?{query}" if query else self.current_path
        served = getattr(self.request.scope.get("route"), "path", "")
        return self.current_path if served in gets_of(self.request.app) else "/"

    @property
    def is_refresh(self) -> bool:
        """Whether our script asks for a piece of this page, to keep it fresh."""
        return self.request.method == "GET" and FRAGMENT in self.request.headers

    @property
    def has_keys(self) -> bool:
        """Whether single keys do something on the pages: until this person turns them off on this computer."""
        return keys_cookie(self.staff) not in self.request.cookies

    def asks_for(self, piece: str) -> bool:
        """Return True if our script asks for this piece of a page, by the id it has there."""
        return self.is_refresh and piece in self.request.headers[FRAGMENT].split()

    @property
    def counted(self) -> str:
        """How much waits, for the script that keeps the navigation fresh."""
        return json.dumps({**self.waiting, "urgent": self.urgent_at})

    def may(self, role: Role) -> bool:
        """Return True if this person may do what a role may."""
        return self.staff.role.covers(role)

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Render a staff page in the reader's language; templates extend `staff/layout.html`."""
        rendered = page(
            template,
            status=status,
            language=self.staff.language,
            country=self.clinic.country,
            user=self,
            nav=items_for(self.staff.role, self.current_path, self.request.app),
            done=sentence(self.request.query_params.get("done")),
            refused=is_refusal(self.request.query_params.get("done")),
            kept_in_outbox=[channel for channel, sender in self.context.senders.items() if not sender.leaves],
            **values,
        )
        if self.is_refresh:
            rendered.headers[WAITING] = self.counted
        return rendered


def require(role: Role, *, recent: bool = False) -> Any:
    """Return the dependency that lets only this role in, and those above it.

    `recent`: and only who signed in, or proved again who they are, within ten minutes.
    """

    def user(request: Request) -> CurrentUser:
        cookie = request.cookies.get(session_cookie(request))
        context: Context = request.app.state.context
        is_refresh = request.method == "GET" and FRAGMENT in request.headers
        visit = find_visit(context, cookie, is_refresh=is_refresh) if cookie else None
        if cookie is None or visit is None:
            raise NotSignedInError(_next_url(request))
        current = CurrentUser(
            context,
            visit.staff,
            visit.clinic,
            visit.paused,
            {"/": visit.waiting.alerts, "/inbox": visit.waiting.threads},
            int(visit.waiting.urgent_at.timestamp() * 1000) if visit.waiting.urgent_at else 0,
            csrf_of(cookie),
            request,
        )
        if not current.may(role):
            raise NotAllowedError(current)
        if recent and context.clock.now() - visit.confirmed_at > RECENT:
            raise NotRecentError(_page_of(request))
        return current

    user.role, user.recent = role, recent  # type: ignore[attr-defined] for the guard tests
    return Depends(user)


RowId = Annotated[str, AfterValidator(lambda text: str(UUID(text)))]
"""An id in a path; what cannot be one is not found."""

RowNumber = Annotated[int, Path(ge=0, lt=2**31)]
"""The same of rows that are numbered; a number beyond the column is not found, before the database refuses it."""

Enroller = Annotated[CurrentUser, require(Role.ENROLLER)]
Clinician = Annotated[CurrentUser, require(Role.CLINICIAN)]
Admin = Annotated[CurrentUser, require(Role.ADMIN)]
RecentEnroller = Annotated[CurrentUser, require(Role.ENROLLER, recent=True)]
RecentClinician = Annotated[CurrentUser, require(Role.CLINICIAN, recent=True)]
RecentAdmin = Annotated[CurrentUser, require(Role.ADMIN, recent=True)]


UPLOAD_BYTES, UPLOAD_SECONDS = 4 * 1024 * 1024, 60.0
"""Of a file with enrollments: some 20,000 rows, from an office on a slow line."""


async def upload_form(_user: Enroller, request: Request) -> AsyncGenerator[FormData]:
    """Read a form with a file, once it is known who sends it."""
    async with form_up_to(request, UPLOAD_BYTES, UPLOAD_SECONDS) as form:
        yield form


UploadForm = Annotated[FormData, Depends(upload_form)]
"""Like `Form`, for a file: only signed-in staff may send that much."""


def _page_of(request: Request) -> str:
    """Return the page to go on with: this one, or for a form or a file the nearest page above it."""
    path = request.url.path
    if request.method == "GET" and not path.endswith(".csv"):
        return quote(path)
    pages = [route.path_regex for route in routes_of(request.app) if "GET" in (getattr(route, "methods", None) or ())]
    path = path.removesuffix(".csv")
    while path and not any(page.match(path) for page in pages):
        path = path.rpartition("/")[0]
    return quote(path or "/")


def _next_url(request: Request) -> str:
    """Return the path alone: what a query asks for may be a name."""
    return quote(request.url.path) if request.method == "GET" else ""
