"""Recognizes a measured fever in a text: 100.4 °F or 38 °C and above, with or without words around it.

Source: NHS and Mayo post-operative leaflets as gathered in the clinical notes of this project (38 °C / 100.4 °F).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from reminders.core.reply_text import words

_CELSIUS: Final = (Decimal(38), Decimal(44))
_FAHRENHEIT: Final = (Decimal("100.4"), Decimal(111))
_FEW_WORDS = 4

_NUMBER = re.compile(r"(?<![\d.,:/$#-])(\d{2,3})(?:\s?[.,]\s?(\d{1,2}))?(?![\d:/%-]|[.,]\d)")
_HEAT_WORD = re.compile(
    r"\b(?:temp\w*|tmp|fever\w*|degree\w*|deg|thermo\w*|termo\w*|grado\w*|fiebre|calentura|running|celsius|fahrenheit"
    r"|centigrado\w*|hot|chills|ardiendo|f|c)\b|°|º"
)
_OWN_UNIT = re.compile(r"\s{0,2}(?:°|º|degrees?\b|deg\b|grados?\b|[fc]\b)")
_OTHER_UNIT = re.compile(
    r"\s{0,2}(?:mg|ml|mcg|lbs?|pounds?|kg|kilos?|libras?|miles?|millas?|km|steps|pasos|dollars?|dolares|usd|pesos|years?|yrs?|anos|yo"
    r"|min\w*|hours?|hrs?|horas?|days?|dias?|weeks?|semanas?|times|veces|feet|ft|pies|metros|mm|cm|street|st|ave|over)\b|\s{0,2}\$"
)
_A_PLACE = re.compile(
    r"\b(?:room|rm|suite|ste|apt|apartment|unit|highway|hwy|route|rt|bus|exit|cuarto|habitacion|calle|ruta|autopista"
    r"|carretera|departamento|depto|piso)\s{0,2}#?\s?$"
)
_OUTDOORS = re.compile(
    r"^\W{0,3}(?:(?:degrees?|deg|grados?|f|c)\W{0,2})?(?:outside|outdoors|out there|afuera|alla afuera)\b"
)
_AROUND = 40


def names_fever(folded: str) -> bool:
    """Whether a folded text gives a temperature that counts as fever."""
    few = len(words(folded)) <= _FEW_WORDS
    return any(_is_fever(folded, number, few_words=few) for number in _NUMBER.finditer(folded))


def _is_fever(folded: str, number: re.Match[str], *, few_words: bool) -> bool:
    whole, fraction = number.groups()
    value = Decimal(f"{whole}.{fraction or 0}")
    if not (_CELSIUS[0] <= value < _CELSIUS[1] or _FAHRENHEIT[0] <= value < _FAHRENHEIT[1]):
        return False
    after = folded[number.end() : number.end() + _AROUND]
    if _A_PLACE.search(folded[max(0, number.start() - _AROUND) : number.start()]) or _OUTDOORS.match(after):
        return False
    if _OWN_UNIT.match(after):
        return True
    if _OTHER_UNIT.match(after):
        return False
    # A bare "38" may be an age; "38.5" and "101.2" are hardly ever anything but a temperature.
    if fraction is not None or few_words:
        return True
    around = folded[max(0, number.start() - _AROUND) : number.end() + _AROUND]
    return _HEAT_WORD.search(around) is not None
