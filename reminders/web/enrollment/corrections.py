"""Correcting a patient: who it is and how to reach them, and what the plan was made from.

What a change does to the messages is shown before it is saved, and saved only as it was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.patient import Patient
from reminders.core.plans.facts.asked import AskedFact
from reminders.services.enrollment.corrections.contact import (
    ChangedMeanwhileError,
    ContactFields,
    SharedAddressError,
    correct_contact,
    preview_contact,
    version_of,
)
from reminders.services.enrollment.corrections.plan_details import (
    asked_of,
    correct_details,
    details_of,
    preview_details,
    version_of_plan,
)
from reminders.services.enrollment.corrections.preview import ChangePreview
from reminders.services.enrollment.enroll_page import fields_of
from reminders.services.forms.enrollment_form import CONDITIONS, FACTS, JOB_STRAINS, YES_NO_FACTS
from reminders.services.forms.fields import FieldError
from reminders.services.pick_patient import get_patient, get_surgery
from reminders.services.record_view import view_patient
from reminders.services.wording.live_care import at_clinic
from reminders.web.pages.labels import _
from reminders.web.pages.pages import redirect
from reminders.web.pages.zones import zones_of
from reminders.web.requests.forms import Form, fingerprint, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser, Enroller

router = APIRouter()

T = TypeVar("T")

_CONTACT = (
    "given_name",
    "family_name",
    "birth_date",
    "record_number",
    "phone",
    "phone_belongs_to",
    "email",
    "language",
    "timezone",
)


@router.get("/patients/{patient_id}/contact")
def ask_contact(user: Enroller, patient_id: UUID) -> HTMLResponse:
    """Show the form for name, second identifier, phone, email, language and time zone."""
    patient = viewed_patient(user, patient_id)
    values = {
        name: "" if name in patient.damaged else value for name, value in fields_of(patient).items() if name in _CONTACT
    }
    return _contact_form(user, patient_id, values, {})


@router.post("/patients/{patient_id}/contact")
def change_contact(user: Enroller, patient_id: UUID, form: Form) -> Response:
    """Correct who the patient is or how to reach them, after a look at what that does to the messages."""
    values = {name: text_of(form, name) for name in _CONTACT}
    fields = _fields(form, values)
    try:
        look = preview_contact(user.context, user.clinic, str(patient_id), **fields)
        if look.differs and not is_confirmed(form, look):
            return show_change(user, form, look, f"/patients/{patient_id}/contact")
        correct_contact(user.context, user.clinic, str(patient_id), actor=user.actor, **fields)
    except NotFoundError:
        raise HTTPException(404) from None
    except ChangedMeanwhileError:
        return _contact_form(user, patient_id, values, {}, status=409, meanwhile=True)
    except FieldError as error:
        return _contact_form(user, patient_id, values, {error.field: error}, status=422)
    except SharedAddressError as error:
        return _contact_form(user, patient_id, values, {}, status=409, others=error.others)
    except UseError as error:
        return _contact_form(user, patient_id, values, {"phone": error}, status=422)
    return redirect(f"/patients/{patient_id}?done=saved")


def _fields(form: Form, values: Mapping[str, str]) -> ContactFields:
    """Return what was typed; what the form did not hold stays as it is."""
    given = {name: text if name in form else None for name, text in values.items()}
    return ContactFields(
        phone=values["phone"],
        email=values["email"],
        language=values["language"],
        given_name=given["given_name"],
        family_name=given["family_name"],
        birth_date=given["birth_date"],
        record_number=given["record_number"],
        timezone=given["timezone"],
        phone_belongs_to=given["phone_belongs_to"],
        shared_with=text_of(form, "asked").split() if text_of(form, "shared") == "yes" else [],
        version=text_of(form, "version") or None,
    )


@router.get("/patients/{patient_id}/surgeries/{enrollment_id}/details")
def ask_details(user: Clinician, patient_id: UUID, enrollment_id: UUID) -> HTMLResponse:
    """Show the form for the procedure and the facts."""
    viewed_patient(user, patient_id)
    return _details_form(user, patient_id, enrollment_id, None, {})


@router.post("/patients/{patient_id}/surgeries/{enrollment_id}/details")
def change_details(user: Clinician, patient_id: UUID, enrollment_id: UUID, form: Form) -> Response:
    """Correct the procedure or the facts, after a look at what that does to the messages."""
    asked = _asked(user, patient_id, enrollment_id)
    values = {name: text_of(form, name) for name in ("procedure", *FACTS, *(one.name for one in asked))}
    whose, version = (str(patient_id), str(enrollment_id)), text_of(form, "version")
    try:
        look = preview_details(user.context, user.clinic, *whose, values, version=version)
        if look.fields and not is_confirmed(form, look):
            path = f"/patients/{patient_id}/surgeries/{enrollment_id}/details"
            return show_change(user, form, look, path)
        correct_details(user.context, user.clinic, *whose, values, version=version, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except ChangedMeanwhileError:
        return _details_form(user, patient_id, enrollment_id, values, {}, status=409, meanwhile=True)
    except FieldError as error:
        return _details_form(user, patient_id, enrollment_id, values, {error.field: error}, status=422)
    except UseError as error:
        return _details_form(user, patient_id, enrollment_id, values, {"procedure": error}, status=422)
    return redirect(f"/patients/{patient_id}?done=saved")


def _asked(user: CurrentUser, patient_id: UUID, enrollment_id: UUID) -> Sequence[AskedFact]:
    surgery = _or_404(lambda: get_surgery(user.context, user.clinic, str(patient_id), str(enrollment_id)))
    return asked_of(user.context, user.clinic, surgery)


def viewed_patient(user: CurrentUser, patient_id: UUID) -> Patient:
    """Return a patient and record the view; another clinic's is not found."""
    return _or_404(lambda: view_patient(user.context, user.clinic, str(patient_id), actor=user.actor))


def picked_patient(user: CurrentUser, patient_id: UUID) -> Patient:
    """Return a patient of the clinic; another clinic's is not found."""
    return _or_404(lambda: get_patient(user.context, user.clinic, str(patient_id)))


def _or_404(read: Callable[[], T]) -> T:
    try:
        return read()
    except NotFoundError:
        raise HTTPException(404) from None


def is_confirmed(form: Form, look: ChangePreview) -> bool:
    """Return True if what would happen is what was shown, and what it warns of was confirmed."""
    seen = text_of(form, "seen") == (fingerprint(look.parts) or "nothing")
    return seen and (not look.asking or text_of(form, "warned") == "yes")


def show_change(user: CurrentUser, form: Form, look: ChangePreview, path: str) -> HTMLResponse:
    """Show what the change does, with the form's own values to send again."""
    again = bool(text_of(form, "seen"))
    hidden = [
        (name, text)
        for name, text in form.multi_items()
        if name not in {"csrf", "seen", "warned"} and isinstance(text, str)
    ]
    return user.page(
        "staff/change.html",
        status=409 if again else 200,
        errors={"warned": _("read the warnings and check the box")} if again and look.asking else {},
        outdated=again and text_of(form, "seen") != (fingerprint(look.parts) or "nothing"),
        look=look,
        path=path,
        hidden=hidden,
        seen=fingerprint(look.parts) or "nothing",
        patient=look.after,
        zone=look.after.zone,
    )


def _contact_form(  # noqa: PLR0913 what the form may show
    user: CurrentUser,
    patient_id: UUID,
    values: Mapping[str, str],
    errors: Mapping[str, Any],
    status: int = 200,
    others: Sequence[Patient] = (),
    *,
    meanwhile: bool = False,
) -> HTMLResponse:
    patient = picked_patient(user, patient_id)
    return user.page(
        "staff/contact.html",
        status=status,
        patient_id=str(patient_id),
        patient=patient,
        version=version_of(patient),
        stands={name: value for name, value in fields_of(patient).items() if meanwhile and values.get(name) != value},
        meanwhile=meanwhile,
        others=others,
        values=values,
        errors=errors,
        spoken=user.clinic.language_list,
        zones=zones_of(user.clinic),
    )


def _details_form(  # noqa: PLR0913 what the form may show
    user: CurrentUser,
    patient_id: UUID,
    enrollment_id: UUID,
    values: Mapping[str, str] | None,
    errors: Mapping[str, Any],
    status: int = 200,
    *,
    meanwhile: bool = False,
) -> HTMLResponse:
    surgery = _or_404(lambda: get_surgery(user.context, user.clinic, str(patient_id), str(enrollment_id)))
    stands = details_of(user.context, surgery)
    return user.page(
        "staff/details.html",
        status=status,
        patient=picked_patient(user, patient_id),
        surgery=surgery,
        version=version_of_plan(surgery),
        values=stands if values is None else values,
        stands=stands,
        meanwhile=meanwhile,
        errors=errors,
        procedures=sorted({*at_clinic(user.context, user.clinic).catalog.ids, stands["procedure"]}),
        conditions=CONDITIONS,
        job_strains=JOB_STRAINS,
        yes_no_facts=YES_NO_FACTS,
        own_facts=asked_of(user.context, user.clinic, surgery),
    )
