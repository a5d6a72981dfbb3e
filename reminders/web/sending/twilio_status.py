"""Twilio's status callbacks: each names the attempt it is about in its own URL."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from reminders.services.sending.receipts import take_receipt
from reminders.web.sending.twilio_request import TwilioReader
from reminders.wiring import read_twilio_receipt

if TYPE_CHECKING:
    from reminders.services.context import Context

log = structlog.get_logger(__name__)


def make_router(context: Context, reader: TwilioReader) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.post("/webhooks/twilio/status")
    async def status(request: Request) -> Response:
        """Take in one receipt: 204, 404 when it names no attempt of ours, 503 while the database does not answer."""
        receipt = read_twilio_receipt(await reader.read(request))
        attempt_id = _attempt_id(request.query_params.get("attempt", ""))
        if receipt is None or attempt_id is None:
            return Response(status_code=404)
        try:
            known = await run_in_threadpool(take_receipt, context, attempt_id, receipt)
        except OperationalError as error:
            log.error("receipt_lost", problem=type(error.orig).__name__)  # noqa: TRY400 one line
            return Response(status_code=503)
        return Response(status_code=204 if known else 404)

    return router


def _attempt_id(text: str) -> str | None:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None
