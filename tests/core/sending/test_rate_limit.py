"""The pace: in any stretch of time at most the rate's worth and one burst, no matter who takes or gives back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reminders.core.sending.rate_limit import CLOCK_STEP, Bucket, Rate, full, refund, take, time_to_next
from tests.tables import each_row

START = datetime(2026, 3, 9, 19, tzinfo=UTC)
SECOND = timedelta(seconds=1)
rates = st.floats(0.01, 500).map(Rate)
takings = st.lists(
    st.tuples(
        st.integers(0, 5_000_000),  # microseconds since the last one
        st.integers(0, 60),  # tokens wanted
        st.integers(0, 60),  # of these given back
        st.integers(0, 5),  # left to the urgent lane
        st.integers(-2_000_000, 0),  # how far the clock of this worker lags behind, in microseconds
    ),
    max_size=60,
)


@given(rates, takings)
def test_no_stretch_of_time_has_more_than_the_rate_and_one_burst(rate: Rate, steps: list[tuple[int, ...]]):
    now, bucket = START, full(rate, START)
    spent: list[tuple[datetime, int]] = []
    for passed, want, back, reserve, lag in steps:
        now += timedelta(microseconds=passed)
        bucket, taken = take(bucket, want, rate, now + timedelta(microseconds=lag), reserve=reserve)
        assert 0 <= taken <= want
        assert 0 <= bucket.tokens <= rate.burst
        bucket = refund(bucket, min(back, taken), rate)
        spent.append((now, taken - min(back, taken)))
    for first, (begin, _) in enumerate(spent):
        total = 0
        for end, count in spent[first:]:
            total += count
            assert total <= rate.burst + rate.per_second * (end - begin + 2 * SECOND).total_seconds() + 1e-6


@given(rates, takings)
def test_with_one_clock_the_bound_is_exact(rate: Rate, steps: list[tuple[int, ...]]):
    now, bucket, total = START, full(rate, START), 0
    for passed, want, _, _, _ in steps:
        now += timedelta(microseconds=passed)
        bucket, taken = take(bucket, want, rate, now)
        total += taken
        assert total <= rate.burst + rate.per_second * (now - START).total_seconds() + 1e-6


@given(rates, st.integers(0, 600), st.integers(0, 2_000_000))
def test_after_the_wait_there_is_a_token(rate: Rate, want: int, passed: int):
    now = START + timedelta(microseconds=passed)
    bucket, _ = take(full(rate, START), want, rate, now)
    for _ in range(5):
        now += time_to_next(bucket, rate, now)
        bucket, taken = take(bucket, 1, rate, now)
        assert taken == 1


@given(rates, takings)
def test_who_always_waits_gets_the_whole_rate(rate: Rate, steps: list[tuple[int, ...]]):
    now, bucket, total = START, full(rate, START), 0
    for _ in steps:
        bucket, taken = take(bucket, 1, rate, now)
        total += taken
        now += time_to_next(bucket, rate, now)
    assert total == len(steps)
    assert (now - START).total_seconds() <= max(0, total - rate.burst + 1) / rate.per_second + 1e-4 * (total + 1)


@each_row(("per_second", "burst"), [(0.1, 1), (1, 1), (1.9, 1), (2, 2), (50, 50)])
def test_a_burst_is_a_seconds_worth_and_at_least_one(per_second: float, burst: int):
    assert Rate(per_second).burst == burst


def test_urgent_ones_go_first():
    rate = Rate(3)
    assert take(full(rate, START), 5, rate, START, reserve=2)[1] == 1
    assert take(full(rate, START), 5, rate, START, reserve=9)[1] == 0


def test_a_clock_that_lags_adds_nothing_and_one_that_was_set_back_does_not_stop_the_line():
    rate, ahead = Rate(1), Bucket(0, START)
    assert take(ahead, 1, rate, START - 5 * SECOND) == (ahead, 0)
    assert time_to_next(ahead, rate, START - 5 * SECOND) >= 6 * SECOND
    set_back = START - CLOCK_STEP - SECOND
    bucket, taken = take(ahead, 1, rate, set_back)
    assert (bucket, taken) == (Bucket(0, set_back), 0)
    assert take(bucket, 1, rate, set_back + SECOND)[1] == 1


def test_what_is_given_back_never_overflows():
    rate = Rate(2)
    assert refund(full(rate, START), 7, rate) == full(rate, START)
    assert refund(Bucket(0.5, START), 1, rate) == Bucket(1.5, START)
