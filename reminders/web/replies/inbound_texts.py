"""Where Twilio delivers what patients text. The answer comes when the text is stored and acted on, or it is a 503.

Twilio tries again on a 5xx where the address says so (`#rc=5&rp=all`, see docs/operations.md), and calls the fallback
address; the message's own id makes any number of tries one text. Our own answers go out by themselves, so the TwiML is
empty.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import structlog
from anyio import CapacityLimiter, fail_after, to_thread
from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.requests import Request

from reminders.core.sending.lanes import Lane
from reminders.core.sending.provider_ids import read_provider_id
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import MAX_CONCURRENT_TEXTS, receive_text
from reminders.services.retry_database import retry_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.replies.replies import Reading
    from reminders.services.context import Context
    from reminders.web.sending.twilio_request import TwilioForm, TwilioReader

log = structlog.get_logger(__name__)

MAX_PICTURES = 99
"""Twilio takes at most 10 to a text (https://www.twilio.com/docs/messaging/guides/webhook-request)."""

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
DATABASE_WAITS = (0.1, 0.3, 0.6, 1.0, 2.0, 3.0, 4.0)
"""Seconds between tries while the database is away: 11 in all, for Twilio waits 15 s for an answer."""


ANSWER_WITHIN = 13.0
"""Seconds: before Twilio goes away, also when the database holds a writer up for longer."""


class KeyedLock:
    """One text of a phone at a time: a flood from one phone takes one thread, and the others do not wait for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, phone: str) -> asyncio.Lock:
        """Return the lock of a phone; it is forgotten when no one holds or awaits it."""
        lock = self._locks.get(phone)
        if lock is None:
            lock = self._locks[phone] = asyncio.Lock()
        return lock


def make_router(context: Context, reader: TwilioReader, wake: Callable[[str], None]) -> APIRouter:
    """Build the routes on a context. `wake` asks for deliveries in a lane at once; losing it costs a tick."""
    router = APIRouter()
    locks = KeyedLock()
    threads = CapacityLimiter(MAX_CONCURRENT_TEXTS)

    @router.post("/webhooks/twilio/inbound")
    async def inbound(request: Request) -> Response:
        """Take in one text."""
        text = _text(await reader.read(request))
        if text is None:
            log.warning("inbound_without_sender")
            return _answer()
        async with locks.of(text.sender):
            try:
                with fail_after(ANSWER_WITHIN):  # what the thread still stores, Twilio's next try finds stored
                    reading = await to_thread.run_sync(
                        _store_text, context, text, limiter=threads, abandon_on_cancel=True
                    )
            except (OperationalError, NoConnectionError, TimeoutError) as error:
                log.error("text_not_stored", problem=type(error).__name__)  # noqa: TRY400 its words may hold data
                return Response(status_code=503)
        if reading:
            wake(Lane.URGENT)
        return _answer()

    return router


def _answer() -> Response:
    return Response(EMPTY_TWIML, media_type="text/xml")


def _store_text(context: Context, text: InboundText) -> Reading | None:
    """Take in a text; wait for a database that is being restarted. A second try finds what a first one stored."""
    return retry_database(lambda: receive_text(context, text), DATABASE_WAITS)


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
