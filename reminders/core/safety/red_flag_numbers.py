"""Spoken numbers as digits: "one oh two" is 102, "treinta y nueve y medio" 39.5, "ochenta y cuatro" 84.

Phones write what people say, so a reading arrives in words as often as in digits.
"""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {
    name: value
    for value, names in enumerate(
        (
            "zero oh cero",
            "one uno un",
            "two dos",
            "three tres",
            "four cuatro",
            "five cinco",
            "six seis",
            "seven siete",
            "eight ocho",
            "nine nueve",
        )
    )
    for name in names.split()
}
_TEENS: Final = {
    name: value
    for value, names in enumerate(
        (
            "ten diez",
            "eleven once",
            "twelve doce",
            "thirteen trece",
            "fourteen catorce",
            "fifteen quince",
            "sixteen dieciseis",
            "seventeen diecisiete",
            "eighteen dieciocho",
            "nineteen diecinueve",
        ),
        10,
    )
    for name in names.split()
}
_TENS: Final = {
    name: value * 10
    for value, names in enumerate(
        (
            "twenty veinte",
            "thirty treinta",
            "forty fourty cuarenta",
            "fifty cincuenta",
            "sixty sesenta",
            "seventy setenta",
            "eighty ochenta",
            "ninety noventa",
        ),
        2,
    )
    for name in names.split()
}
_HUNDREDS: Final = {
    "hundred": 100,
    "cien": 100,
    "ciento": 100,
    "doscientos": 200,
    "trescientos": 300,
    "cuatrocientos": 400,
    "quinientos": 500,
}
_VALUES: Final = _UNITS | _TEENS | _TENS | _HUNDREDS
_NAMES = "|".join(sorted(_VALUES, key=len, reverse=True))
_JOIN = r"(?:[ -]+(?:and[ ]|y[ ])?)"
_SPOKEN = re.compile(rf"\b(?:a[ ]hundred|(?:{_NAMES}))(?:{_JOIN}(?:{_NAMES})\b){{0,5}}")
_FRACTION = re.compile(r"(?<![\d.,])(\d{1,3})[ ](?:point|punto|dot|coma|con)[ ](\d)\b")
_HALF = re.compile(r"(?<![\d.,])(\d{1,3})[ ](?:y[ ]medi[oa]|and[ ]a[ ]half)\b")
_LONELY = frozenset(["one", "un", "uno", "oh", "a", "once"])
_TEN = 10
_HUNDRED = 100


def digits_for_words(folded: str) -> str:
    """A folded text with spoken numbers in digits; "one", "un" and "once" alone stay words."""
    said = _SPOKEN.sub(_digits, folded)
    return _HALF.sub(r"\1.5", _FRACTION.sub(r"\1.\2", said))


def _digits(match: re.Match[str]) -> str:
    spoken = match.group()
    if spoken in _LONELY:
        return spoken
    names = [name for name in re.split(r"[ -]+", spoken) if name in _VALUES]
    whole, rest = _value(names)
    tail = " ".join(rest)
    return f"{whole} {tail}".rstrip() if tail else str(whole)


def _value(names: list[str]) -> tuple[int, list[str]]:
    """The number that the names begin with, and names that are left over."""
    if len(names) > 1 and names[0] in _UNITS and names[1] == "hundred":
        low, rest = _below_hundred(names[2:])
        return _UNITS[names[0]] * _HUNDRED + low, rest
    if names[0] in _HUNDREDS:
        low, rest = _below_hundred(names[1:])
        return _HUNDREDS[names[0]] + low, rest
    if len(names) > 1 and names[0] in _UNITS and 0 < _UNITS[names[0]] < _TEN // 2:
        return _short_hundreds(names)
    return _below_hundred(names)


def _short_hundreds(names: list[str]) -> tuple[int, list[str]]:
    """The hundred is left out: "one oh two", "one forty", "three fifty five"."""
    first = _UNITS[names[0]] * _HUNDRED
    if names[1] in ("oh", "zero", "o") and len(names) > 2 and names[2] in _UNITS:  # noqa: PLR2004 three names
        return first + _UNITS[names[2]], names[3:]
    if names[1] in _TENS or names[1] in _TEENS:
        low, rest = _below_hundred(names[1:])
        return first + low, rest
    return _UNITS[names[0]], names[1:]


def _below_hundred(names: list[str]) -> tuple[int, list[str]]:
    if not names:
        return 0, []
    if names[0] in _TENS:
        if len(names) > 1 and _UNITS.get(names[1], 0) > 0:
            return _TENS[names[0]] + _UNITS[names[1]], names[2:]
        return _TENS[names[0]], names[1:]
    for table in (_TEENS, _UNITS):
        if names[0] in table:
            return table[names[0]], names[1:]
    return 0, names
