"""Twilio's error codes as one table of data: what each means for the message, the phone and the line.

Twilio says that codes are split and reworded over the years, so logic hangs on the class of a code only, and an
unknown code is judged by its HTTP status. Source of each entry: https://www.twilio.com/docs/api/errors/CODE.
The words here are our own: Twilio's message may quote the phone number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.channels.outcomes import LINE_RETRY
from reminders.core.retrying import Effect, SendOutcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

# A full queue drains at the sender's speed; it holds up to ten hours of texts (21611).
QUEUE_RETRY: Final = timedelta(minutes=10)
# The limit counts a rolling day (63038): asking again within minutes is useless.
DAILY_LIMIT_RETRY: Final = timedelta(hours=3)
# Below this a "code" is an HTTP status that the SDK puts in when the answer had no code.
_FIRST_CODE: Final = 1000


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means. `transient` matters in a receipt: later, the same phone may well be reached."""

    detail: str
    verdict: Verdict
    effect: Effect | None = None
    retry_after: timedelta | None = None
    transient: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptFailure:
    """A final receipt's error. `transient`: a NEW message at a later hour may arrive; this one stays undelivered."""

    code: str | None
    detail: str
    effect: Effect | None = None
    transient: bool = False


def _bad_address(detail: str) -> Meaning:
    return Meaning(detail, Verdict.REJECTED, Effect.BAD_ADDRESS)


def _line_down(detail: str) -> Meaning:
    return Meaning(detail, Verdict.NOT_SENT, Effect.LINE_DOWN, LINE_RETRY)


def _later(detail: str, retry_after: timedelta | None = None) -> Meaning:
    # Without a fixed wait the core's own backoff applies: it has jitter, so that a wave does not come back as one.
    return Meaning(detail, Verdict.NOT_SENT, retry_after=retry_after, transient=True)


def _rejected(detail: str, *, transient: bool = False) -> Meaning:
    return Meaning(detail, Verdict.REJECTED, transient=transient)


MEANINGS: Final[Mapping[int, Meaning]] = MappingProxyType(
    {
        # The patient has stopped.
        21610: Meaning("the patient has opted out at the provider", Verdict.REJECTED, Effect.OPTED_OUT),
        63014: Meaning("the patient has blocked this sender", Verdict.REJECTED, Effect.OPTED_OUT),
        # This phone will never get a text from us.
        21211: _bad_address("not a valid phone number"),
        21217: _bad_address("not a valid phone number"),
        21265: _bad_address("a short code, not a phone"),
        21612: _bad_address("this phone cannot be reached from our sender"),
        21614: _bad_address("not a mobile number"),
        21635: _bad_address("a landline"),
        30005: _bad_address("the phone number is unknown or no longer in service"),
        30006: _bad_address("a landline, or a carrier that cannot be reached"),
        # One foreign number must not silence the whole clinic: the line is fine, this phone gets email until an admin
        # switches the country on.
        21408: _bad_address("texts to this phone's country are not switched on in the Twilio account"),
        # Our account, sender or registration: every other send would fail too.
        10001: _line_down("the Twilio account is not active"),
        20003: _line_down("Twilio refused the account SID or auth token"),
        20005: _line_down("the Twilio account is not active"),
        20404: _line_down("Twilio does not know this account SID"),
        21603: _line_down("no sender is configured"),
        21606: _line_down("the sender is not a Twilio number that can send texts"),
        21608: _line_down("a trial account texts verified numbers only"),
        21609: _line_down("Twilio refused the status callback address; see PUBLIC_URL"),
        21659: _line_down("the sender is not a number of this Twilio account"),
        21660: _line_down("the sender is not a number of this Twilio account"),
        21703: _line_down("the Messaging Service has no sender"),
        21705: _line_down("the Messaging Service SID is not valid"),
        30002: _line_down("the Twilio account is suspended"),
        30007: _line_down("filtered as unwanted: the wording or the sender's registration must be changed"),
        30032: _line_down("the toll-free number is not verified"),
        30034: _line_down("the number is not registered for application-to-person texts (A2P 10DLC)"),
        # One message's own fault. The line stays up: the next patient's text is of another length, and stopping
        # everyone for one too long template would do more harm than the failure that staff see listed.
        21617: _rejected("the text is longer than 1600 characters"),
        21602: _rejected("the text is empty"),
        # Blocked for this receiver: a block list, no signal, a do-not-disturb register. It says nothing about the line.
        30004: _rejected("blocked for this phone"),
        # Never taken, or dropped before the carrier: later is fine.
        20429: _later("too many requests"),
        21611: _later("the sender's queue is full", QUEUE_RETRY),
        30001: _later("the sender's queue is full", QUEUE_RETRY),
        30022: _later("the carrier's rate limit", QUEUE_RETRY),
        30023: _later("the carrier's daily limit", DAILY_LIMIT_RETRY),
        63017: _later("the sender's rate limit"),
        63018: _later("the sender's rate limit"),
        63038: _later("the Twilio account's daily limit", DAILY_LIMIT_RETRY),
        # Taken, then not delivered; the phone may be back tomorrow.
        30003: _rejected("the phone is off or out of reach", transient=True),
        30008: _rejected("the carrier gave no reason", transient=True),
        30036: _rejected("not delivered within its validity", transient=True),
        30450: _rejected("held back for a while by fraud protection", transient=True),
        # 20500: sending is not idempotent, a retry after it can send twice.
        20500: Meaning("Twilio had an internal error", Verdict.UNKNOWN),
    }
)


def at_create(code: int | None, http_status: int) -> SendOutcome:
    """Judge the answer to a create request that was not a success."""
    meaning = _by_class(http_status) if code is None else MEANINGS.get(code, _by_class(http_status))
    # Whatever the code says, a 5xx may come after the message was taken; 429 is never processed (20429).
    if http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        meaning = _by_class(http_status)
    known = code is not None and code >= _FIRST_CODE
    return SendOutcome(
        meaning.verdict,
        code=str(code) if known else f"http_{http_status}",
        detail=meaning.detail,
        effect=meaning.effect,
        retry_after=meaning.retry_after,
    )


def in_receipt(code: int | None) -> ReceiptFailure:
    """Judge the ErrorCode of a receipt that says `failed` or `undelivered`."""
    meaning = MEANINGS.get(code) if code is not None else None
    if meaning is None:
        return ReceiptFailure(None if code is None else str(code), "not delivered, for a reason not known here")
    return ReceiptFailure(str(code), meaning.detail, meaning.effect, meaning.transient)


def _by_class(status: int) -> Meaning:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return _line_down("Twilio refused the account, or TWILIO_API_BASE_URL is wrong")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _later("too many requests")
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return Meaning("the request took too long", Verdict.UNKNOWN)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return _rejected("Twilio refused the message")
    return Meaning("Twilio had an internal error", Verdict.UNKNOWN)
