"""Tells how much a text is like the stops that patients have written before: a small linear classifier, a safety net.

It can only have a patient asked about a text in which nothing was read ("Do you want these texts to stop?"). It reads
words, pairs of words, pieces of words, and the sets of words that the book `stop_classes` names. `python -m
tests.core.replies.train_stops` trains the weights in `reminders/data/shared/stop_weights.json`, which tells what they
were trained on and what was measured.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from reminders.core.language.lists import words_of
from reminders.core.language.weights import Weights, buckets, unpacked
from reminders.data import book, weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_WORDS: Final = 240
WINDOW: Final = 20
STRIDE: Final = 10

_PIECES: Final = (4, 5)
_SHORT: Final = 8
_MIN_WORDS: Final = 3
_MARKS: Final = frozenset(".,?")
_WORDS: Final = words_of("stop_classifier")


@cache
def _weights() -> tuple[Weights, float]:
    stored = weights("stop_weights")
    return unpacked(stored["stop"]), stored["threshold"]


@cache
def _classes_of() -> dict[str, tuple[str, ...]]:
    classes = book("stop_classes").texts()
    of: dict[str, list[str]] = {}
    for name in _WORDS.named:
        for word in classes[name].split():
            of.setdefault(word, []).append(name)
    for word in _WORDS.no:
        of.setdefault(word, []).append("NO")
    return {word: tuple(dict.fromkeys(names)) for word, names in of.items()}


def resembles_stop(line: str) -> bool:
    """Whether the likest stretch of a spoken line is so like a stop that the patient should be asked.

    Never one or two words alone: which of those may mean a stop is listed (`unclear_bodies` of the book `keywords`).
    """
    if sum(piece not in _MARKS for piece in line.split()) < _MIN_WORDS:
        return False
    weights, threshold = _weights()
    return any(weights.score(features) >= threshold for features in stretches(line))


def stretches(line: str) -> Iterator[list[int]]:
    """The buckets of each stretch of a spoken line: the whole of a short text, a long one in pieces that overlap."""
    tokens = line.split()[:MAX_WORDS]
    short = len(tokens) <= _SHORT
    for start in range(0, max(len(tokens) - WINDOW, 0) + STRIDE, STRIDE):
        if part := tokens[start : start + WINDOW]:
            yield buckets(_features(part, short=short))


def _features(tokens: Sequence[str], *, short: bool) -> Iterator[str]:
    words = ["0" if word[0].isdigit() else word for word in tokens]
    yield "short" if short else "long"
    yield from (f"={word}" for word in words)
    yield from (f"{left} {right}" for left, right in pairwise(words))
    yield from (f"{left}_{right}" for left, right in zip(words, words[2:], strict=False))
    yield from (f"{' '.join(words[at : at + 3])}" for at in range(len(words) - 2))
    for word in set(words):
        edged = f"<{word}>"
        for size in _PIECES:
            yield from (f"~{edged[at : at + size]}" for at in range(len(edged) - size + 1))
    yield from _class_pairs(words)


def _class_pairs(words: Sequence[str]) -> Iterator[str]:
    classes = [(at, name) for at, word in enumerate(words) for name in _classes_of().get(word, ())]
    yield from (f"#{name}" for _, name in classes)
    for at, name in classes:
        for later, other in classes:
            if 0 < later - at <= _SHORT:
                yield f"#{name}>{other}"
