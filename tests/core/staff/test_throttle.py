"""How many wrong passwords are taken, and how long the next attempt waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reminders.core.staff.throttle import PER_ACCOUNT, PER_ADDRESS, SLOWEST, SPAN, Failures, wait_for
from tests.tables import each_row

NOW = datetime(2026, 3, 9, 19, tzinfo=UTC)
LAST = NOW - timedelta(seconds=1)
NONE = timedelta()


@each_row(
    "failures,is_known_device,expected",
    [
        (Failures(0, 0, None), False, NONE),
        (Failures(PER_ACCOUNT - 1, 0, LAST), False, NONE),
        (Failures(PER_ACCOUNT, 0, LAST), False, SPAN),
        (Failures(PER_ACCOUNT, 0, LAST), True, SPAN),  # its own slips
        (Failures(0, PER_ADDRESS - 1, LAST), False, NONE),
        (Failures(0, PER_ADDRESS, LAST), False, timedelta(seconds=1)),
        (Failures(0, PER_ADDRESS, NOW - timedelta(seconds=2)), False, NONE),
        (Failures(0, PER_ADDRESS + 3, LAST), False, timedelta(seconds=15)),
        (Failures(0, 10_000, NOW), False, SLOWEST),
        (Failures(0, 10_000, NOW - SLOWEST), False, NONE),
        (Failures(0, 10_000, NOW), True, NONE),
    ],
)
def test_the_next_attempt_waits(failures: Failures, expected: timedelta, *, is_known_device: bool):
    assert wait_for(failures, NOW, is_known_device=is_known_device) == expected
