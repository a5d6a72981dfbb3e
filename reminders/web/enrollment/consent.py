"""Writing down that a patient agrees to texts or emails, or no longer does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.patient import Patient
from reminders.services.enrollment.corrections.consent import (
    SAID_BY,
    SAID_HOW,
    WORDINGS,
    ConsentChange,
    preview_consent,
    record_consent,
    version_of_consent,
)
from reminders.services.enrollment.corrections.contact import ChangedMeanwhileError
from reminders.services.enrollment.enroll_page import fields_of
from reminders.services.forms.fields import FieldError
from reminders.services.wording.consent_words import consent_words
from reminders.web.enrollment.corrections import is_confirmed, picked_patient, show_change, viewed_patient
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import CurrentUser, Enroller

router = APIRouter()

_CONSENT = ("sms_consent", "email_consent", "said_by", "how", "said_on", "wording")


@router.get("/patients/{patient_id}/consent")
def ask_consent(user: Enroller, patient_id: UUID) -> HTMLResponse:
    """Show the form for consent."""
    return _consent_form(user, viewed_patient(user, patient_id), None, {})


@router.post("/patients/{patient_id}/consent")
def change_consent(user: Enroller, patient_id: UUID, form: Form) -> Response:
    """Write down consent added or withdrawn, after a look at what that does to the messages."""
    values = {name: text_of(form, name) for name in _CONSENT}
    change = ConsentChange(values, text_of(form, "version"))
    patient = picked_patient(user, patient_id)
    try:
        look = preview_consent(user.context, user.clinic, patient.id, change)
        if look.fields and not is_confirmed(form, look):
            return show_change(user, form, look, f"/patients/{patient_id}/consent")
        record_consent(user.context, user.clinic, patient.id, change, actor=user.actor)
    except ChangedMeanwhileError:
        return _consent_form(user, patient, values, {}, status=409, meanwhile=True)
    except FieldError as error:
        return _consent_form(user, patient, values, {error.field: error}, status=422)
    return redirect(f"/patients/{patient_id}?done=saved")


def _consent_form(
    user: CurrentUser,
    patient: Patient,
    values: Mapping[str, str] | None,
    errors: Mapping[str, Any],
    status: int = 200,
    meanwhile: bool = False,  # noqa: FBT001, FBT002
) -> HTMLResponse:
    patient = picked_patient(user, UUID(patient.id))
    today = user.context.clock.now().astimezone(user.clinic.zone).date()
    stands = {name: text for name, text in fields_of(patient).items() if name in _CONSENT}
    words = consent_words(user.clinic)
    return user.page(
        "staff/consent.html",
        status=status,
        patient=patient,
        version=version_of_consent(patient),
        values=dict.fromkeys(_CONSENT, "") | stands | {"said_on": today.isoformat()} | dict(values or {}),
        meanwhile=meanwhile,
        errors=errors,
        said_by=SAID_BY,
        said_how=SAID_HOW,
        wordings=WORDINGS,
        words={patient.language: words[patient.language]} | words if patient.language in words else words,
        today=today,
    )
