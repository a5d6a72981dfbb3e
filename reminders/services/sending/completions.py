"""Gathers sends that have ended, so that many are recorded at once and the sender is not disturbed for each."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    from reminders.core.sending.retrying import SendOutcome


class Completions:
    """Sends that have completed and are waiting to be recorded. Senders complete them on their own threads."""

    def __init__(self) -> None:
        """Start with no completed sends."""
        self._lock = threading.Lock()
        self._enough_are_down = threading.Event()
        self._down: list[Future[SendOutcome]] = []
        self._enough = 1

    def expect(self, future: Future[SendOutcome]) -> None:
        """Collect a send when it completes; a canceled one was never sent and is not collected."""
        future.add_done_callback(self._land)

    def take(self, enough: int, patience: float) -> list[Future[SendOutcome]]:
        """Return the completed sends, once there are `enough` or after `patience` seconds."""
        with self._lock:
            self._enough = enough
            if len(self._down) < enough:
                self._enough_are_down.clear()
            else:
                self._enough_are_down.set()
        self._enough_are_down.wait(patience)
        with self._lock:
            landed, self._down = self._down, []
        return landed

    def _land(self, future: Future[SendOutcome]) -> None:
        if future.cancelled():
            return
        with self._lock:
            self._down.append(future)
            if len(self._down) >= self._enough:
                self._enough_are_down.set()
