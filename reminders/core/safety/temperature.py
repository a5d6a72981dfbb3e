"""Recognizes a measured fever in a text: 100.4 °F or 38 °C and above, with or without words around it.

Source: NHS and Mayo post-operative leaflets as gathered in the clinical notes of this project (38 °C / 100.4 °F).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from reminders.core.language.lists import pattern_of
from reminders.core.language.reply_text import words
from reminders.core.safety.red_flag_scope import Standing, spoken_words

_CELSIUS: Final = (Decimal(38), Decimal(44))
_FAHRENHEIT: Final = (Decimal("100.4"), Decimal(111))
_FEW_WORDS = 4
_PATTERN: Final = pattern_of("temperature")

_NUMBER = re.compile(r"(?<![\d.,:/$#-])(\d{2,3})(?:\s?[.,]\s?(\d{1,2}))?(?![\d:/%-]|[.,]\d)")
_OWN_UNIT = re.compile(r"\s{0,2}(?:°|º|degrees?\b|deg\b|grados?\b|[fc]\b)")
_ADDRESS = re.compile(r"\b(?:live|lives|living|vivo|vive|vivimos|address|direccion)\b(?:\s\w+){0,3}\s#?$")
_OF_BODY = re.compile(
    r"\b(?:fever|fiebre|calentura|temp|temperatura|temperature|chills|escalofrio\w*|thermometer|termometro)\b"
)
_AROUND = 40


def names_fever(digits: str) -> bool:
    """Whether a folded text, its spoken numbers in digits, gives the patient's own temperature now as a fever."""
    few = len(words(digits)) <= _FEW_WORDS
    fevers = [number for number in _NUMBER.finditer(digits) if _is_fever(digits, number, few_words=few)]
    if not fevers:
        return False
    starts = (match.start() for match in re.finditer(r"[a-z0-9]+", digits))
    standing = dict(zip(starts, (word.standing for word in spoken_words(digits)), strict=False))
    return any(standing.get(number.start(), Standing.LIVE) is Standing.LIVE for number in fevers)


def _is_fever(folded: str, number: re.Match[str], *, few_words: bool) -> bool:
    whole, fraction = number.groups()
    value = Decimal(f"{whole}.{fraction or 0}")
    if not (_CELSIUS[0] <= value < _CELSIUS[1] or _FAHRENHEIT[0] <= value < _FAHRENHEIT[1]):
        return False
    after = folded[number.end() : number.end() + _AROUND]
    before = folded[max(0, number.start() - _AROUND) : number.start()]
    if (
        _PATTERN.a_place.search(before)
        or _ADDRESS.search(before)
        or _PATTERN.street.match(after)
        or _is_no_body_heat(before, after)
    ):
        return False
    if _OWN_UNIT.match(after):
        return True
    if _PATTERN.other_unit.match(after):
        return False
    # A bare "38" may be an age; "38.5" and "101.2" are hardly ever anything but a temperature.
    if fraction is not None or few_words:
        return True
    return _PATTERN.heat_word.search(f"{before} {after}") is not None


def _is_no_body_heat(before: str, after: str) -> bool:
    around = f"{before} {after}"
    of_body = _OF_BODY.search(around) is not None
    return not of_body and bool(
        _PATTERN.weather.search(around) or _PATTERN.other_reading.search(around) or before.endswith("hace ")
    )
