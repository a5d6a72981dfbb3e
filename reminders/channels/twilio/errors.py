"""What Twilio's answer to a create request, or the error of a receipt, does.

The table is `reminders/data/facts/text_faults.yaml`.

The words here are our own: Twilio's message may quote the phone number. An unknown code is judged by its HTTP status.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from reminders.channels.outcomes import SENDER_RETRY
from reminders.core.model.faults import Blame, Fault
from reminders.core.sending.faults.fault_tables import TEXT_FAULTS
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict

# Below this a "code" is an HTTP status that the SDK puts in when the answer had no code.
_FIRST_CODE: Final = 1000


@dataclass(frozen=True, slots=True)
class ReceiptFailure:
    """A final receipt's error. `transient`: a NEW message at a later hour may arrive; this one stays undelivered."""

    code: str | None
    detail: str
    effect: Effect | None = None
    transient: bool = False


def at_create(code: int | None, http_status: int) -> SendOutcome:
    """Judge the answer to a create request that was not a success."""
    known = code is not None and code >= _FIRST_CODE
    name = str(code) if known else f"http_{http_status}"
    fault = TEXT_FAULTS.get(code) if code is not None else None
    # Whatever the code says, a 5xx may come after the message was taken; 429 is never processed (20429).
    if fault is None or http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _by_class(name, http_status)
    match fault.blame:
        case Blame.SENDER:
            return _sender_down(name, fault.says)
        case Blame.LATER:
            # Without a fixed wait the core's own backoff applies: it has jitter, so a wave does not come back as one.
            return SendOutcome(Verdict.NOT_SENT, code=name, detail=fault.says, retry_after=fault.retry_after)
        case Blame.ADDRESS | Blame.MESSAGE:
            return SendOutcome(Verdict.REJECTED, code=name, detail=fault.says, effect=_effect(fault))


def in_receipt(code: int | None) -> ReceiptFailure:
    """Judge the ErrorCode of a receipt that says `failed` or `undelivered`."""
    fault = TEXT_FAULTS.get(code) if code is not None else None
    if fault is None:
        return ReceiptFailure(None if code is None else str(code), "not delivered, for a reason not known here")
    return ReceiptFailure(str(code), fault.says, _effect(fault), fault.transient)


def _effect(fault: Fault) -> Effect | None:
    if fault.opted_out:
        return Effect.OPTED_OUT
    if fault.blame is Blame.ADDRESS:
        return Effect.BAD_ADDRESS
    if fault.blame is Blame.SENDER:
        return Effect.SENDER_DOWN
    return Effect.SENDER_SUSPECT if fault.many else None


def _by_class(name: str, status: int) -> SendOutcome:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return _sender_down(name, "Twilio refused the account, or TWILIO_API_BASE_URL is wrong")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return SendOutcome(Verdict.NOT_SENT, code=name, detail="too many requests")
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return SendOutcome(Verdict.UNKNOWN, code=name, detail="the request took too long")
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return SendOutcome(Verdict.REJECTED, code=name, detail="Twilio refused the message")
    return SendOutcome(Verdict.UNKNOWN, code=name, detail="Twilio had an internal error")


def _sender_down(name: str, detail: str) -> SendOutcome:
    return SendOutcome(Verdict.NOT_SENT, code=name, detail=detail, effect=Effect.SENDER_DOWN, retry_after=SENDER_RETRY)
