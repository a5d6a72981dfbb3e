"""The list of patients, and the search. What was typed is a name: in an address it stands encrypted, and not for long.

A search is posted and answered with a redirect to a page that can be opened again, so that Back works.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.services.records.patient_list import PatientList, list_found, list_latest, list_unconfirmed
from reminders.web.pages.pages import see
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.signed import Enroller, Signed

router = APIRouter()

SEARCH_LASTS = timedelta(hours=12)
"""As long as a session can last."""


@router.get("/patients")
def listed(signed: Enroller, after: UUID | None = None, q: str = "", unconfirmed: str = "") -> HTMLResponse:
    """Show the latest surgeries, a page at a time; with `q`, who fits the search that it hides.

    `unconfirmed=yes`: the past surgeries that nobody has confirmed.
    """
    if q:
        since = signed.context.clock.now() - SEARCH_LASTS
        query = signed.context.links.decrypt("search", signed.staff.id, q, since)
        if query is not None:
            return _found(signed, query)
    if unconfirmed:
        page = list_unconfirmed(signed.context, signed.clinic, actor=signed.actor)
        return _page(signed, page, unconfirmed=True)
    page = list_latest(signed.context, signed.clinic, str(after) if after else None, actor=signed.actor)
    return _page(signed, page, expired=bool(q))


@router.post("/patients")
def find(signed: Enroller, form: Form) -> Response:
    """Go to the page of a search."""
    query = text_of(form, "query").strip()
    if not query:
        return see("/patients")
    return see(
        f"/patients?q={signed.context.links.encrypt('search', signed.staff.id, query, signed.context.clock.now())}"
    )


def _found(signed: Signed, query: str) -> HTMLResponse:
    return _page(signed, list_found(signed.context, signed.clinic, query, actor=signed.actor), query=query)


def _page(
    signed: Signed, page: PatientList, *, query: str = "", expired: bool = False, unconfirmed: bool = False
) -> HTMLResponse:
    return signed.page(
        "staff/patients.html",
        rows=page.rows,
        found=page.found,
        more=page.more,
        query=query,
        expired=expired,
        unconfirmed=unconfirmed,
    )
