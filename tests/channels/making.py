"""Builds what the tests of the adapters send, and the adapters themselves."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from reminders.channels.smtp.sender import SMTPEmail
from reminders.channels.twilio.sender import TwilioSMS
from reminders.clock import FixedClock
from reminders.core.model.contact import Channel
from reminders.ports import Outgoing, Rendered
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN

if TYPE_CHECKING:
    from concurrent.futures import Future

    from reminders.core.sending.retrying import SendOutcome

PHONE, EMAIL = "+12025550123", "ana.patient@example.org"
BODY = "Hola Ana: ¿cómo va la caminata? 🚶 Responda 1, 2 o 3.\nOak Street Clinic"
HTML = "<p>Hola Ana: ¿cómo va la caminata? 🚶</p>"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PATIENCE, IMPATIENCE = timedelta(seconds=30), timedelta(seconds=1.5)
"""How long senders wait: a busy machine must not look like a provider that fails; the other is for hanging ones."""


def outgoing(channel: Channel = Channel.SMS, number: int = 1, *, lease: float = 60, **more: Any) -> Outgoing:
    """One attempt. `lease`: seconds from now in which it may start."""
    email = channel is Channel.EMAIL
    given: dict[str, Any] = {
        "attempt_id": f"attempt-{number}",
        "message_id": f"message-{number}",
        "channel": channel,
        "address": EMAIL if email else PHONE,
        "content": Rendered(BODY, "Your recovery", HTML) if email else Rendered(BODY),
        "send_by": time.monotonic() + lease,
        "valid_for": timedelta(hours=6),
    }
    return Outgoing(**given | more)


def receipt_url(attempt_id: str) -> str:
    """Where the status callback of an attempt goes."""
    return f"https://reminders.example.org/webhooks/twilio/status?a={attempt_id}"


def twilio_sms(url: str, **more: Any) -> TwilioSMS:
    """A sender that speaks to the stand-in, with a long timeout."""
    given: dict[str, Any] = {
        "account_sid": ACCOUNT_SID,
        "auth_token": AUTH_TOKEN,
        "messaging_service_sid": None,
        "from_number": "+12025550100",
        "api_base_url": url,
        "timeout": PATIENCE,
        "receipt_url": receipt_url,
    }
    return TwilioSMS(**given | more)


def smtp_email(url: str, **more: Any) -> SMTPEmail:
    """A sender that speaks to the stand-in."""
    given: dict[str, Any] = {
        "url": url,
        "from_address": "Oak Street Clinic <care@clinic.example>",
        "timeout": PATIENCE,
        "clock": FixedClock(NOON),
    }
    return SMTPEmail(**given | more)


def outcome(future: Future[SendOutcome]) -> SendOutcome:
    """Wait for an outcome, not for ever."""
    return future.result(timeout=60)
