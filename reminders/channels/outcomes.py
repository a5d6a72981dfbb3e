"""Outcomes that every way out shares: too late to start, closed, the sender down, and the unforeseen."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import timedelta
from typing import Final

from reminders.core.sending.retrying import Effect, SendOutcome, Verdict

# While a person repairs the account, a message must not use up its attempts within minutes.
SENDER_RETRY: Final = timedelta(minutes=15)

PAST_SEND_BY: Final = SendOutcome(Verdict.NOT_SENT, code="past_send_by", detail="its time to be sent was over")
CLOSED: Final = SendOutcome(Verdict.NOT_SENT, code="closed", detail="the sender was shut down")


def sender_down(code: str, detail: str) -> SendOutcome:
    """Judge a failure of our own account or set-up: nothing was taken, and no other send would be."""
    return SendOutcome(Verdict.NOT_SENT, code=code, detail=detail, effect=Effect.SENDER_DOWN, retry_after=SENDER_RETRY)


def unforeseen(error: Exception) -> SendOutcome:
    """Judge an error that no rule names: it may have been sent. Only the type is told, for its text may be private."""
    return SendOutcome(Verdict.UNKNOWN, code="unexpected", detail=f"unexpected {type(error).__name__}")


def done(outcome: SendOutcome) -> Future[SendOutcome]:
    """Return a future that is already done."""
    future: Future[SendOutcome] = Future()
    future.set_result(outcome)
    return future
