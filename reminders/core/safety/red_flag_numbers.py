"""Spoken numbers as digits: "one oh two" is 102, "treinta y nueve y medio" 39.5, "ochenta y cuatro" 84.

Phones write what people say, so a reading arrives in words as often as in digits.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from reminders.core.language.lists import numbers_of

_NUMBERS: Final = numbers_of("number_words")
_JOIN = r"(?:[ -]+(?:and[ ]|y[ ])?)"
_FRACTION = re.compile(r"(?<![\d.,])(\d{1,3})[ ](?:point|punto|dot|coma|con)[ ](\d)\b")
_HALF = re.compile(r"(?<![\d.,])(\d{1,3})[ ](?:y[ ]medi[oa]|and[ ]a[ ]half)\b")
_LONELY = frozenset(["one", "un", "uno", "oh", "a", "once"])
_TEN = 10
_HUNDRED = 100


@cache
def _values() -> dict[str, int]:
    return {**_NUMBERS.units, **_NUMBERS.teens, **_NUMBERS.tens, **_NUMBERS.hundreds}


@cache
def _spoken() -> re.Pattern[str]:
    names = "|".join(sorted(_values(), key=len, reverse=True))
    return re.compile(rf"\b(?:a[ ]hundred|(?:{names}))(?:{_JOIN}(?:{names})\b){{0,5}}")


def digits_for_words(folded: str) -> str:
    """A folded text with spoken numbers in digits; "one", "un" and "once" alone stay words."""
    digits = _spoken().sub(_digits, folded)
    return _HALF.sub(r"\1.5", _FRACTION.sub(r"\1.\2", digits))


def _digits(match: re.Match[str]) -> str:
    spoken = match.group()
    if spoken in _LONELY:
        return spoken
    names = [name for name in re.split(r"[ -]+", spoken) if name in _values()]
    whole, rest = _value(names)
    tail = " ".join(rest)
    return f"{whole} {tail}".rstrip() if tail else str(whole)


def _value(names: list[str]) -> tuple[int, list[str]]:
    """The number that the names begin with, and names that are left over."""
    if len(names) > 1 and names[0] in _NUMBERS.units and names[1] == "hundred":
        low, rest = _below_hundred(names[2:])
        return _NUMBERS.units[names[0]] * _HUNDRED + low, rest
    if names[0] in _NUMBERS.hundreds:
        low, rest = _below_hundred(names[1:])
        return _NUMBERS.hundreds[names[0]] + low, rest
    if len(names) > 1 and names[0] in _NUMBERS.units and 0 < _NUMBERS.units[names[0]] < _TEN // 2:
        return _short_hundreds(names)
    return _below_hundred(names)


def _short_hundreds(names: list[str]) -> tuple[int, list[str]]:
    """The hundred is left out: "one oh two", "one forty", "three fifty five"."""
    first = _NUMBERS.units[names[0]] * _HUNDRED
    if names[1] in ("oh", "zero", "o") and len(names) > 2 and names[2] in _NUMBERS.units:  # noqa: PLR2004 three names
        return first + _NUMBERS.units[names[2]], names[3:]
    if names[1] in _NUMBERS.tens or names[1] in _NUMBERS.teens:
        low, rest = _below_hundred(names[1:])
        return first + low, rest
    return _NUMBERS.units[names[0]], names[1:]


def _below_hundred(names: list[str]) -> tuple[int, list[str]]:
    if not names:
        return 0, []
    if names[0] in _NUMBERS.tens:
        if len(names) > 1 and _NUMBERS.units.get(names[1], 0) > 0:
            return _NUMBERS.tens[names[0]] + _NUMBERS.units[names[1]], names[2:]
        return _NUMBERS.tens[names[0]], names[1:]
    for table in (_NUMBERS.teens, _NUMBERS.units):
        if names[0] in table:
            return table[names[0]], names[1:]
    return 0, names
