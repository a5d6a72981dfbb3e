"""Finds the listed word a patient meant: spelling slips, sound-alike spelling, two words run together.

Real words are never taken for a slip of another ("would" is not "wound"): `real_words` names those that are near a
listed one.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_MIN_LISTED = 5
_MIN_TYPED = 4
_LONG = 9
_MAX_TYPED = 24
_MIN_HALF = 3
_SLIP_LOOKUPS = 200
_MAX_SLIPS_KEPT = 4096

_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
_SOUNDS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"h", ""),
        (r"v", "b"),
        (r"qu(?=[ei])", "k"),
        (r"c(?=[eiy])|z", "s"),
        (r"[cq]", "k"),
        (r"ll", "y"),
        (r"(.)\1+", r"\1"),
    )
)


def spell_out(phrase: str) -> list[str]:
    """`"swell{s,ing} passed_out"` as its entries: braces hold endings, an underscore joins a phrase."""
    entries: list[str] = []
    for entry in phrase.split():
        parts = _ALTERNATIVES.split(entry)
        choices = [part.split(",") if index % 2 else [part] for index, part in enumerate(parts)]
        entries.extend("".join(choice).replace("_", " ") for choice in product(*choices))
    return entries


class Vocabulary:
    """Listed words, and how to find the one meant by a typed word."""

    def __init__(self, phrases: Iterable[str], real_words: frozenset[str]) -> None:
        """`listed` are folded single words; `real_words` are left as they are."""
        self._listed = frozenset(phrases)
        self._real = real_words
        self._by_sound: dict[str, list[str]] = {}
        by_length: dict[int, list[str]] = {}
        for word in sorted(self._listed):
            if len(word) >= _MIN_TYPED and word.isalpha():
                self._by_sound.setdefault(_sound(word), []).append(word)
            if len(word) >= _MIN_LISTED and word.isalpha():
                by_length.setdefault(len(word), []).append(word)
        self._slips: dict[str, tuple[str, ...]] = {}
        self._near: dict[tuple[int, int], list[str]] = {
            (typed, allowed): [
                word for size in range(typed - allowed, typed + allowed + 1) for word in by_length.get(size, ())
            ]
            for typed in range(_MIN_TYPED, _MAX_TYPED + 1)
            for allowed in (1, 2)
        }

    def meant(self, typed: str) -> tuple[str, ...]:
        """The listed words that `typed` may stand for, none when it is an ordinary word."""
        if typed in self._listed:
            return (typed,)
        if typed in self._real or not _MIN_TYPED <= len(typed) <= _MAX_TYPED or not typed.isalpha():
            return ()
        if typed not in self._slips:
            if len(self._slips) >= _MAX_SLIPS_KEPT:
                self._slips.clear()
            self._slips[typed] = tuple(self._by_sound.get(_sound(typed), ())) or self._typos(typed)
        return self._slips[typed]

    def meanings(self, typed: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """`meant` for every word of a text, with bounded work however long the text is."""
        meanings: dict[str, tuple[str, ...]] = {}
        lookups = 0
        for word in typed:
            if word in meanings:
                continue
            exact = word in self._listed
            lookups += not exact
            meanings[word] = self.meant(word) if exact or lookups <= _SLIP_LOOKUPS else ()
        return meanings

    def halves(self, typed: str) -> tuple[str, ...]:
        """Two listed words run together ("chestpain") as two; anything else as it is."""
        if typed in self._listed or typed in self._real or len(typed) > _MAX_TYPED:
            return (typed,)
        for cut in range(_MIN_HALF, len(typed) - _MIN_HALF + 1):
            if typed[:cut] in self._listed and typed[cut:] in self._listed:
                return (typed[:cut], typed[cut:])
        return (typed,)

    def _typos(self, typed: str) -> tuple[str, ...]:
        allowed = 2 if len(typed) >= _LONG else 1
        from rapidfuzz import process  # 4 MB that a process which reads no text need not pay
        from rapidfuzz.distance import OSA

        near = self._near[len(typed), allowed]
        candidates = process.extract(typed, near, scorer=OSA.distance, score_cutoff=allowed, limit=4)
        best = min((distance for _, distance, _ in candidates), default=0)
        return tuple(word for word, distance, _ in candidates if distance == best)


def _sound(word: str) -> str:
    """A rough key under which words that sound alike in Spanish or English meet: b and v, s and z, silent h."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
