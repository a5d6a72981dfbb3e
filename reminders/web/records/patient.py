"""One patient's page: who, which surgeries, what is to come, what has happened; notes; the export; erasing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.contact import Channel, Party
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import NotFoundError
from reminders.services.pick_patient import get_patient
from reminders.services.plans.change_state import CancelReason
from reminders.services.records.erase import erase, preview_erasure
from reminders.services.records.export import export_patient
from reminders.services.records.patient_page import open_patient
from reminders.services.records.write_note import write_note
from reminders.services.wording.consent_words import agreed_words
from reminders.web.pages.pages import redirect
from reminders.web.pages.trend_chart import chart_of
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import CurrentUser, Enroller, RecentAdmin, RecentClinician

router = APIRouter()

MAX_NOTE_LENGTH = 4000


@router.get("/patients/{patient_id}")
def show(user: Enroller, patient_id: UUID) -> HTMLResponse:
    """Show one patient."""
    return show_patient(user, str(patient_id))


@router.post("/patients/{patient_id}/notes")
def note(user: Enroller, patient_id: UUID, form: Form) -> Response:
    """Write a note down."""
    text = text_of(form, "note").strip()[:MAX_NOTE_LENGTH]
    try:
        kept = write_note(user.context, user.clinic, str(patient_id), text, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect(f"/patients/{patient_id}?done=noted" if kept else f"/patients/{patient_id}")


@router.post("/patients/{patient_id}/export")
def export(user: RecentClinician, patient_id: UUID, form: Form) -> Response:
    """Download everything stored about one patient, as JSON."""
    del form
    headers = {"Content-Disposition": 'attachment; filename="patient.json"'}
    try:
        document = export_patient(user.context, user.clinic, str(patient_id), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return Response(document, media_type="application/json", headers=headers)


@router.get("/patients/{patient_id}/erase")
def ask_erase(user: RecentAdmin, patient_id: UUID) -> HTMLResponse:
    """Confirm erasing a patient."""
    try:
        patient = preview_erasure(user.context, user.clinic, str(patient_id), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return user.page("staff/erase.html", patient=patient, patient_id=patient.id, errors={})


@router.post("/patients/{patient_id}/erase")
def erase_patient(user: RecentAdmin, patient_id: UUID, form: Form) -> Response:
    """Erase a patient, when the box is ticked."""
    try:
        patient = get_patient(user.context, user.clinic, str(patient_id))
    except NotFoundError:
        raise HTTPException(404) from None
    if text_of(form, "sure") != "yes":
        errors = {"sure": "check the box to erase"}
        return user.page("staff/erase.html", status=422, patient=patient, patient_id=patient.id, errors=errors)
    erase(user.context, user.clinic, patient.id, actor=user.actor)
    return redirect("/patients?done=erased")


def show_patient(
    user: CurrentUser,
    patient_id: str,
    *,
    status: int = 200,
    error: object = None,
    errors: Mapping[str, object] | None = None,
) -> HTMLResponse:
    """Render a patient's page, with what is wrong with a form on it: `error` with the new date, `errors` by field."""
    try:
        page = open_patient(user.context, user.clinic, patient_id, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    timeline = page.timeline
    return user.page(
        "staff/patient.html",
        held=page.held,
        undos=page.undos,
        surgeons=page.surgeons,
        consents={one.channel: one for one in reversed(page.consents) if one.party == Party.PATIENT},
        caregiver_consent=next((one for one in page.consents if one.party == Party.CAREGIVER), None),
        agreed_words=partial(agreed_words, user.clinic),
        charts=[chart_of(trend) for trend in page.trends],
        status=status,
        timeline=timeline,
        patient=timeline.patient,
        zone=timeline.patient.zone,
        names=page.names,
        sources=page.sources,
        states=EnrollmentState,
        reasons=list(CancelReason),
        channels=list(Channel),
        today=user.context.clock.now().astimezone(timeline.patient.zone).date(),
        now=user.context.clock.now(),
        errors=errors or ({"date": error} if error else {}),
    )
