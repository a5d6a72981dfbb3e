"""Adding, changing and removing a patient's caregiver, after a look at what that does to the messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError
from reminders.core.model.patient import RELATIONS, Patient
from reminders.services.enrollment.corrections.caregiver import (
    RELATION,
    WORDINGS,
    CaregiverChange,
    get_caregiver,
    preview_caregiver,
    preview_removal,
    remove_caregiver,
    save_caregiver,
    values_of,
    version_of_caregiver,
)
from reminders.services.enrollment.corrections.consent import SAID_BY, SAID_HOW
from reminders.services.enrollment.corrections.contact import ChangedMeanwhileError, SharedAddressError
from reminders.services.forms.caregiver_form import FIELDS
from reminders.services.forms.fields import FieldError
from reminders.services.wording.consent_words import caregiver_words
from reminders.web.enrollment.corrections import is_confirmed, picked_patient, show_change, viewed_patient
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import CurrentUser, Enroller

router = APIRouter()

_FORM = (*FIELDS, RELATION, "said_by", "how", "said_on", "wording")


@router.get("/patients/{patient_id}/caregiver")
def ask_caregiver(user: Enroller, patient_id: UUID) -> HTMLResponse:
    """Show the form for the caregiver, empty where there is none."""
    viewed_patient(user, patient_id)
    return _caregiver_form(user, patient_id, None, {})


@router.post("/patients/{patient_id}/caregiver")
def change_caregiver(user: Enroller, patient_id: UUID, form: Form) -> Response:
    """Add or change the caregiver, after a look at what that does to the messages."""
    values = {name: text_of(form, name) for name in _FORM}
    shared = text_of(form, "asked").split() if text_of(form, "shared") == "yes" else []
    change = CaregiverChange(values, text_of(form, "version"), shared)
    patient = picked_patient(user, patient_id)
    try:
        look = preview_caregiver(user.context, user.clinic, patient.id, change)
        if look.fields and not is_confirmed(form, look):
            return show_change(user, form, look, f"/patients/{patient_id}/caregiver")
        save_caregiver(user.context, user.clinic, patient.id, change, actor=user.actor)
    except ChangedMeanwhileError:
        return _caregiver_form(user, patient_id, values, {}, status=409, meanwhile=True)
    except SharedAddressError as error:
        return _caregiver_form(user, patient_id, values, {}, status=409, others=error.others)
    except FieldError as error:
        return _caregiver_form(user, patient_id, values, {error.field: error}, status=422)
    return redirect(f"/patients/{patient_id}?done=saved")


@router.post("/patients/{patient_id}/caregiver/remove")
def drop_caregiver(user: Enroller, patient_id: UUID, form: Form) -> Response:
    """Remove the caregiver, after a look at the messages that no longer go out."""
    patient, version = picked_patient(user, patient_id), text_of(form, "version")
    try:
        look = preview_removal(user.context, user.clinic, patient.id, version)
        if not is_confirmed(form, look):
            return show_change(user, form, look, f"/patients/{patient_id}/caregiver/remove")
        remove_caregiver(user.context, user.clinic, patient.id, version, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except ChangedMeanwhileError:
        return _caregiver_form(user, patient_id, None, {}, status=409, meanwhile=True)
    return redirect(f"/patients/{patient_id}?done=saved")


def _caregiver_form(  # noqa: PLR0913 what the form may show
    user: CurrentUser,
    patient_id: UUID,
    values: Mapping[str, str] | None,
    errors: Mapping[str, Any],
    status: int = 200,
    others: Sequence[Patient] = (),
    *,
    meanwhile: bool = False,
) -> HTMLResponse:
    patient = picked_patient(user, patient_id)
    caregiver = get_caregiver(user.context, user.clinic, patient.id)
    today = user.context.clock.now().astimezone(user.clinic.zone).date()
    stands = values_of(caregiver) if caregiver else {"caregiver_language": patient.language}
    words = caregiver_words(user.clinic)
    spoken = values["caregiver_language"] if values else stands["caregiver_language"]
    return user.page(
        "staff/caregiver.html",
        status=status,
        patient=patient,
        caregiver=caregiver,
        version=version_of_caregiver(caregiver),
        values=dict.fromkeys(_FORM, "") | (dict(values) if values else stands | {"said_on": today.isoformat()}),
        stands=stands,
        meanwhile=meanwhile,
        others=others,
        errors=errors,
        spoken=user.clinic.language_list,
        relations=RELATIONS,
        said_by=SAID_BY,
        said_how=SAID_HOW,
        wordings=WORDINGS,
        words={spoken: words[spoken]} | words if spoken in words else words,
    )
