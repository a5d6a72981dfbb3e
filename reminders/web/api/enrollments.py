"""`/api/v1/enrollments`: enroll, read, change, pause, resume, cancel."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from reminders.core.model.enrollment import EnrollmentState
from reminders.services.api.change import change_enrollment
from reminders.services.api.change_state import ChangeRequest, cancel_enrollment, pause_or_resume
from reminders.services.api.enroll import enroll_by_api
from reminders.services.api.read import list_enrollments, read_enrollment
from reminders.web.api.answers import respond
from reminders.web.api.bodies import JsonBody, OptionalBody
from reminders.web.api.caller import Reader, Writer

router = APIRouter(prefix="/enrollments")


@router.post("")
def create(caller: Writer, body: JsonBody, request: Request) -> Response:
    """Enroll one patient."""
    return respond(enroll_by_api(request.app.state.context, caller, idempotency_key(request), body))


@router.get("")
def show_all(caller: Reader, request: Request, state: str = "", limit: str = "", cursor: str = "") -> Response:
    """List enrollments, oldest first."""
    return respond(list_enrollments(request.app.state.context, caller, state, limit, cursor))


@router.post("/{external_id:path}/pause")
def pause(caller: Writer, body: OptionalBody, request: Request, external_id: str) -> Response:
    """Hold everything unsent."""
    wanted = _change(request, external_id, body)
    return respond(pause_or_resume(request.app.state.context, caller, wanted, EnrollmentState.PAUSED))


@router.post("/{external_id:path}/resume")
def resume(caller: Writer, body: OptionalBody, request: Request, external_id: str) -> Response:
    """Free what was held."""
    wanted = _change(request, external_id, body)
    return respond(pause_or_resume(request.app.state.context, caller, wanted, EnrollmentState.ACTIVE))


@router.post("/{external_id:path}/cancel")
def cancel(caller: Writer, body: JsonBody, request: Request, external_id: str) -> Response:
    """Cancel everything unsent."""
    return respond(cancel_enrollment(request.app.state.context, caller, _change(request, external_id, body)))


@router.get("/{external_id:path}")
def show(caller: Reader, request: Request, external_id: str) -> Response:
    """Return one enrollment with its plan."""
    return respond(read_enrollment(request.app.state.context, caller, external_id))


@router.patch("/{external_id:path}")
def change(caller: Writer, body: JsonBody, request: Request, external_id: str) -> Response:
    """Change some fields."""
    return respond(change_enrollment(request.app.state.context, caller, _change(request, external_id, body)))


def _change(request: Request, external_id: str, body: Any) -> ChangeRequest:
    return ChangeRequest(external_id, body, idempotency_key(request), request.headers.get("if-match"))


def idempotency_key(request: Request) -> str | None:
    """Return the Idempotency-Key; None when there is none."""
    return request.headers.get("idempotency-key")
