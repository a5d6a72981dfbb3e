"""Changing a plan: move the surgery after a look at the difference, pause, resume, cancel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.enrollment import Enrollment
from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.consent.renew_links import renew_links
from reminders.services.enrollment.surgeons import correct_surgeon
from reminders.services.forms.fields import FieldError, check_date
from reminders.services.pick_patient import get_surgery
from reminders.services.plans.change_state import CancelReason, cancel, confirm_surgery, pause, resume
from reminders.services.plans.reschedule import ReschedulePreview, preview_reschedule, reschedule
from reminders.web.pages.labels import _
from reminders.web.pages.pages import redirect
from reminders.web.plans.confirmations import cancel_page
from reminders.web.records.patient import show_patient
from reminders.web.requests.forms import Form, fingerprint, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser, Enroller

router = APIRouter()


@router.post("/patients/{patient_id}/surgeries/{enrollment_id}/move")
def move(user: Clinician, patient_id: UUID, enrollment_id: UUID, form: Form) -> Response:
    """Show what another surgery date changes; carry it out when that was seen and what it warns of is confirmed."""
    surgery = _surgery(user, patient_id, enrollment_id)
    if text_of(form, "was") not in {"", surgery.surgery_date.isoformat()}:
        error = _(
            "a colleague has rescheduled this surgery meanwhile: see the new date, and enter yours again if needed"
        )
        return show_patient(user, str(patient_id), status=409, error=error)
    try:
        date.fromisoformat(text_of(form, "date"))
    except ValueError:
        return show_patient(user, str(patient_id), status=422, error="choose a date")
    try:
        day = check_date("date", text_of(form, "date"))
    except FieldError as error:
        return show_patient(user, str(patient_id), status=422, error=error)
    try:
        look = preview_reschedule(user.context, user.clinic, surgery, day)
        warnings_shown = fingerprint(warning.template for warning in look.ahead.all_warnings if warning.asks)
        has_seen = text_of(form, "seen") == "yes"
        if not has_seen or (
            warnings_shown and (text_of(form, "warned"), text_of(form, "asked")) != ("yes", warnings_shown)
        ):
            return _show_difference(user, surgery, day, look, warnings_shown, unconfirmed=has_seen)
        reschedule(user.context, user.clinic, surgery.key, day, actor=user.actor)
    except UseError as error:
        return show_patient(user, str(patient_id), status=422, error=error)
    return redirect(f"/patients/{patient_id}?done=moved")


@router.post("/patients/{patient_id}/surgeries/{enrollment_id}/pause")
def pause_surgery(user: Clinician, patient_id: UUID, enrollment_id: UUID, form: Form) -> Response:
    """Hold everything unsent."""
    del form
    return _change(user, patient_id, enrollment_id, pause, "paused")


@router.post("/patients/{patient_id}/surgeries/{enrollment_id}/resume")
def resume_surgery(user: Clinician, patient_id: UUID, enrollment_id: UUID, form: Form) -> Response:
    """Free what was held."""
    del form
    return _change(user, patient_id, enrollment_id, resume, "resumed")


@router.post("/patients/{patient_id}/surgeries/{enrollment_id}/cancel")
def cancel_surgery(user: Clinician, patient_id: UUID, enrollment_id: UUID, form: Form) -> Response:
    """Cancel everything unsent, for a reason."""
    surgery = _surgery(user, patient_id, enrollment_id)
    reason = text_of(form, "reason")
    not_done = text_of(form, "not-done") == "yes"
    if reason not in list(CancelReason):
        return cancel_page(user, surgery.patient_id, surgery.id, not_done=not_done, error="choose a reason")
    if text_of(form, "seen") != "yes":
        return cancel_page(user, surgery.patient_id, surgery.id, reason=reason, not_done=not_done)
    cancel(user.context, user.clinic, surgery.key, CancelReason(reason), actor=user.actor)
    return redirect("/?done=cancelled" if not_done else f"/patients/{patient_id}?done=cancelled")


@router.post("/patients/{patient_id}/surgeries/{enrollment_id}/confirm")
def confirm(user: Enroller, patient_id: UUID, enrollment_id: UUID, form: Form) -> Response:
    """Note that a surgery was done; `back` is where the button was."""
    surgery = _surgery(user, patient_id, enrollment_id)
    confirm_surgery(user.context, user.clinic, surgery.id, actor=user.actor)
    return redirect(
        "/?done=confirmed" if text_of(form, "back") == "today" else f"/patients/{patient_id}?done=confirmed"
    )


@router.post("/patients/{patient_id}/surgeries/{enrollment_id}/surgeon")
def change_surgeon(user: Enroller, patient_id: UUID, enrollment_id: UUID, form: Form) -> Response:
    """Write down whose surgery it is."""
    surgeon = text_of(form, "surgeon")
    try:
        correct_surgeon(user.context, user.clinic, str(patient_id), str(enrollment_id), surgeon, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect(f"/patients/{patient_id}?done=saved")


@router.post("/patients/{patient_id}/new-link")
def new_link(user: Enroller, patient_id: UUID, form: Form) -> Response:
    """End the links that a patient has: someone else may hold them."""
    del form
    try:
        renew_links(user.context, user.clinic, str(patient_id), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect(f"/patients/{patient_id}?done=new-link")


def _surgery(user: CurrentUser, patient_id: UUID, enrollment_id: UUID) -> Enrollment:
    try:
        return get_surgery(user.context, user.clinic, str(patient_id), str(enrollment_id))
    except NotFoundError:
        raise HTTPException(404) from None


def _change(
    user: CurrentUser, patient_id: UUID, enrollment_id: UUID, change: Callable[..., Any], done: str
) -> Response:
    surgery = _surgery(user, patient_id, enrollment_id)
    try:
        change(user.context, user.clinic, surgery.key, actor=user.actor)
    except UseError as error:
        return show_patient(user, str(patient_id), status=422, error=error)
    return redirect(f"/patients/{patient_id}?done={done}")


def _show_difference(
    user: CurrentUser,
    surgery: Enrollment,
    day: date,
    look: ReschedulePreview,
    warnings_shown: str,
    *,
    unconfirmed: bool,
) -> HTMLResponse:
    return user.page(
        "staff/move.html",
        status=409 if unconfirmed else 200,
        errors={"warned": _("read the warnings and check the box")} if unconfirmed else {},
        surgery=surgery,
        day=day,
        changes=look.changes,
        ahead=look.ahead,
        asked=warnings_shown,
        zone=look.patient.zone,
        patient=look.patient,
        templates={step.key: step.template for step in look.pathway.steps},
    )
