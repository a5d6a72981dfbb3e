"""Readings in numbers: oxygen, pulse, blood pressure, blood sugar, pain of ten, pills taken, days without stool.

Each number belongs to the nearest word of measuring in its sentence. The limits, for a clinician to review: oxygen
below 92, pulse above 120 or below 45, pressure 180/120 and more or below 90/45, sugar 300 and more or below 60, pain 9
or 10 of 10, five pills at once (four of an opioid). How many days without stool are too many is in `red_flags`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders.core.safety.red_flag_scope import Standing, spoken_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OXYGEN = (
    r"pulse\s?ox\w*|ox[iy]met\w*|oxigen\w*|oxyg\w*|oxy\slevel|oxigeno|oxy?geno|saturacion|saturaci\w*"
    r"|saturando|saturation"
    r"|saturating|satting|sats?|sp\s?o2|o2|02\slevel|finger\sthing|finger\sclip"
)
_PULSE = (
    r"heart(?=\s(?:is\s|at\s)?\d)|heart\s?(?:rate|beat)\w*|hr|pulse|bpm|beats|latidos?|pulsaciones|pulso|ritmo\scardiaco|frecuencia(?:\scardiaca)?"
    r"|heart\sis\s(?:going|racing|beating)|corazon"
)
_PRESSURE = r"blood\s?pressure|bp|b/p|pressure|top\snumber|systolic|presion|sistolica|tension"
_SUGAR = r"blood\s?sugars?|sugars?|glucos\w*|glucomet\w*|glicemia|glucemia|azucar\w*|asucar|bs|bg"
_PAIN = r"pains?|payn|hurts?|hurting|dolor\w*|duele\w*|scale|escala"
_KINDS: Final = {"oxygen": _OXYGEN, "pulse": _PULSE, "pressure": _PRESSURE, "sugar": _SUGAR, "pain": _PAIN}
_KEYWORD = re.compile("|".join(rf"(?P<{kind}>\b(?:{words})\b)" for kind, words in _KINDS.items()))
_NOT_MEASURED = re.compile(
    r"pain\s(?:pills?|meds?|medic\w*|killers?|patch)|corazon\sde|water\spressure|sugar\sfree|heart\sof"
    r"|con\stodo\smi\scorazon|temp\w*\s(?:is\s|was\s|of\s|de\s|en\s|a\s|at\s)?\d{2,3}(?:[.,]\d{1,2})?(?!\d)"
)
_NUMBER = re.compile(r"(?<![\w.,:/#$])(\d{1,4})(?:[.,](\d{1,2}))?(?![\w:]|[.,]\d)(?:\s?%)?")
_UNIT = re.compile(
    r"\s{0,2}(?:mg|mcg|ml|min\w*|hours?|hrs?|horas?|h\b|days?|dias?|weeks?|semanas?|months?|meses|times"
    r"|veces|am\b|pm\b|a\.m|p\.m"
    r"|oclock|lit\w*|lpm|steps|pasos|pounds|lbs?|libras|miles?|feet|years?|anos?|blocks|cuadras|pills?"
    r"|pastillas|tablets|grams?|gramos|units?|unidades|people|personas|seconds|segundos|cigar\w*|puntos"
    r"|de (?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)\w*)\b"
)
_PAIR = re.compile(r"(?<![\w/])(\d{2,3})\s?(?:/|over|con|sobre|-|y)\s?(\d{2,3})(?![\w/])")
_CLOCK = re.compile(r"(?:\bat|\ba las|\bsince|\baround|\btil|\buntil|\bby)\s$")
_OF_TEN = re.compile(
    r"(?<![\w.])(\d{1,4})(?:\.\d)?\s?(?:\+\s?)?(?:/|out\sof|of|on|de|sobre|en|outta)\s?(?:a\s|una?\sescala\sde\s)?10\b"
)
_PRAISE = re.compile(
    r"\b(?:rate|rating|service|servicio|atencion|nurse|nurses|enfermera|team|staff|recommend|stars?"
    r"|you guys|give you|les? doy|you get|doctor gets|experience|hospital|food|mood"
    r"|movie|happy|feeling 10|im a 10|better than 10)\b"
)
_PAIN_AROUND = re.compile(
    r"\b(?:pain\w*|payn|hurt\w*|ache\w*|aching|dolor\w*|duel\w*|scale|escala|pills?|burn\w*|level|nivel"
    r"|agony|cry\w*|llor\w*|meds?"
    r"|legs?|back|espalda|pierna\w*|worse|peor|bad|help)\b"
)
_EASED = re.compile(
    r"\b(?:down|bajo|bajado|now|today|ahora|hoy|better|mejor|from|was|era|estaba|used|antes|before|to)\b"
)
_CHANGE = re.compile(
    r"\b(?:from|de|desde|was|era|estaba)\s(?:an?\s|un\s|the\s)?(\d{1,2})\b"
    r"(?:\W+\w+){0,4}?\W+(?:to|a|al|now|ahora|hoy|hasta)\s(?:(?:its|es|maybe|about|like|como|de|a|an|un|the)\s){0,2}(\d{1,2})\b"
)
_ROSE = re.compile(r"\b(?:went|gone|jumped|shot|climbed|up|subio|sube|subiendo|paso|aumento)\s(?:\w+\s){0,3}$")
_WAS = re.compile(r"\b(?:was|were|era|estaba|estuvo)\s(?:an?\s|un\s|de\s|en\s|only\s|like\s|como\s){0,2}$")
_SOONER = 7
_TEN = 10
_WORST = 9
_REACH = 60
_REACH_BACK = 28

_TOOK = r"(?:took|taken|swallowed|ate|eaten|popped|downed|tome|tomo|tomado|trague|trago|comio|echo|eche|tomaron)"
_PILLS_TAKEN = re.compile(
    rf"\b{_TOOK}\s(?:\w+\s){{0,3}}?(\d{{1,3}})\s(?:\w+\s){{0,5}}?"
    r"(pills?|tablets?|tabs|oxy\w*|hydroco\w*|norcos?|percs?|percocets?|tramadol\w*|vicodin\w*|pastillas?"
    r"|pildoras?|tabletas?"
    r"|morphine|morfina|opioids?|painkillers?|pain\smeds?|gabapentin\w*|capsul\w*|oxicodona|hidrocodona"
    r"|muscle\srelaxers?)\b"
)
_OPIOID = re.compile(r"oxy|hydroco|norco|perc|tramadol|vicodin|morph|morf|opioid|oxico|hidroco")
_SPREAD = re.compile(
    r"\b(?:a day|per day|daily|each day|every day|all week|this week|so far|since|total|over the|al dia"
    r"|por dia|cada dia|diarias?"
    r"|en toda la semana|in all|blood pressure|vitamins?|the week|morning pills)\b"
)
_MOST_PILLS, _MOST_OPIOIDS = 5, 4

_STOOL = re.compile(
    r"\b(?:poo\w*|bm|bms|bowels?|stools?|number (?:two|2)|popo|obr\w+|evacu\w+|estren\w+|estrin\w+"
    r"|constip\w+|del dos|del 2|del cuerpo"
    r"|defec\w+|caca|crap\w*|estitic\w+|al bano|bathroom|toilet|excus\w+|tapad[oa]|go 2|2nd|hacer del bano)\b"
)
_NO_STOOL = re.compile(
    r"\b(?:no|not|havent|hasnt|havnt|hadnt|sin|without|cant|cannot|never|nothing|last|constip\w+|estren\w+"
    r"|llev\w+|ni|nada|since|didnt"
    r"|hace|stopped|backed|stuck|tapad[oa]|trying|aint|wont)\b"
)
_DURATION = re.compile(
    r"\b(?:(\d{1,2})(?:\s?(?:-|to|or|a|o)\s?(\d{1,2}))?|an?|one|una|la|whole|toda)\s?(day|dia|week|wk|semana)s?\b"
)
_DAY_NUMBER = re.compile(r"\b(?:day|dia)\s(\d{1,2})\b")
_WEEK = 7
_AGO = re.compile(
    r"^\s?(?:ago|after|post|since (?:the )?(?:surgery|operation)\b)|^\s?de (?:la )?(?:operacion|operad|cirugia)"
)
_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.](?=\d)[^.!?;\n]+)*")


class Vital(NamedTuple):
    """What a number was read as, and whether it is an emergency; `kind` names it for staff."""

    kind: str
    emergency: bool


_NORMAL_TEMPERATURE = re.compile(r"(?<![\w.])(?:9[5-9](?:\.\d)?|100(?:\.[0-3])?|3[5-7](?:[.,]\d)?)(?![\d.])")


def vitals(digits: str) -> list[Vital]:
    """Every dangerous reading in a folded text whose spoken numbers are digits already."""
    standing = _standings(digits)
    found: list[Vital] = []
    for sentence in _SENTENCE.finditer(digits):
        text, base = sentence.group(), sentence.start()
        if any(char.isdigit() for char in text):

            def live(at: int, base: int = base) -> bool:
                return standing.get(base + at, Standing.LIVE) is Standing.LIVE

            found += _measured(text, live)
            found += _pain_of_ten(text, digits, live)
    found += _pills(digits, standing)
    return found


def normal_readings(digits: str) -> list[str]:
    """The kinds of reading that a text gives as a harmless number: a temperature of 98.4, a pulse of 72."""
    kinds: set[str] = set()
    for sentence in _SENTENCE.finditer(digits):
        text = sentence.group()
        keywords = [(match.start(), match.end(), str(match.lastgroup)) for match in _KEYWORD.finditer(text)]
        pains: list[float] = []
        for number in _NUMBER.finditer(text):
            kind = _nearest(text, keywords, number.span())
            value = float(number.group(1))
            if kind == "pain":
                pains.append(value)
            elif kind is not None and _judge(kind, value) is None:
                kinds.add(kind)
        if (pains and max(pains) <= _SOONER) or (_PAIN_AROUND.search(text) and _changes(text, eased=True)):
            kinds.add("pain")
        if _NORMAL_TEMPERATURE.search(text) and re.search(
            r"\b(?:temp\w*|thermo\w*|termo\w*|fever|fiebre|calentura|grados|degrees)\b", text
        ):
            kinds.add("temperature")
    return sorted(kinds)


def days_without_stool(digits: str) -> int | None:
    """How many days a text says that the bowels have not moved; None when it tells no number."""
    longest: int | None = None
    for sentence in _SENTENCE.finditer(digits):
        text = sentence.group()
        if _STOOL.search(text) and _NO_STOOL.search(text):
            for days in _durations(text):
                longest = max(longest or 0, days)
    return longest


def _durations(text: str) -> Iterator[int]:
    for match in _DURATION.finditer(text):
        if _AGO.match(text[match.end() :]) and "last" not in text and "since" not in text[match.end() :][:8]:
            continue
        low, high, unit = match.groups()
        number = int(high or low) if (high or low) else 1
        yield number * (_WEEK if unit[0] in "ws" else 1)
    yield from (int(match.group(1)) for match in _DAY_NUMBER.finditer(text))


def _standings(digits: str) -> dict[int, Standing]:
    """The standing of each word by where it starts."""
    starts = [match.start() for match in re.finditer(r"[a-z0-9]+", digits)]
    return dict(zip(starts, (word.standing for word in spoken_words(digits)), strict=False))


def _measured(text: str, live: Callable[[int], bool]) -> Iterator[Vital]:
    kept = _NOT_MEASURED.sub(lambda match: " " * len(match.group()), text)
    keywords = [(match.start(), match.end(), str(match.lastgroup)) for match in _KEYWORD.finditer(kept)]
    if not keywords:
        return
    paired: set[int] = set()
    for pair in _PAIR.finditer(kept):
        if _nearest(kept, keywords, pair.span()) == "pressure" and live(pair.start(1)):
            paired.update((pair.start(1), pair.start(2)))
            if _is_bad_pressure(int(pair.group(1)), int(pair.group(2))):
                yield Vital("blood pressure", emergency=False)
    for number in _NUMBER.finditer(kept):
        if number.start() in paired or not live(number.start()):
            continue
        if _UNIT.match(kept[number.end() :]):
            continue
        kind = _nearest(kept, keywords, number.span())
        if (vital := _judge(kind, float(f"{number.group(1)}.{number.group(2) or 0}"))) is not None:
            yield vital


def _nearest(text: str, keywords: list[tuple[int, int, str]], span: tuple[int, int]) -> str | None:
    """The kind of the word of measuring that a number belongs to: the last one before it, or one soon after."""
    start, end = span
    before = [(start - last, kind) for _, last, kind in keywords if 0 <= start - last <= _REACH]
    after = [
        (first - end, kind)
        for first, _, kind in keywords
        if 0 <= first - end <= _REACH_BACK and "," not in text[end:first]
    ]
    near = min(after, default=None)
    if near is not None and near[0] <= 4 and near[1] in ("pulse", "oxygen", "sugar"):  # noqa: PLR2004 "132 bpm", "87 oxygen"
        return near[1] if not before or min(before)[0] > near[0] else min(before)[1]
    if before:
        return min(before)[1]
    return near[1] if near else None


def _judge(kind: str | None, value: float) -> Vital | None:
    if kind == "oxygen" and 50 <= value < 92:  # noqa: PLR2004 limits told in the module's docstring
        return Vital("oxygen", emergency=True)
    if kind == "pulse" and (120 < value <= 250 or 25 <= value < 45):  # noqa: PLR2004
        return Vital("pulse", emergency=False)
    if kind == "pressure" and (180 <= value <= 280 or 50 <= value < 80):  # noqa: PLR2004
        return Vital("blood pressure", emergency=False)
    if kind == "sugar" and (300 <= value <= 999 or 20 <= value < 60):  # noqa: PLR2004
        return Vital("blood sugar", emergency=False)
    return None


def _is_bad_pressure(top: int, bottom: int) -> bool:
    return 60 <= top <= 280 and 25 <= bottom <= 160 and (top >= 180 or bottom >= 120 or top < 90 or bottom < 45)  # noqa: PLR2004


def _pain_of_ten(text: str, whole: str, live: Callable[[int], bool]) -> Iterator[Vital]:
    if _PRAISE.search(text):
        return
    named = [(match.start(), int(match.group(1))) for match in _OF_TEN.finditer(text) if _PAIN_AROUND.search(whole)]
    kept = _NOT_MEASURED.sub(lambda match: " " * len(match.group()), text)
    keywords = [(match.start(), match.end(), str(match.lastgroup)) for match in _KEYWORD.finditer(kept)]
    for number in _NUMBER.finditer(kept):
        plain = not _UNIT.match(kept[number.end() :]) and not _CLOCK.search(kept[: number.start()])
        if plain and int(number.group(1)) <= 10 and _nearest(kept, keywords, number.span()) == "pain":  # noqa: PLR2004
            named.append((number.start(), int(number.group(1))))
    if _changes(text, eased=True):
        return
    if _changes(text, eased=False):
        yield Vital("pain 9 or 10 of 10", emergency=False)
        return
    worst = [
        at
        for at, value in named
        if value >= _WORST and (live(at) or _NOT_EASED.search(text)) and not _is_scale_end(text, at)
    ]
    lower = [at for at, value in named if value <= _SOONER and not _WAS.search(text[:at])]
    if worst and not (
        lower and (max(lower) > max(worst) or re.search(r"\b(?:down|bajo)\b", text)) and _EASED.search(text)
    ):
        yield Vital("pain 9 or 10 of 10", emergency=False)


def _changes(text: str, *, eased: bool) -> bool:
    """Whether pain is told as a fall ("from a 9 to a 3") or as a rise to the worst ("me subio de 4 a 9")."""
    for match in _CHANGE.finditer(text):
        old, new = int(match.group(1)), int(match.group(2))
        if max(old, new) > _TEN or _UNIT.match(text[match.end() :]):
            continue
        if eased and new <= _SOONER < old:
            return True
        if not eased and old <= _SOONER and new >= _WORST and _ROSE.search(text[: match.start()]):
            return True
    return False


_NOT_EASED = re.compile(
    r"\bcon nada\b|\bnothing\b.{0,20}\b(?:help|work|touch|eas)"
    r"|\bno (?:aguanto|soporto|(?:se )?(?:me|le) (?:baja|quita|calma))"
)


def _is_scale_end(text: str, at: int) -> bool:
    """Whether the number at `at` is the 10 of "3 out of 10"."""
    return re.search(r"\d\s?(?:/|out of|of|de|sobre|on|en)\s?(?:a )?$", text[:at]) is not None


def _pills(digits: str, standing: dict[int, Standing]) -> Iterator[Vital]:
    for match in _PILLS_TAKEN.finditer(digits):
        most = _MOST_OPIOIDS if _OPIOID.match(match.group(2)) else _MOST_PILLS
        around = digits[match.start() : match.end() + 30]
        at_issue = standing.get(match.start(), Standing.LIVE) is Standing.LIVE
        if int(match.group(1)) >= most and at_issue and not _SPREAD.search(around) and " mg" not in match.group():
            yield Vital("many pills at once", emergency=True)
