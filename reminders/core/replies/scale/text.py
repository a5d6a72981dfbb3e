"""Makes a text ready for reading a score: numbers as digits, and what only looks like an answer taken out."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from reminders.core.language.lists import numbers_of, pattern_of, words_of
from reminders.data import book

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERS: Final = numbers_of("scale")
_PATTERN: Final = pattern_of("scale")
_WORDS: Final = words_of("scale")
_WORD: Final = re.compile(r"[a-z]+")
_LONE_WORD: Final = re.compile(r"^\W*([a-z]+)\W*$")
_SPACES: Final = re.compile(r"[ \t]+")
_GONE: Final = " "


def plain_scale_text(folded: str, lowest: int, highest: int) -> str | None:
    """Return the text with its numbers as digits, without greetings and without the scale's own ends.

    None where a number stands between two of the scale ("seven and a half").
    """
    text = _digits(_PATTERN.greetings.sub(" , ", folded))
    text = _SPACES.sub(" ", _PATTERN.idioms.sub(" , ", text))
    text = _with_top("scale_named", lowest, highest).sub(" , ", text)
    text = _with_top("of_top", lowest, highest).sub(_GONE, text)
    if _PATTERN.half.search(text):
        return None
    text = _PATTERN.compared.sub(_GONE, text)
    text = _PATTERN.changed_from_to.sub(_newer_number, text)
    text = _PATTERN.changed_from.sub(_GONE, text)
    text = _PATTERN.changed_to.sub(" its ", text)
    return _SPACES.sub(" ", text).strip()


def tells_only_numbers(folded: str) -> bool:
    """Whether a text says nothing but numbers, so that nothing in it can sound like a symptom."""
    said = _WORD.findall(folded)
    return all(word in _WORDS.bare or word in _number_words() or word in _NUMBERS.careful_numbers for word in said)


def _newer_number(match: re.Match[str]) -> str:
    # Each language has its own pair of groups.
    return f" its {[group for group in match.groups() if group is not None][-1]} "


@cache
def _number_words() -> Mapping[str, int]:
    return _NUMBERS.numbers


def _digits(text: str) -> str:
    lone = _LONE_WORD.match(text)
    if lone and lone[1] in _NUMBERS.careful_numbers:
        return str(_NUMBERS.careful_numbers[lone[1]])
    plain = _PATTERN.both.sub(" both ", text)
    plain = _WORD.sub(lambda match: str(_number_words().get(match[0], match[0])), plain)
    careful = _careful()
    return careful.sub(lambda match: f"{match[1]}{_NUMBERS.careful_numbers[match[2]]}", plain)


@cache
def _careful() -> re.Pattern[str]:
    before, careful = "|".join(sorted(_WORDS.before_careful)), "|".join(sorted(_NUMBERS.careful_numbers))
    return re.compile(rf"\b((?:{before}) )({careful})\b(?!s)")


@cache
def _with_top(name: str, lowest: int, highest: int) -> re.Pattern[str]:
    pattern = book("scale").pattern(name).pattern
    return re.compile(pattern.replace("TOP", str(highest)).replace("[01]", f"[01{lowest if lowest <= 9 else ''}]"))  # noqa: PLR2004 one digit
