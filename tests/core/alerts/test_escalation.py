"""Down the list, then round again, ever less often, and never silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reminders.core.alerts.escalation import MAX_WAIT, next_telling

NOW = datetime(2026, 3, 14, 3, tzinfo=UTC)
TEN = timedelta(minutes=10)


def test_each_has_ten_minutes_the_first_time_and_longer_every_round():
    told = [next_telling(level, 3, TEN, NOW) for level in range(7)]
    assert [item.person for item in told] == [0, 1, 2, 0, 1, 2, 0]
    assert [(item.next_at - NOW) // timedelta(minutes=1) for item in told] == [10, 10, 10, 20, 20, 20, 30]


@given(level=st.integers(0, 10_000), people=st.integers(1, 50), minutes=st.integers(1, 120))
def test_someone_on_the_list_is_told_again_within_two_hours_and_not_before_the_wait(
    level: int, people: int, minutes: int
):
    wait = timedelta(minutes=minutes)
    telling = next_telling(level, people, wait, NOW)
    assert 0 <= telling.person < people
    assert wait <= telling.next_at - NOW <= MAX_WAIT
