"""Notices that the wall clock was moved while the service runs: due times are wall-clock times."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

TOLERATED: Final = timedelta(seconds=30)
"""A time server corrects by less; a machine that slept is told apart by both clocks standing still."""


def jump_of(before: tuple[datetime, float], after: tuple[datetime, float]) -> timedelta | None:
    """Return by how much the wall clock moved against the monotonic one between two looks; None if they agree.

    Each look is the wall clock and the monotonic clock, in seconds, at one moment.
    """
    moved = (after[0] - before[0]) - timedelta(seconds=after[1] - before[1])
    return moved if abs(moved) > TOLERATED else None
