"""The list of patients, and the search. What was typed is a name: in an address it stands encrypted, and not for long.

A search is posted and answered with a redirect to a page that can be opened again, so that Back works.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.audit_actions import Action
from reminders.services.records.search import search
from reminders.store.records import recent
from reminders.web.pages.pages import see
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.signed import Enroller, Signed, audit

router = APIRouter()

ROWS = 50
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
    with signed.context.db.begin() as tx:
        if unconfirmed:
            rows = recent.unconfirmed_surgeries(tx, signed.clinic.id, *_past_year(signed), 4 * ROWS)
        else:
            rows = recent.latest_surgeries(tx, signed.clinic.id, ROWS, str(after) if after else None)
        audit(tx, signed, Action.VIEWED_PATIENT_LIST)
    if unconfirmed:
        return signed.page("staff/patients.html", rows=rows, query="", found=None, more=None, unconfirmed=True)
    more = rows[-1].enrollment_id if len(rows) == ROWS else None
    return signed.page("staff/patients.html", rows=rows, query="", found=None, more=more, expired=bool(q))


def _past_year(signed: Signed) -> tuple[date, date]:
    day = signed.context.clock.now().astimezone(signed.clinic.zone).date()
    return day - timedelta(days=365), day - timedelta(days=1)


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
    with signed.context.db.begin() as tx:
        found = search(tx, signed.clinic, query)
        of = recent.surgeries_of_patients(tx, signed.clinic.id, [patient.id for patient in found.patients])
        audit(tx, signed, Action.SEARCHED_PATIENT)
    rows = [listed for patient in found.patients for listed in of.get(patient.id, [])[:1]]
    return signed.page("staff/patients.html", rows=rows, query=query, found=found, more=None, expired=False)
