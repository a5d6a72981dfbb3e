"""The clocks: the machine's own, and one that only moves when it is told to."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()


class FixedClock:
    """A clock that stands still until it is set: for simulations and tests."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the moment it was last set to."""
        return self._moment

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds: deadlines of real calls are real."""
        return time.monotonic()

    def set(self, moment: datetime) -> None:
        """Move to another moment."""
        self._moment = moment
