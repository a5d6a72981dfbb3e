"""A wall clock that was moved while the service runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reminders.core.upkeep.clock_jump import jump_of
from tests.tables import each_row

START = datetime(2026, 3, 9, 19, tzinfo=UTC)


@each_row(
    "wall,monotonic,jump",
    [
        (30, 30, None),
        (30, 31, None),
        (0, 30, None),  # a time server's step
        (3630, 30, 3600),
        (-3570, 30, -3600),
        (86_400, 86_400, None),
    ],
)
def test_by_how_much(wall: int, monotonic: int, jump: int | None):
    moved = jump_of((START, 5.0), (START + timedelta(seconds=wall), 5.0 + monotonic))
    assert moved == (None if jump is None else timedelta(seconds=jump))
