"""What the words around each number say about its time, and whether they deny it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.language.digits import number_of
from reminders.core.language.lists import pattern_of, phrases_of, words_of
from reminders.core.model.errors import RemindersError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PATTERN: Final = pattern_of("scale")
_WORDS: Final = words_of("scale")
_PHRASES: Final = phrases_of("scale")
_PAUSES: Final = frozenset(".,;!?()\n")
_NEAR: Final = 4


@dataclass(frozen=True, slots=True)
class PlacedNumber:
    """One number of the scale, and what the words of its clause say about its time."""

    value: int
    at: int
    is_past: bool
    is_present: bool
    is_this_day: bool


class DoubtfulError(RemindersError):
    """It is not plain which number is meant."""


def placed_in_time(tokens: Sequence[str], places: Sequence[int]) -> list[PlacedNumber]:
    """Each number with what its clause says about its time.

    Raises:
        DoubtfulError: One is denied, holds only at times ("8 when I walk"), or is of today and of another day at once.
    """
    numbers: list[PlacedNumber] = []
    clauses = list(_clauses(tokens, places))
    for index, (start, end) in enumerate(clauses):
        inside = [at for at in places if start <= at < end]
        if not inside:
            continue
        spans = _shares(tokens, start, end, inside)
        alone = _times_alone(tokens, clauses, index, places) if len(inside) == 1 else ""
        for at, (begin, stop) in zip(inside, spans, strict=True):
            words = f" {' '.join(tokens[begin:stop])} {alone} "
            if _mentions(words, "situations", "situation_phrases") or _is_denied(tokens, start, at):
                raise DoubtfulError
            past, present = _mentions(words, "past", "past_phrases"), _mentions(words, "present")
            if past and present:
                raise DoubtfulError
            numbers.append(
                PlacedNumber(number_of(tokens[at]), at, past, present, _mentions(words, "this_day", "this_day_phrases"))
            )
    return numbers


def _clauses(tokens: Sequence[str], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches between pauses; "and" joins two numbers that nothing else parts, and parts anything else."""
    start = 0
    for at, token in enumerate(tokens):
        if (token in _PAUSES or token in _WORDS.clause_words) and at not in places:
            yield start, at
            start = at + 1
        elif token in _WORDS.past_verbs and any(start <= place < at for place in places):
            start, ended = _back_to_pronoun(tokens, at), start
            yield ended, start
    yield start, len(tokens)


def _back_to_pronoun(tokens: Sequence[str], at: int) -> int:
    return at - 1 if tokens[at - 1] in _WORDS.it else at


def _shares(tokens: Sequence[str], start: int, end: int, inside: Sequence[int]) -> list[tuple[int, int]]:
    """The part of a clause that belongs to each of its numbers.

    "yesterday 8 today 5": each has the words before it; "8 yesterday 5 today": each has the words after it.
    """
    if len(inside) == 1:
        return [(start, end)]
    leading = tells_time(tokens, start, inside[0])
    trailing = tells_time(tokens, inside[-1] + 1, end)
    if leading and trailing and len(inside) == 2:  # noqa: PLR2004 - "yesterday 8 5 now"
        if tells_time(tokens, inside[0] + 1, inside[1]):
            raise DoubtfulError
        return [(start, inside[0] + 1), (inside[1], end)]
    if trailing:
        return list(zip(inside, [*inside[1:], end], strict=True))
    return list(zip([start, *[at + 1 for at in inside[:-1]]], [at + 1 for at in inside], strict=True))


def tells_time(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether the tokens from `start` to `end` name a time: before, now or a part of today."""
    words = f" {' '.join(tokens[start:end])} "
    return (
        _mentions(words, "past", "past_phrases")
        or _mentions(words, "present")
        or _mentions(words, "this_day", "this_day_phrases")
    )


def _times_alone(tokens: Sequence[str], clauses: Sequence[tuple[int, int]], index: int, places: Sequence[int]) -> str:
    """The words of a short clause next to this one that holds only a time: "8, yesterday"."""
    own = clauses[index]
    if tells_time(tokens, *own):
        return ""
    for place in (index - 1, index + 1):
        if not 0 <= place < len(clauses):
            continue
        start, end = clauses[place]
        short = 0 < end - start <= 3 and not any(start <= at < end for at in places)  # noqa: PLR2004 - "it was yesterday"
        if short and tells_time(tokens, start, end):
            return " ".join(tokens[start:end])
    return ""


def _mentions(padded: str, words: str, phrases: str = "") -> bool:
    listed = getattr(_WORDS, words)
    if any(word in listed for word in padded.split()):
        return True
    return bool(phrases) and any(f" {phrase} " in padded for phrase in getattr(_PHRASES, phrases))


def _is_denied(tokens: Sequence[str], start: int, at: int) -> bool:
    """Whether the few words before a number deny it, wish it, or give a bound."""
    said = _PATTERN.no_doubt.sub(" , ", " ".join(tokens[start:at])).split()
    after_pause = said[max((place + 1 for place, word in enumerate(said) if word == ","), default=0) :]
    return any(word in _WORDS.doubts for word in after_pause[-_NEAR:])
