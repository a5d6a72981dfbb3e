"""The list of patients, and the search. What was typed is a name: in an address it stands encrypted, and not for long.

A search is posted and answered with a redirect to a page that can be opened again, so that Back works.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.services.records.patient_list import PatientList, list_found, list_latest, list_unconfirmed
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import CurrentUser, Enroller

router = APIRouter()

SEARCH_LIFETIME = timedelta(hours=12)
"""As long as a session can last."""


@router.get("/patients")
def listed(user: Enroller, after: UUID | None = None, q: str = "", unconfirmed: str = "") -> HTMLResponse:
    """Show the latest surgeries, a page at a time; with `q`, who fits the search that it hides.

    `unconfirmed=yes`: the past surgeries that nobody has confirmed.
    """
    if q:
        since = user.context.clock.now() - SEARCH_LIFETIME
        query = user.context.links.decrypt("search", user.staff.id, q, since)
        if query is not None:
            return _found(user, query)
    if unconfirmed:
        page = list_unconfirmed(user.context, user.clinic, actor=user.actor)
        return _page(user, page, unconfirmed=True)
    page = list_latest(user.context, user.clinic, str(after) if after else None, actor=user.actor)
    return _page(user, page, expired=bool(q))


@router.post("/patients")
def find(user: Enroller, form: Form) -> Response:
    """Go to the page of a search."""
    query = text_of(form, "query").strip()
    if not query:
        return redirect("/patients")
    return redirect(
        f"/patients?q={user.context.links.encrypt('search', user.staff.id, query, user.context.clock.now())}"
    )


def _found(user: CurrentUser, query: str) -> HTMLResponse:
    return _page(user, list_found(user.context, user.clinic, query, actor=user.actor), query=query)


def _page(
    user: CurrentUser, page: PatientList, *, query: str = "", expired: bool = False, unconfirmed: bool = False
) -> HTMLResponse:
    return user.page(
        "staff/patients.html",
        rows=page.rows,
        held=page.held,
        found=page.found,
        more=page.more,
        query=query,
        expired=expired,
        unconfirmed=unconfirmed,
    )
