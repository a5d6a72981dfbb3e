"""The list of patients, and the search. A search is posted: what was typed is a name, and stays out of addresses."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from reminders.core.audit_actions import Action
from reminders.services.search import search
from reminders.store import recent
from reminders.web.forms import Form, text_of
from reminders.web.signed import Enroller, audit

router = APIRouter()

ROWS = 50


@router.get("/patients")
def listed(signed: Enroller, after: UUID | None = None) -> HTMLResponse:
    """Show the latest surgeries, a page at a time."""
    with signed.context.db.begin() as tx:
        rows = recent.latest_surgeries(tx, signed.clinic.id, ROWS, str(after) if after else None)
        audit(tx, signed, Action.VIEWED_PATIENT_LIST)
    more = rows[-1].enrollment_id if len(rows) == ROWS else None
    return signed.page("staff/patients.html", rows=rows, query="", found=None, more=more)


@router.post("/patients")
def find(signed: Enroller, form: Form) -> HTMLResponse:
    """Show who fits what was typed."""
    query = text_of(form, "query")
    with signed.context.db.begin() as tx:
        found = search(tx, signed.clinic, query)
        of = recent.surgeries_of_patients(tx, signed.clinic.id, [patient.id for patient in found.patients])
        audit(tx, signed, Action.SEARCHED_PATIENT)
    rows = [listed for patient in found.patients for listed in of.get(patient.id, [])[:1]]
    return signed.page("staff/patients.html", rows=rows, query=query, found=found, more=None)
