"""Texts through Twilio's Messages resource.

Twilio has no idempotency key for it, so what matters most here is to tell apart "provably not sent" from "unknown":
https://www.twilio.com/docs/messaging/api/message-resource and error 20500.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import Future
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from reminders.channels.outcomes import CLOSED, PAST_SEND_BY, done, unforeseen
from reminders.channels.twilio import errors as twilio_errors
from reminders.channels.twilio.client import ClientClosedError, TwilioClient
from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import SendOutcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.ports import Outgoing

# ValidityPeriod takes whole seconds from 1 to 36000 (ten hours).
MAX_VALIDITY = 36_000

# Errors of connecting: DNS, refused, TLS, the proxy's CONNECT. Not a byte of the request was written.
_BEFORE_THE_REQUEST = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
# The request may have arrived and the answer be lost; a kept connection that the server had just closed looks the same.
_CONNECTION_LOST = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, ConnectionError)


class TwilioSMS:
    """A `Sender` for texts. Many sends run at once, `max_in_flight` at most; the rest wait their turn."""

    channel = Channel.SMS
    leaves = True

    def __init__(  # noqa: PLR0913 - plain values, named by the caller
        self,
        *,
        account_sid: str,
        auth_token: str,
        messaging_service_sid: str | None,
        from_number: str | None,
        api_base_url: str,
        timeout: timedelta,
        receipt_url: Callable[[str], str],
        max_in_flight: int = 50,
    ) -> None:
        """Nothing connects before the first `submit`.

        `receipt_url` makes the StatusCallback address from an attempt id. A Messaging Service goes before a number.

        Raises:
            ValueError: neither a Messaging Service nor a number is given.

        """
        sender = messaging_service_sid or from_number
        if not sender:
            msg = "TwilioSMS needs a Messaging Service SID or a number to send from"
            raise ValueError(msg)
        self._sender = sender
        self._receipt_url = receipt_url
        self._waiting: deque[tuple[Outgoing, Future[SendOutcome]]] = deque()
        self._lock = threading.Lock()
        self._called = False
        self._max_in_flight = max_in_flight
        self._in_flight = 0
        self._twilio = TwilioClient(
            account_sid=account_sid,
            auth_token=auth_token,
            api_base_url=api_base_url,
            timeout=timeout,
            connections=max_in_flight,
        )

    def submit(self, outgoing: Outgoing) -> Future[SendOutcome]:
        """Start one send and return at once; the future never raises.

        It can be cancelled only until the request begins: the future of the event loop would let itself be cancelled
        in the middle of one. Many that are started in one go wake the loop once: waking it for each costs as much as
        the request.
        """
        landing: Future[SendOutcome] = Future()
        with self._lock:
            try:
                if not self._called:
                    self._twilio.call(self._begin)
            except ClientClosedError:
                return done(CLOSED)
            self._called = True
            self._waiting.append((outgoing, landing))
        return landing

    def close(self) -> None:
        """Finish what was submitted and let go of the connections."""
        self._twilio.close()

    def _begin(self) -> None:
        with self._lock:
            self._called = False
            batch_size = min(len(self._waiting), self._max_in_flight - self._in_flight)
            self._in_flight += batch_size
        for _ in range(batch_size):
            self._twilio.spawn(self._send_one_by_one())

    async def _send_one_by_one(self) -> None:
        """Send until nothing waits: a task for each text would cost more than its turn."""
        while True:
            with self._lock:
                if not self._waiting:
                    self._in_flight -= 1
                    return
                outgoing, landing = self._waiting.popleft()
            if landing.set_running_or_notify_cancel():
                landing.set_result(await self._send(outgoing))

    async def _send(self, outgoing: Outgoing) -> SendOutcome:
        # Waiting for a turn takes time, so the lease is looked at after it.
        if time.monotonic() >= outgoing.send_by:
            return PAST_SEND_BY
        try:
            return await self._create(outgoing)
        except Exception as error:  # noqa: BLE001 - the contract: every error becomes an outcome
            return outcome_of(error)

    async def _create(self, outgoing: Outgoing) -> SendOutcome:
        sender = outgoing.sender or self._sender
        service = sender.startswith("MG")
        message = await self._twilio.client().messages.create_async(
            to=outgoing.address,
            body=outgoing.content.text,
            status_callback=self._receipt_url(outgoing.attempt_id),
            validity_period=validity_period(outgoing.valid_for),
            **({"messaging_service_sid": sender} if service else {"from_": sender}),
        )
        if not message.sid:
            return _UNREADABLE
        return SendOutcome(Verdict.ACCEPTED, provider_id=message.sid)


def validity_period(valid_for: timedelta) -> int:
    """Return how long Twilio may hold a text, in whole seconds, rounded down so that it never goes out late."""
    return min(max(valid_for // timedelta(seconds=1), 1), MAX_VALIDITY)


_UNREADABLE = SendOutcome(Verdict.UNKNOWN, code="unreadable_answer", detail="Twilio's answer could not be read")


def outcome_of(error: Exception) -> SendOutcome:
    """Judge what a create request raised."""
    match error:
        case TwilioRestException() | TwilioServiceException():
            return twilio_errors.at_create(error.code, error.status)
        case _ if isinstance(error, _BEFORE_THE_REQUEST):
            return SendOutcome(Verdict.NOT_SENT, code="not_connected", detail="no connection to Twilio")
        case TimeoutError():
            return SendOutcome(Verdict.UNKNOWN, code="timeout", detail="Twilio did not answer in time")
        case _ if isinstance(error, _CONNECTION_LOST):
            return SendOutcome(Verdict.UNKNOWN, code="connection_lost", detail="the connection broke before an answer")
        case ValueError():  # the SDK reads the answer as JSON
            return _UNREADABLE
        case _:
            return unforeseen(error)
