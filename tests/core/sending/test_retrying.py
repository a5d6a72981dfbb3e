"""What the outcome of a send means, one row per outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.model.status import TRANSITIONS, Event, Status
from reminders.core.sending.retrying import (
    FIRST_RETRY_DELAY,
    MAX_RETRY_DELAY,
    Decision,
    Effect,
    SendOutcome,
    Verdict,
    backoff,
    decide,
)
from tests.tables import each_row

NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)
TONIGHT = NOW + timedelta(hours=6)


def decided(outcome: SendOutcome, *, attempts: int = 1, send_before: datetime = TONIGHT, jitter: float = 0) -> Decision:
    return decide(outcome, attempts=attempts, now=NOW, send_before=send_before, jitter=jitter)


@each_row(
    ("verdict", "event"),
    [
        (Verdict.ACCEPTED, Event.ACCEPT),
        (Verdict.REJECTED, Event.REJECT),
        (Verdict.UNKNOWN, Event.OUTCOME_UNKNOWN),
        (Verdict.NOT_SENT, Event.NOT_SENT),
    ],
)
def test_each_verdict_has_one_event_that_the_table_knows(verdict: Verdict, event: Event) -> None:
    assert decided(SendOutcome(verdict)).event is event
    assert (Status.SENDING, event) in TRANSITIONS


@each_row("effect", [None, *Effect])
@each_row("retry_after", [None, timedelta(seconds=1)])
def test_only_what_is_provably_not_sent_is_ever_tried_again(
    effect: Effect | None, retry_after: timedelta | None
) -> None:
    for verdict in set(Verdict) - {Verdict.NOT_SENT}:
        decision = decided(SendOutcome(verdict, effect=effect, retry_after=retry_after))
        assert decision.retry_at is None
        assert decision.event is not Event.NOT_SENT


@each_row(
    ("attempts", "shortest", "longest"),
    [(1, 10, 20), (2, 20, 40), (3, 40, 80), (4, 80, 160), (5, 160, 320), (6, 320, 640), (7, 450, 900), (99, 450, 900)],
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(attempts: int, shortest: int, longest: int) -> None:
    assert backoff(attempts, 0).total_seconds() == shortest
    assert backoff(attempts, 0.999999).total_seconds() == pytest.approx(longest, rel=1e-4)


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_the_wait_is_never_nothing_and_never_longer_than_a_quarter_of_an_hour(attempts: int, jitter: float) -> None:
    assert FIRST_RETRY_DELAY / 2 <= backoff(attempts, jitter) <= MAX_RETRY_DELAY


@each_row(
    ("attempts", "time_left", "retry_after", "event", "wait", "why"),
    [
        (1, 3600, None, Event.NOT_SENT, 10, "an ordinary first try"),
        (5, 3600, None, Event.NOT_SENT, 160, "the next ones wait longer"),
        (6, 3600, None, Event.NOT_SENT, 320, "an outage of an hour loses nothing"),
        (99, 3600, None, Event.NOT_SENT, 450, "however often: only the window ends it"),
        (1, 3600, 300, Event.NOT_SENT, 300, "the provider's own wish wins"),
        (1, 3600, 0, Event.NOT_SENT, 10, "at once is not a wish"),
        (1, 11, None, Event.NOT_SENT, 10, "just inside the window"),
        (1, 10, None, Event.MISS, None, "at its end it is too late"),
        (1, 0, None, Event.MISS, None, "no time left at all"),
        (1, 3600, 3600, Event.MISS, None, "the wish is longer than the window"),
    ],
)
def test_another_try_only_inside_the_window(
    attempts: int, time_left: int, retry_after: int | None, event: Event, wait: int | None, why: str
) -> None:
    outcome = SendOutcome(Verdict.NOT_SENT, retry_after=None if retry_after is None else timedelta(seconds=retry_after))
    decision = decided(outcome, attempts=attempts, send_before=NOW + timedelta(seconds=time_left))
    assert decision == Decision(event, None if wait is None else NOW + timedelta(seconds=wait)), why


@given(st.integers(1, 20), st.floats(0, 1, exclude_max=True), st.integers(-100, 100_000), st.integers(0, 100_000))
def test_a_retry_is_always_later_than_now_and_before_the_end(
    attempts: int, jitter: float, left: int, wish: int
) -> None:
    end = NOW + timedelta(seconds=left)
    outcome = SendOutcome(Verdict.NOT_SENT, retry_after=timedelta(seconds=wish))
    decision = decided(outcome, attempts=attempts, send_before=end, jitter=jitter)
    assert decision.event in {Event.NOT_SENT, Event.MISS}
    assert (decision.retry_at is not None) == (decision.event is Event.NOT_SENT)
    if decision.retry_at is not None:
        assert NOW < decision.retry_at < end
