"""Webhooks as Twilio sends them: form-encoded, signed over the URL it was given, repeated and out of order."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from tests.standins.twilio_messages import AcceptedMessage


@dataclass(slots=True)
class AutoCallbacks:
    """Status callbacks sent by themselves after each accepted message.

    Attributes:
        statuses: in the order Twilio would know them.
        delay: seconds between them, and before the first.
        shuffle: send them in any order.
        duplicates: how many extra times each one is sent.
        loss: share of callbacks that never go out, 0 to 1.
    """

    statuses: tuple[str, ...] = ("sent", "delivered")
    delay: float = 0
    shuffle: bool = False
    duplicates: int = 0
    loss: float = 0
    seed: int = 0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Seed the dice, so that a failing test fails again."""
        self.statuses = tuple(self.statuses)
        self._random = random.Random(self.seed)

    def plan(self) -> list[str]:
        """The statuses to call back with, for one message."""
        planned = [status for status in self.statuses for _ in range(self.duplicates + 1)]
        if self.shuffle:
            self._random.shuffle(planned)
        return [status for status in planned if self._random.random() >= self.loss]


class Webhooks:
    """Posts signed webhooks. To be used from the stand-in's event loop.

    `reroute` maps the start of a public URL to where the tested server really listens; the signature always
    covers the public URL, as it does behind a proxy.
    """

    def __init__(self, account_sid: str, auth_token: str) -> None:
        """Sign with this token."""
        self.reroute: dict[str, str] = {}
        self._account_sid = account_sid
        self._validator = RequestValidator(auth_token)
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, form: dict[str, str]) -> int:
        """Post a signed form and return the HTTP status; 0 when no one answered."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15))
        target = url
        for public, real in self.reroute.items():
            if url.startswith(public):
                target = real + url.removeprefix(public)
        signature = self._validator.compute_signature(url, form)
        headers = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"}
        try:
            async with self._session.post(target, data=form, headers=headers, allow_redirects=False) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def receipt(self, message: AcceptedMessage, status: str, error_code: int | None = None) -> int:
        """Post one status callback for a message."""
        if not message.status_callback:
            msg = f"{message.sid} was created without a StatusCallback"
            raise ValueError(msg)
        message.status, message.error_code = status, error_code
        form = {
            "AccountSid": self._account_sid,
            "ApiVersion": "2010-04-01",
            "From": message.from_ or "",
            "MessageSid": message.sid,
            "MessageStatus": status,
            "SmsSid": message.sid,
            "SmsStatus": status,
            "To": message.to,
        }
        if message.messaging_service_sid:
            form["MessagingServiceSid"] = message.messaging_service_sid
        if error_code is not None:
            form["ErrorCode"] = str(error_code)
        return await self.post(message.status_callback, form)

    async def automatic(self, message: AcceptedMessage, plan: AutoCallbacks) -> None:
        """Send the planned callbacks of one message."""
        for status in plan.plan():
            await asyncio.sleep(plan.delay)
            await self.receipt(message, status)

    async def close(self) -> None:
        """Close the kept connections."""
        if self._session is not None:
            await self._session.close()
