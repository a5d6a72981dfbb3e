"""What is asked before it is done, and taken back after: cancelling a plan, sending a message now.

The questions are pages of their own: they can be opened again, and nothing is changed by looking.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.plans.plan_changes import UndoKind
from reminders.services.plans.change_state import UNDO_FOR, CancelReason
from reminders.services.plans.preview_cancel import preview_cancel
from reminders.services.plans.send_now import preview_send_now, send_now
from reminders.services.plans.undo import undo
from reminders.web.pages.pages import redirect
from reminders.web.records.patient import show_patient
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser

router = APIRouter()

_DONE = {UndoKind.CANCEL: "cancel-undone", UndoKind.SEND_NOW: "send-now-undone"}


@router.get("/patients/{patient_id}/surgeries/{enrollment_id}/cancel")
def ask_cancel(
    user: Clinician,
    patient_id: UUID,
    enrollment_id: UUID,
    reason: str = "",
    not_done: Annotated[bool, Query(alias="not-done")] = False,  # noqa: FBT002 FastAPI's form
) -> HTMLResponse:
    """Confirm canceling a plan and ask for the reason; `not-done`: the surgery did not take place."""
    return cancel_page(user, str(patient_id), str(enrollment_id), reason=reason, not_done=not_done)


def cancel_page(
    user: CurrentUser,
    patient_id: str,
    enrollment_id: str,
    *,
    reason: str = "",
    not_done: bool = False,
    error: str | None = None,
) -> HTMLResponse:
    """Show what cancelling does: how many messages will not be sent, and what goes on.

    Raises:
        HTTPException: the clinic has no such patient or surgery (404).

    """
    try:
        preview = preview_cancel(user.context, user.clinic, patient_id, enrollment_id, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return user.page(
        "staff/cancel.html",
        status=422 if error else 200,
        patient=preview.patient,
        surgery=preview.surgery,
        procedure=preview.pathway.id,
        waiting=preview.waiting,
        templates={step.key: step.template for step in preview.pathway.steps},
        others=preview.others,
        reasons=list(CancelReason),
        reason=reason,
        not_done=not_done,
        over=preview.surgery.state is EnrollmentState.CANCELLED,
        minutes=int(UNDO_FOR.total_seconds() // 60),
        errors={"reason": error} if error else {},
    )


@router.get("/patients/{patient_id}/messages/{message_id}/send-now")
def ask_send_now(user: Clinician, patient_id: UUID, message_id: UUID) -> HTMLResponse:
    """Show the words and the recipient, and ask; or say why it cannot be sent now."""
    try:
        preview = preview_send_now(user.context, user.clinic, str(patient_id), str(message_id), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return user.page("staff/send_now.html", preview=preview, patient=preview.patient)


@router.post("/patients/{patient_id}/messages/{message_id}/send-now")
def send_message_now(user: Clinician, patient_id: UUID, message_id: UUID, form: Form) -> Response:
    """Send a message at this moment, when its words were seen."""
    if text_of(form, "seen") != "yes":
        return ask_send_now(user, patient_id, message_id)
    try:
        send_now(user.context, user.clinic, str(patient_id), str(message_id), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError as error:
        return show_patient(user, str(patient_id), status=422, error=error)
    return redirect(f"/patients/{patient_id}?done=due-now")


@router.post("/undo/{undo_id}")
def undo_change(user: Clinician, undo_id: UUID, form: Form) -> Response:
    """Take back what was done; `back` is where the button was."""
    back = "/" if text_of(form, "back") == "today" else None
    try:
        undone = undo(user.context, user.clinic, str(undo_id), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError:
        return redirect("/?done=too-late-to-undo")
    return redirect(f"{back or f'/patients/{undone.patient_id}'}?done={_DONE[undone.kind]}")
