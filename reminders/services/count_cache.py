"""Caches counts that are slow to compute, for a hundred times as long as they took.

A small clinic's are counted every time. A large one's change little while cached: half a second of counting
is cached for a minute.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

MIN_COST_SECONDS = 0.05
TTL_FACTOR = 100
MAX_TTL_SECONDS = 300.0
MAX_ENTRIES = 200


@dataclass(slots=True)
class CountCache:
    """Numbers by what they are of. `clock` gives seconds that only ever grow."""

    clock: Callable[[], float] = time.monotonic
    _kept: dict[Hashable, tuple[float, object]] = field(default_factory=dict["Hashable", "tuple[float, object]"])

    def get(self, key: Hashable, count: Callable[[], T]) -> T:
        """Return what is kept under a key, or count it."""
        began = self.clock()
        until, value = self._kept.get(key, (began, None))
        if began < until:
            return cast("T", value)
        counts = count()
        ended = self.clock()
        self._kept.pop(key, None)
        if ended - began >= MIN_COST_SECONDS:
            if len(self._kept) >= MAX_ENTRIES:
                self._kept.clear()
            self._kept[key] = (ended + min((ended - began) * TTL_FACTOR, MAX_TTL_SECONDS), counts)
        return counts
