"""Tells how much a text is like the red flags that patients have written before: a small linear classifier.

It stands beside the rules for wordings that no table foresaw ("my legs just weren't there"), and can only add a flag.
Its features are pieces of words, words and pairs of words; `python -m tests.core.replies.learn` learns the weights
from the tables of replies, and `tests/core/replies/test_likeness.py` measures them on texts it has not learned from.
"""

from __future__ import annotations

import zlib
from base64 import b85decode
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders.core.reply_text import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BUCKETS: Final = 1 << 14
SURE: Final = 2.5
"""How like a red flag a text must be, in log odds: above nearly all that is harmless, however medical its words."""
MILD: Final = -1.0
"""Below this a flag is one for a call today; all above, in doubt too, is an emergency."""

_MOST_WORDS = 320
_WINDOW = 14
_STRIDE = 7
_FEWEST_WORDS = 3
_PIECES = (3, 4, 5)


class Likeness(NamedTuple):
    """Log odds that a text is a red flag at all, and that a red flag like it is an emergency."""

    flag: float
    emergency: float


class Weights(NamedTuple):
    """One linear model: a signed byte for each bucket, what one step of it is worth, and where it starts."""

    steps: bytes
    step: float
    start: float

    def score(self, found: Sequence[int]) -> float:
        """The log odds for the buckets of a text."""
        total = sum(value - 256 if (value := self.steps[bucket]) > 127 else value for bucket in found)  # noqa: PLR2004 a signed byte
        return self.start + self.step * total / (len(found) or 1) ** 0.5


def unpack(packed: str, step: float, start: float) -> Weights:
    """Weights as `learn` has written them."""
    return Weights(zlib.decompress(b85decode("".join(packed.split()))), step, start)


@cache
def _models() -> tuple[Weights, Weights]:
    """Unpacked with the first text that is read, like the tables of words."""
    from reminders.core import red_flag_weights as learned

    return unpack(*learned.FLAG), unpack(*learned.EMERGENCY)


def likeness(folded: str) -> Likeness:
    """How like a red flag the likest stretch of a folded text is; the work is bounded however long the text."""
    flag, emergency = _models()
    best = Likeness(float("-inf"), 0.0)
    for stretch in _stretches(words(folded)[:_MOST_WORDS]):
        found = features(stretch)
        if (score := flag.score(found)) > best.flag:
            best = Likeness(score, emergency.score(found))
    return best


def features(said: Sequence[str]) -> list[int]:
    """The buckets of some words: the words, pairs of them, and their pieces of three to five letters."""
    found = {f"={word}" for word in said}
    found.update(f"{left} {right}" for left, right in pairwise(said))
    found.update(f"{left}_{right}" for left, right in zip(said, said[2:], strict=False))
    for word in set(said):
        found.update(_pieces(word))
    return sorted({zlib.crc32(feature.encode()) % BUCKETS for feature in found})


def _pieces(word: str) -> Iterator[str]:
    edged = f"<{word}>"
    for size in _PIECES:
        yield from (edged[at : at + size] for at in range(len(edged) - size + 1))


def _stretches(said: list[str]) -> Iterator[list[str]]:
    """The whole of a short text; a long one in pieces that overlap, so that one sentence in many is heard."""
    if len(said) >= _FEWEST_WORDS:
        for start in range(0, max(len(said) - _WINDOW, 0) + _STRIDE, _STRIDE):
            yield said[start : start + _WINDOW]
