"""One linear model as it is stored: a signed byte for each bucket of features."""

from __future__ import annotations

import zlib
from base64 import b85decode
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BUCKETS: Final = 1 << 17


class Stored(TypedDict):
    """A model in JSON."""

    steps: str
    step: float
    start: float


class Weights(NamedTuple):
    """One linear model: a signed byte for each bucket, what one step of it is worth, and where it starts."""

    steps: memoryview[int]
    step: float
    start: float

    def score(self, features: Sequence[int]) -> float:
        """The log odds for the buckets of a stretch."""
        total = sum(map(self.steps.__getitem__, features))
        return self.start + self.step * total / (len(features) or 1) ** 0.5


def unpacked(stored: Stored) -> Weights:
    """The model of its JSON."""
    steps = memoryview(zlib.decompress(b85decode(stored["steps"]))).cast("b")
    return Weights(steps, stored["step"], stored["start"])


def buckets(features: Iterable[str]) -> list[int]:
    """The buckets of features, each once."""
    return sorted({zlib.crc32(feature.encode()) % BUCKETS for feature in features})
