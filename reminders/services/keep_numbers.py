"""Keeps numbers that took long to count, for a hundred times as long as counting them took.

A small clinic's are counted anew each time. A large one's change little while they are kept: half a second of counting
is looked at again after a minute.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

WORTH_KEEPING = 0.05
TIMES_AS_LONG = 100
LONGEST = 300.0
MOST = 200


@dataclass(slots=True)
class KeptNumbers:
    """Numbers by what they are of. `clock` gives seconds that only ever grow."""

    clock: Callable[[], float] = time.monotonic
    _kept: dict[Hashable, tuple[float, object]] = field(default_factory=dict["Hashable", "tuple[float, object]"])

    def get(self, key: Hashable, count: Callable[[], T]) -> T:
        """Return what is kept under a key, or count it."""
        began = self.clock()
        until, value = self._kept.get(key, (began, None))
        if began < until:
            return cast("T", value)
        counted = count()
        ended = self.clock()
        self._kept.pop(key, None)
        if ended - began >= WORTH_KEEPING:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = (ended + min((ended - began) * TIMES_AS_LONG, LONGEST), counted)
        return counted
