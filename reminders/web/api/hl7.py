"""`/api/v1/hl7`: one HL7 v2 message in, its ACK out."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from reminders.core.api.problems import ProblemError, ProblemKind
from reminders.services.hl7.over_http import receive_over_http
from reminders.web.api.caller import AnyCaller, HL7Sender
from reminders.web.api.enrollments import idempotency_key
from reminders.web.requests.bodies import whole_body

router = APIRouter()

MEDIA_TYPE: Final = "application/hl7-v2"
_TYPES: Final = (MEDIA_TYPE, "application/hl7-v2+er7", "x-application/hl7-v2+er7")
MAX_BYTES: Final = 2 * 1024 * 1024
"""As much as a listener takes."""


async def hl7_body(request: Request, _caller: AnyCaller) -> bytes:
    """Read the message.

    Raises:
        ProblemError: the content type is not that of a message.
        HTTPException: too large (413), too slow (408).

    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _TYPES:
        raise ProblemError(ProblemKind.UNSUPPORTED_TYPE, f"send the message with Content-Type: {MEDIA_TYPE}")
    return await whole_body(request, MAX_BYTES)


@router.post("/hl7")
def take(caller: HL7Sender, body: Annotated[bytes, Depends(hl7_body)], request: Request, partner: str = "") -> Response:
    """Take in one message."""
    ack = receive_over_http(request.app.state.context, caller, partner, idempotency_key(request), body)
    return Response(ack, media_type=MEDIA_TYPE)
