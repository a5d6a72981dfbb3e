"""`/api/v1/enrollments`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reminders.services.api.enroll import enroll_by_api
from reminders.web.api.answers import respond
from reminders.web.api.bodies import JsonBody
from reminders.web.api.caller import Writer

router = APIRouter(prefix="/enrollments")

KEY = "idempotency-key"


@router.post("")
def create(caller: Writer, body: JsonBody, request: Request) -> Response:
    """Enroll one patient."""
    return respond(enroll_by_api(request.app.state.context, caller, request.headers.get(KEY), body))
