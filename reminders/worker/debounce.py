"""Wakes deliveries through the broker. Requests that come close together are one: a delivery takes all that is due."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

GAP_SECONDS = 0.05


class Debouncer:
    """Returns at once; the first request of a lane goes out at once too, what comes within the gap after it together.

    What was asked for before a wake-up goes out is covered by it; what is asked for while it goes out makes the next.
    """

    def __init__(self, send: Callable[[str], None], gap: float = GAP_SECONDS) -> None:
        """`send` talks to the broker, in a thread of its own; `gap` is in seconds."""
        self._send, self._gap = send, gap
        self._lock = threading.Lock()
        self._asked: set[str] = set()
        self._last: dict[str, float] = {}
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="waker")

    def __call__(self, lane: str) -> None:
        """Ask for a delivery in a lane."""
        with self._lock:
            if lane in self._asked:
                return
            self._asked.add(lane)
        self._thread.submit(self._wake, lane)

    def _wake(self, lane: str) -> None:
        time.sleep(max(0.0, self._last.get(lane, float("-inf")) + self._gap - time.monotonic()))
        with self._lock:
            self._asked.discard(lane)
        self._last[lane] = time.monotonic()
        self._send(lane)
