"""Whose turn it is: one delivery of a lane at a time in a process."""

from __future__ import annotations

import threading


class Turn:
    """Lets one delivery of a lane run at a time in this process.

    One keeps many sends in flight; a second would only take the thread of another lane, so that an urgent answer had
    to wait for it, and would let more than one wave of emails be lost in a crash.
    """

    def __init__(self) -> None:
        self._busy = threading.Lock()
        self._asked_again = False

    def take(self) -> bool:
        """Take the turn; when it is taken, note that somebody asked."""
        taken = self._busy.acquire(blocking=False)
        self._asked_again = not taken
        return taken

    def end(self) -> bool:
        """End the turn; tell whether somebody asked meanwhile."""
        asked = self._asked_again
        self._busy.release()
        return asked
