"""Where Twilio delivers what patients text. The answer comes when the text is stored and acted on, or it is a 503.

Twilio tries again on a 5xx where the address says so (`#rc=5&rp=all`, see docs/operations.md), and calls the fallback
address; the message's own id makes any number of tries one text. Our own answers go out by themselves, so the TwiML is
empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.requests import Request

from reminders.core.sending.lanes import Lane
from reminders.core.sending.provider_ids import read_provider_id
from reminders.services.replies.inbound import InboundText
from reminders.web.replies.text_intake import TextIntake

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.services.context import Context
    from reminders.web.sending.twilio_request import TwilioForm, TwilioReader

log = structlog.get_logger(__name__)

MAX_PICTURES = 99
"""Twilio takes at most 10 to a text (https://www.twilio.com/docs/messaging/guides/webhook-request)."""

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


def make_router(context: Context, reader: TwilioReader, wake: Callable[[str], None]) -> APIRouter:
    """Build the routes on a context. `wake` asks for deliveries in a lane at once; losing it costs a tick."""
    router = APIRouter()
    texts = TextIntake(context)

    @router.post("/webhooks/twilio/inbound")
    async def inbound(request: Request) -> Response:
        """Take in one text."""
        text = _text(await reader.read(request))
        if text is None:
            log.warning("inbound_without_sender")
            return _answer()
        try:
            reading = await texts.take_in(text)
        except (OperationalError, NoConnectionError, TimeoutError) as error:
            log.error("text_not_stored", problem=type(error).__name__)  # noqa: TRY400 its words may hold data
            return Response(status_code=503)
        if reading:
            wake(Lane.URGENT)
        return _answer()

    return router


def _answer() -> Response:
    return Response(EMPTY_TWIML, media_type="text/xml")


def _text(form: TwilioForm) -> InboundText | None:
    """Read Twilio's fields; None when it is not about a text from someone."""
    sender, provider_id = form.get("From", ""), read_provider_id(form.get("MessageSid") or form.get("SmsSid"))
    if not sender or not provider_id:
        return None
    return InboundText(
        sender=sender,
        to=form.get("To", ""),
        body=form.get("Body", ""),
        provider_id=provider_id,
        messaging_service=form.get("MessagingServiceSid"),
        opt_out_type=form.get("OptOutType"),
        pictures=_picture_count(form.get("NumMedia", "")),
    )


def _picture_count(digits: str) -> int:
    """Return how many pictures came. A number that no text can have still says that some did."""
    if not digits.isdecimal():
        return 0
    return int(digits) if len(digits) <= len(str(MAX_PICTURES)) else MAX_PICTURES
