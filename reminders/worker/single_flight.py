"""One delivery of a lane at a time in a process."""

from __future__ import annotations

import threading


class SingleFlight:
    """Lets one delivery of a lane run at a time in this process.

    One keeps many sends in flight; a second would only take the thread of another lane, so that an urgent answer had
    to wait for it, and would let more than one wave of emails be lost in a crash.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._busy = False
        self._asked_again = False

    def take(self) -> bool:
        """Take the turn; when it is taken, note that someone asked."""
        with self._guard:
            acquired = not self._busy
            self._busy = True
            self._asked_again = not acquired
            return acquired

    def end(self) -> bool:
        """End the turn; return whether another request came meanwhile."""
        with self._guard:
            self._busy = False
            return self._asked_again
