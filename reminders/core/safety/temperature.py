"""Recognizes a measured fever in a text: 100.4 °F or 38 °C and above, with or without words around it.

Source: NHS and Mayo post-operative leaflets as gathered in the clinical notes of this project (38 °C / 100.4 °F).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from reminders.core.language.reply_text import words
from reminders.core.safety.red_flag_scope import Standing, spoken_words

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
    r"\s{0,2}(?:mg|ml|mcg|lbs?|pounds?|kg|kilos?|libras?|miles?|millas?|km|steps|pasos|dollars?|dolares"
    r"|usd|pesos|years?|yrs?|anos|yo"
    r"|min\w*|hours?|hrs?|horas?|days?|dias?|weeks?|semanas?|times|veces|feet|ft|pies|metros|mm|cm|street"
    r"|st|ave|over)\b|\s{0,2}\$"
)
_A_PLACE = re.compile(
    r"\b(?:room|rm|suite|ste|apt|apartment|unit|highway|hwy|route|rt|bus|exit|cuarto|habitacion|calle|ruta|autopista"
    r"|carretera|departamento|depto|piso)\s{0,2}#?\s?$"
)
_ADDRESS = re.compile(r"\b(?:live|lives|living|vivo|vive|vivimos|address|direccion)\b(?:\s\w+){0,3}\s#?$")
_STREET = re.compile(r"^\s(?:\w+\s){0,3}(?:road|rd|street|avenue|ave|lane|ln|drive|blvd|court|calle|avenida)\b")
_WEATHER = re.compile(
    r"\b(?:estamos a|oven|horno|outside|outdoors|out there|afuera"
    r"|weather|forecast|heat wave|heatwave|humid\w*|sunny"
    r"|in the shade|clima|calor(?:on)?|al sol"
    r"|a la sombra|pronostico|in the (?:house|car|garage|attic|apartment|kitchen)|en la casa|ac broke|a/c"
    r"|air conditioner|pool|oven"
    r"|jacuzzi|hot tub|texas|arizona|phoenix|desierto|radio|channel|canal|preheat|degrees today|porch"
    r"|patio|garden|jardin|yard"
    r"|hot as (?:blazes|hell|heck|an? \w+)|hot (?:out|here|today)|muggy|sweltering|scorch\w*|bochorno"
    r"|thermostat|termostato|ventilador|verano|summer)\b"
)
_OTHER_READING = re.compile(
    r"\b(?:sugars?|glucos\w*|azucar|pulse|heart|hr|bpm|pulso|latidos|presion|pressure|bp|ox\w*|o2|sats?"
    r"|spo2|saturacion|percent)\b|%"
)
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
    if _A_PLACE.search(before) or _ADDRESS.search(before) or _STREET.match(after) or _is_no_body_heat(before, after):
        return False
    if _OWN_UNIT.match(after):
        return True
    if _OTHER_UNIT.match(after):
        return False
    # A bare "38" may be an age; "38.5" and "101.2" are hardly ever anything but a temperature.
    if fraction is not None or few_words:
        return True
    return _HEAT_WORD.search(f"{before} {after}") is not None


def _is_no_body_heat(before: str, after: str) -> bool:
    around = f"{before} {after}"
    of_body = _OF_BODY.search(around) is not None
    return not of_body and bool(_WEATHER.search(around) or _OTHER_READING.search(around) or before.endswith("hace "))
