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
_DIGIT: Final = re.compile(r"\d")
_SPACES: Final = re.compile(r"[ \t]+")
_GONE: Final = " "


def plain_scale_text(folded: str, lowest: int, highest: int) -> str | None:
    """Return the text with its numbers as digits, without greetings and without the scale's own ends.

    None where a number stands between two of the scale ("seven and a half").
    """
    text = _digits(_PATTERN.greetings.sub(" , ", folded), highest)
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
    """Whether a text says nothing but numbers, times, parts and how many pills: nothing in it sounds like a symptom.

    Pills and parts without a number do: "took pills" may be an overdose, "leg down" may be a fall.
    """
    said = set(_WORD.findall(folded))
    numbers = {word for word in said if word in _number_words() or word in _NUMBERS.careful_numbers}
    if said & (_WORDS.bare_doses | _WORDS.bare_parts) and not (numbers or _DIGIT.search(folded)):
        return False
    return said - numbers <= _WORDS.bare | _WORDS.bare_times | _WORDS.bare_doses | _WORDS.bare_parts


def _newer_number(match: re.Match[str]) -> str:
    # Each language has its own pair of groups.
    return f" its {[group for group in match.groups() if group is not None][-1]} "


@cache
def _number_words() -> Mapping[str, int]:
    return _NUMBERS.numbers


def _digits(text: str, highest: int) -> str:
    lone = _LONE_WORD.match(text)
    if lone and lone[1] in _NUMBERS.careful_numbers:
        return str(_NUMBERS.careful_numbers[lone[1]])
    plain = _PATTERN.both.sub(" both ", text)
    plain = _WORD.sub(lambda match: str(_number_words().get(match[0], match[0])), plain)
    plain = _careful().sub(lambda match: f"{match[1]}{_NUMBERS.careful_numbers[match[2]]}", plain)
    return _misheard(highest).sub(lambda match: str(_heard_as()[match[0]]), plain)


@cache
def _careful() -> re.Pattern[str]:
    before, careful = "|".join(sorted(_WORDS.before_careful)), "|".join(sorted(_NUMBERS.careful_numbers))
    return re.compile(rf"\b((?:{before}) )({careful})\b(?!s)")


@cache
def _heard_as() -> Mapping[str, int]:
    return {**_NUMBERS.misheard, **_NUMBERS.misheard_before_top}


@cache
def _misheard(highest: int) -> re.Pattern[str]:
    sure, before_top = "|".join(sorted(_NUMBERS.misheard)), "|".join(sorted(_NUMBERS.misheard_before_top))
    then_top = book("scale").pattern("then_top").pattern
    return re.compile(rf"\b(?:(?:{sure})\b|(?:{before_top})(?= ?(?:{then_top}) ?{highest}\b))")


@cache
def _with_top(name: str, lowest: int, highest: int) -> re.Pattern[str]:
    pattern = book("scale").pattern(name).pattern
    return re.compile(pattern.replace("TOP", str(highest)).replace("[01]", f"[01{lowest if lowest <= 9 else ''}]"))  # noqa: PLR2004 one digit
