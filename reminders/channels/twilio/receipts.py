"""Reads what Twilio says about a text that it has taken: in a status callback, or in its list of messages.

Twilio's words (https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks) come late,
twice and in any order; a word that is not known here still says that Twilio has the text.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.channels.twilio.errors import in_receipt
from reminders.core.model.status import Event
from reminders.core.sending.provider_ids import read_provider_id
from reminders.ports import Receipt

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_CODE: Final = 9
_WORDS: Final = MappingProxyType(
    {
        "delivered": Event.RECEIPT_DELIVERED,
        "read": Event.RECEIPT_DELIVERED,
        "undelivered": Event.RECEIPT_UNDELIVERED,
        "failed": Event.RECEIPT_UNDELIVERED,  # it was taken, so it is no failure to send: see `at_create` for those
        "canceled": Event.RECEIPT_UNDELIVERED,
    }
)


def read_receipt(form: Mapping[str, str]) -> Receipt | None:
    """Read a status callback; None when it is about no text of ours."""
    provider_id = read_provider_id(form.get("MessageSid") or form.get("SmsSid"))
    word = form.get("MessageStatus") or form.get("SmsStatus")
    if not provider_id or not word:
        return None
    return as_receipt(provider_id, word, _code(form.get("ErrorCode", "")), form.get("To"))


def as_receipt(provider_id: str, word: str, error_code: int | None, address: str | None) -> Receipt:
    """Put Twilio's status word and error code into ours."""
    event = _WORDS.get(word, Event.RECEIPT_ACCEPTED)
    if event is not Event.RECEIPT_UNDELIVERED:
        return Receipt(provider_id, event, address=address)
    failure = in_receipt(error_code)
    return Receipt(
        provider_id,
        event,
        code=failure.code,
        effect=failure.effect,
        transient=failure.transient,
        address=address,
    )


def _code(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_CODE else None
