"""Recording when a patient left the hospital, after a look at what it changes."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.forms.fields import FieldError, check_date
from reminders.services.pick_patient import get_surgery
from reminders.services.plans.discharge import preview_discharge, record_discharge
from reminders.web.pages.labels import _
from reminders.web.pages.pages import redirect
from reminders.web.records.patient import show_patient
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Clinician

router = APIRouter()


@router.post("/patients/{patient_id}/surgeries/{enrollment_id}/discharge")
def discharge(user: Clinician, patient_id: UUID, enrollment_id: UUID, form: Form) -> Response:
    """Show what a discharge date changes, and save it when that was seen; an empty one takes the date back."""
    try:
        surgery = get_surgery(user.context, user.clinic, str(patient_id), str(enrollment_id))
    except NotFoundError:
        raise HTTPException(404) from None
    on_file = surgery.discharge_date.isoformat() if surgery.discharge_date else ""
    if text_of(form, "was") != on_file:
        error = _(
            "a colleague has changed the discharge date meanwhile: see the new one, and enter yours again if needed"
        )
        return show_patient(user, str(patient_id), status=409, errors={"discharge": error})
    text = text_of(form, "date").strip()
    try:
        day = check_date("discharge", text) if text else None
        if text_of(form, "seen") == "yes":
            record_discharge(user.context, user.clinic, surgery.key, day, actor=user.actor)
            return redirect(f"/patients/{patient_id}?done=discharged")
        look = preview_discharge(user.context, user.clinic, surgery, day)
    except (FieldError, UseError) as error:
        return show_patient(user, str(patient_id), status=422, errors={"discharge": error})
    return user.page(
        "staff/discharge.html",
        surgery=surgery,
        day=day,
        changes=look.changes,
        zone=look.patient.zone,
        patient=look.patient,
        templates={step.key: step.template for step in look.pathway.steps},
    )
