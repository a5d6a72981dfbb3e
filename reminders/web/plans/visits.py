"""The visits of one surgery: booked, moved, canceled and marked as missed by staff."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.enrollment.corrections.contact import ChangedMeanwhileError
from reminders.services.forms.fields import FieldError
from reminders.services.visits.book_visit import book_for_patient
from reminders.services.visits.list_visits import VisitLine, list_visits
from reminders.services.visits.visit_form import check_visit
from reminders.web.pages.labels import _
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import CurrentUser, Enroller

router = APIRouter()

_FIELDS = ("visit_id", "at", "kind", "place", "status")
MEANWHILE = _("a colleague has changed this visit meanwhile: see below how it stands, and enter yours again if needed")


@router.get("/patients/{patient_id}/surgeries/{enrollment_id}/visits")
def show_visits(user: Enroller, patient_id: UUID, enrollment_id: UUID, visit: str = "") -> HTMLResponse:
    """List the visits, with an empty form or that of the visit to edit."""
    return _page(user, patient_id, enrollment_id, edited=visit)


@router.post("/patients/{patient_id}/surgeries/{enrollment_id}/visits")
def save_visit(user: Enroller, patient_id: UUID, enrollment_id: UUID, form: Form) -> Response:
    """Book a visit, or change the one that has this visit id; its messages follow."""
    values = {name: text_of(form, name).strip() for name in _FIELDS}
    edited = text_of(form, "visit")
    try:
        whose = str(patient_id), str(enrollment_id)
        visit = check_visit(values, user.clinic)
        book_for_patient(user.context, user.clinic, *whose, visit, text_of(form, "shown"), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except ChangedMeanwhileError:
        return _page(user, patient_id, enrollment_id, edited=edited, errors={"visit": MEANWHILE}, status=409)
    except FieldError as error:
        errors = {error.field if error.field in _FIELDS[1:] else "at": error}
        return _page(user, patient_id, enrollment_id, edited=edited, values=values, errors=errors, status=422)
    except UseError as error:
        errors = {"status": error}
        return _page(user, patient_id, enrollment_id, edited=edited, values=values, errors=errors, status=422)
    return redirect(f"/patients/{patient_id}/surgeries/{enrollment_id}/visits?done=saved")


def _page(  # noqa: PLR0913 what the form may show
    user: CurrentUser,
    patient_id: UUID,
    enrollment_id: UUID,
    *,
    edited: str,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, object] | None = None,
    status: int = 200,
) -> HTMLResponse:
    try:
        found = list_visits(user.context, user.clinic, str(patient_id), str(enrollment_id))
    except NotFoundError:
        raise HTTPException(404) from None
    line = next((one for one in found.lines if one.visit.id == edited), None)
    return user.page(
        "staff/visits.html",
        status=status,
        patient=found.patient,
        surgery=found.surgery,
        visits=[(one, _values(one, user)) for one in found.lines],
        templates=found.templates,
        is_announced=found.is_announced,
        edited=line,
        values=values or _values(line, user),
        errors=errors or {},
        zone=user.clinic.zone,
        patient_zone=found.patient.zone,
    )


def _values(line: VisitLine | None, user: CurrentUser) -> dict[str, str]:
    """What the form holds: the time is the clinic's. A visit booked here gets an id of its own."""
    if line is None:
        return dict.fromkeys(_FIELDS, "") | {"visit_id": f"D{secrets.token_hex(5).upper()}"}
    visit = line.visit
    at = visit.at.astimezone(user.clinic.zone).strftime("%Y-%m-%dT%H:%M")
    return {"visit_id": visit.visit_id, "at": at, "kind": visit.kind, "place": visit.place, "status": visit.state.value}
