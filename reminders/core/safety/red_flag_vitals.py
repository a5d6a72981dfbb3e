"""Readings in numbers: oxygen, pulse, blood pressure, blood sugar, pain of ten, pills taken, days without stool.

Each number belongs to the nearest word of measuring in its sentence. The limits, for a clinician to review: oxygen
below 92, pulse above 120 or below 45, pressure 180/120 and more or below 90/45, sugar 300 and more or below 60, pain 9
or 10 of 10, five pills at once (four of an opioid). How many days without stool are too many is in `red_flags`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from reminders.core.language.lists import pattern_of
from reminders.core.safety.red_flag_scope import Standing, spoken_words
from reminders.data import book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATTERN: Final = pattern_of("vitals")
_KINDS: Final = ("oxygen", "pulse", "pressure", "sugar", "pain")


@cache
def _keyword() -> re.Pattern[str]:
    """The words of measuring, each in the group of its kind."""
    words = book("vitals")
    return re.compile("|".join(rf"(?P<{kind}>\b(?:{words.pattern(kind).pattern})\b)" for kind in _KINDS))


_NUMBER = re.compile(r"(?<![\w.,:/#$])(\d{1,4})(?:[.,](\d{1,2}))?(?![\w:]|[.,]\d)(?:\s?%)?")
_PAIR = re.compile(r"(?<![\w/])(\d{2,3})\s?(?:/|over|con|sobre|-|y)\s?(\d{2,3})(?![\w/])")
_CLOCK = re.compile(r"(?:\bat|\ba las|\bsince|\baround|\btil|\buntil|\bby)\s$")
_OF_TEN = re.compile(
    r"(?<![\w.])(\d{1,4})(?:\.\d)?\s?(?:\+\s?)?(?:/|out\sof|of|on|de|sobre|en|outta)\s?(?:a\s|una?\sescala\sde\s)?10\b"
)
_SOONER = 7
_TEN = 10
_WORST = 9
_REACH = 60
_REACH_BACK = 28

_MAX_PILLS, _MAX_OPIOIDS = 5, 4

_DAY_NUMBER = re.compile(r"\b(?:day|dia)\s(\d{1,2})\b")
_WEEK = 7
_AGO = re.compile(
    r"^\s?(?:ago|after|post|since (?:the )?(?:surgery|operation)\b)|^\s?de (?:la )?(?:operacion|operad|cirugia)"
)
_SINCE = re.compile(r"\b(?:since|desde)\b")
_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.](?=\d)[^.!?;\n]+)*")


class Vital(NamedTuple):
    """What a number was read as, and whether it is an emergency; `kind` names it for staff."""

    kind: str
    emergency: bool


_NORMAL_TEMPERATURE = re.compile(r"(?<![\w.])(?:9[5-9](?:\.\d)?|100(?:\.[0-3])?|3[5-7](?:[.,]\d)?)(?![\d.])")


def vitals(digits: str) -> list[Vital]:
    """Every dangerous reading in a folded text whose spoken numbers are digits already."""
    standing = _standings(digits)
    readings: list[Vital] = []
    for sentence in _SENTENCE.finditer(digits):
        text, base = sentence.group(), sentence.start()
        if any(char.isdigit() for char in text):

            def live(at: int, base: int = base) -> bool:
                return standing.get(base + at, Standing.LIVE) is Standing.LIVE

            readings += _measured(text, live)
            readings += _pain_of_ten(text, digits, live)
    readings += _pills(digits, standing)
    return readings


def normal_readings(digits: str) -> list[str]:
    """The kinds of reading that a text gives as a harmless number: a temperature of 98.4, a pulse of 72."""
    kinds: set[str] = set()
    for sentence in _SENTENCE.finditer(digits):
        text = sentence.group()
        keywords = [(match.start(), match.end(), str(match.lastgroup)) for match in _keyword().finditer(text)]
        pains: list[float] = []
        for number in _NUMBER.finditer(text):
            kind = _nearest(text, keywords, number.span())
            value = float(number.group(1))
            if kind == "pain":
                pains.append(value)
            elif kind is not None and _judge(kind, value) is None:
                kinds.add(kind)
        if (pains and max(pains) <= _SOONER) or (_PATTERN.pain_around.search(text) and _changes(text, eased=True)):
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
        if _PATTERN.stool.search(text) and _PATTERN.no_stool.search(text):
            for days in _durations(text):
                longest = max(longest or 0, days)
    return longest


def _durations(text: str) -> Iterator[int]:
    for match in _PATTERN.duration.finditer(text):
        told = "last" in text or _SINCE.search(text[: match.start()]) or "since" in text[match.end() :][:8]
        if _AGO.match(text[match.end() :]) and not told:
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
    measured = _PATTERN.not_measured.sub(lambda match: " " * len(match.group()), text)
    keywords = [(match.start(), match.end(), str(match.lastgroup)) for match in _keyword().finditer(measured)]
    if not keywords:
        return
    paired: set[int] = set()
    for pair in _PAIR.finditer(measured):
        if _nearest(measured, keywords, pair.span()) == "pressure" and live(pair.start(1)):
            paired.update((pair.start(1), pair.start(2)))
            if _is_bad_pressure(int(pair.group(1)), int(pair.group(2))):
                yield Vital("blood pressure", emergency=False)
    for number in _NUMBER.finditer(measured):
        if number.start() in paired or not live(number.start()):
            continue
        if _PATTERN.unit.match(measured[number.end() :]):
            continue
        kind = _nearest(measured, keywords, number.span())
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
    return near[1] if near else _only_kind(text, keywords, end)


def _only_kind(text: str, keywords: list[tuple[int, int, str]], end: int) -> str | None:
    """The kind of a sentence that measures one thing: "drops to 87 when he walks and the oxygen is slow to rise"."""
    kinds = {kind for _, _, kind in keywords}
    far = min((first - end for first, _, _ in keywords if first >= end), default=_REACH + 1)
    return kinds.pop() if len(kinds) == 1 and far <= _REACH and _PATTERN.reads.search(text[:end]) else None


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
    if _PATTERN.praise.search(text):
        return
    scores = [
        (match.start(), int(match.group(1))) for match in _OF_TEN.finditer(text) if _PATTERN.pain_around.search(whole)
    ]
    measured = _PATTERN.not_measured.sub(lambda match: " " * len(match.group()), text)
    keywords = [(match.start(), match.end(), str(match.lastgroup)) for match in _keyword().finditer(measured)]
    for number in _NUMBER.finditer(measured):
        plain = not _PATTERN.unit.match(measured[number.end() :]) and not _CLOCK.search(measured[: number.start()])
        if plain and int(number.group(1)) <= 10 and _nearest(measured, keywords, number.span()) == "pain":  # noqa: PLR2004
            scores.append((number.start(), int(number.group(1))))
    if _changes(text, eased=True):
        return
    if _changes(text, eased=False):
        yield Vital("pain 9 or 10 of 10", emergency=False)
        return
    worst = [
        at
        for at, value in scores
        if value >= _WORST and (live(at) or _PATTERN.not_eased.search(text)) and not _is_scale_end(text, at)
    ]
    lower = [at for at, value in scores if value <= _SOONER and not _PATTERN.was.search(text[:at])]
    if worst and not (
        lower and (max(lower) > max(worst) or re.search(r"\b(?:down|bajo)\b", text)) and _PATTERN.eased.search(text)
    ):
        yield Vital("pain 9 or 10 of 10", emergency=False)


def _changes(text: str, *, eased: bool) -> bool:
    """Whether pain is told as a fall ("from a 9 to a 3") or as a rise to the worst ("me subio de 4 a 9")."""
    for match in _PATTERN.change.finditer(text):
        old, new = int(match.group(1)), int(match.group(2))
        if max(old, new) > _TEN or _PATTERN.unit.match(text[match.end() :]):
            continue
        if eased and new <= _SOONER < old:
            return True
        if not eased and old <= _SOONER and new >= _WORST and _PATTERN.rose.search(text[: match.start()]):
            return True
    return False


def _is_scale_end(text: str, at: int) -> bool:
    """Whether the number at `at` is the 10 of "3 out of 10"."""
    return re.search(r"\d\s?(?:/|out of|outta|outa|of|de|sobre|on|en)\s?(?:a )?$", text[:at]) is not None


def _pills(digits: str, standing: dict[int, Standing]) -> Iterator[Vital]:
    for match in _PATTERN.pills_taken.finditer(digits):
        most = _MAX_OPIOIDS if _PATTERN.opioid.match(match.group(2)) else _MAX_PILLS
        around = digits[match.start() : match.end() + 30]
        at_issue = standing.get(match.start(), Standing.LIVE) is Standing.LIVE
        if (
            int(match.group(1)) >= most
            and at_issue
            and not _PATTERN.spread.search(around)
            and " mg" not in match.group()
        ):
            yield Vital("many pills at once", emergency=True)
