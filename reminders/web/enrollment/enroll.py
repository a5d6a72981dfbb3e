"""The page that enrolls one patient: the form on one side, the plan as it will be on the other."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from reminders.core.model.contact import Channel
from reminders.core.model.errors import NotFoundError
from reminders.pathways.catalog import Catalog
from reminders.services.clinics.surgeons import list_surgeons
from reminders.services.enrollment.enroll_page import (
    Checked,
    EnrolledPatient,
    Preview,
    ahead_of,
    check_page,
    enroll_one,
    fields_of,
    new_record_number,
    preview,
)
from reminders.services.forms.enrollment_form import (
    CONDITIONS,
    JOB_STRAINS,
    OPTIONAL_COLUMNS,
    REQUIRED_COLUMNS,
    YES_NO_FACTS,
    FieldError,
)
from reminders.services.hl7.work_list import count_asking, prefill, settle_enrolled
from reminders.services.record_view import view_patient
from reminders.services.wording.consent_words import WORDING, caregiver_words, consent_words
from reminders.services.wording.live_care import at_clinic
from reminders.web.pages.pages import redirect
from reminders.web.pages.zones import zones_of
from reminders.web.requests.forms import Form, fingerprint, text_of
from reminders.web.staff.current_user import CurrentUser, Enroller, RowId

router = APIRouter()


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


_NAMES = tuple(name for name in (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS) if name != "enroll_at")


def _names(catalog: Catalog) -> tuple[str, ...]:
    """Return the fields of the form; a care plan's own facts are among them."""
    return (*_NAMES, *catalog.fact_names)


def _catalog(user: CurrentUser) -> Catalog:
    return at_clinic(user.context, user.clinic).catalog


@router.get("/enroll")
def ask(user: Enroller, patient: str = "", hl7: str = "") -> HTMLResponse:
    """Show an empty form, or what an HL7 message fills in; after an enrollment, with a link to the patient's page."""
    values = {
        "external_id": new_record_number(),
        "language": user.clinic.language_list[0],
        "timezone": user.clinic.timezone,
        "job_strain": "unknown",
        "phone_belongs_to": "patient",
    }
    if message := _uuid(hl7):
        try:
            filled_in, again = prefill(user.context, user.clinic, message)
        except NotFoundError:
            raise HTTPException(404) from None
        return _page(user, values | filled_in, again=again, hl7=message)
    enrolled = ahead_of(user.context, user.clinic, _uuid(patient)) if _uuid(patient) else None
    return _page(user, values, enrolled=enrolled)


@router.get("/patients/{patient_id}/surgery")
def ask_another(user: Enroller, patient_id: RowId) -> HTMLResponse:
    """Show the form for another surgery of someone known, with what is known filled in."""
    try:
        known = view_patient(user.context, user.clinic, patient_id, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    fresh = {"external_id": new_record_number(), "job_strain": "unknown"}
    return _page(user, fresh | fields_of(known), again=known.id)


@router.post("/enroll")
def create(user: Enroller, form: Form) -> Response:
    """Enroll, or show what is wrong, or who is known already, or only the plan."""
    values, hl7 = _values(user, form), _uuid(text_of(form, "hl7"))
    if text_of(form, "action") == "plan":
        return _page(user, values, again=_uuid(text_of(form, "again")), hl7=hl7)
    checked = check_page(user.context, user.clinic, values, actor=user.actor)
    if checked.form is None:
        return _page(user, values, checked, status=422, again=_uuid(text_of(form, "again")), hl7=hl7)
    again = _uuid(text_of(form, "again"))
    question = _asked(checked, again)
    if question and not (text_of(form, "warned") == "yes" and text_of(form, "asked") in ("", question)):
        return _page(user, values, checked, status=409, again=again, question=question, hl7=hl7)
    patient_id = enroll_one(user.context, user.clinic, checked.form, actor=user.actor)
    if hl7:
        settle_enrolled(user.context, user.clinic, hl7, patient_id, actor=user.actor)
    return redirect(f"/enroll?done=enrolled&patient={patient_id}")


@router.post("/enroll/plan")
def plan(user: Enroller, form: Form) -> HTMLResponse:
    """Show the plan alone, for the script that asks while one types."""
    values = _values(user, form)
    return user.page("staff/_plan.html", plan=_plan(user, values, _uuid(text_of(form, "again"))))


def _page(  # noqa: PLR0913
    user: CurrentUser,
    values: dict[str, str],
    checked: Checked | None = None,
    *,
    status: int = 200,
    enrolled: EnrolledPatient | None = None,
    question: str = "",
    again: str = "",
    hl7: str = "",
) -> HTMLResponse:
    catalog = _catalog(user)
    return user.page(
        "staff/enroll.html",
        status=status,
        values={name: values.get(name, "") for name in _names(catalog)},
        errors={name: _message_for(name, error, values) for name, error in checked.errors.items()} if checked else {},
        known=checked.known if checked else (),
        warnings=checked.warnings if checked else (),
        asked=question,
        plan=_plan(user, values, again),
        wording=WORDING,
        words=consent_words(user.clinic),
        words_to_caregiver=caregiver_words(user.clinic),
        zones=zones_of(user.clinic),
        enrolled=enrolled,
        again=again,
        hl7=hl7,
        asking=count_asking(user.context, user.clinic),
        **_choices(user, catalog),
    )


_EMPTY = {
    "given_name": _("enter the patient's first name"),
    "surgery_date": _("enter the surgery date"),
    "procedure": _("choose a procedure"),
}
"""What to do about a field that was left empty."""


def _message_for(name: str, error: FieldError, values: dict[str, str]) -> FieldError | str:
    return error if values.get(name, "").strip() else _EMPTY.get(name, error)


def _asked(checked: Checked, again: str) -> str:
    """Return what has to be confirmed, as a fingerprint: a box that was checked for something else confirms nothing.

    Empty when nothing has to be. `again`: the patient whose second surgery this is, who is no surprise.
    """
    unexpected = [patient.id for patient in checked.known if not (patient.same and patient.id == again)]
    asking = [warning.template for warning in checked.warnings if warning.asks]
    return fingerprint([*unexpected, *asking])


def _plan(user: CurrentUser, values: dict[str, str], again: str) -> Preview | None:
    return preview(user.context, user.clinic, values, again)


def _choices(user: CurrentUser, catalog: Catalog) -> dict[str, Any]:
    return {
        "procedures": catalog.ids,
        "conditions": CONDITIONS,
        "job_strains": JOB_STRAINS,
        "yes_no_facts": YES_NO_FACTS,
        "own_facts": catalog.facts,
        "clinic_languages": user.clinic.language_list,
        "surgeons": [item.name for item in list_surgeons(user.context, user.clinic) if item.is_active],
    }


def _values(user: CurrentUser, form: FormData) -> dict[str, str]:
    values = {name: text_of(form, name) for name in _names(_catalog(user))}
    for channel in Channel:  # a box that is not ticked sends nothing
        values[f"{channel.value}_consent"] = "yes" if text_of(form, f"{channel.value}_consent") == "yes" else "no"
    values["external_id"] = values["external_id"].strip() or new_record_number()
    return values


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""
