"""`/api/v1/messages`: what became of each message."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reminders.services.api.read import list_messages
from reminders.web.api.answers import respond
from reminders.web.api.caller import MessageReader

router = APIRouter(prefix="/messages")


@router.get("")
def show(
    caller: MessageReader,
    request: Request,
    external_id: str = "",
    status: str = "",
    limit: str = "",
    cursor: str = "",
) -> Response:
    """List messages in due order, of one enrollment or of the clinic."""
    return respond(list_messages(request.app.state.context, caller, external_id, status, limit, cursor))
