"""Reads events that end or suspend a plan: a death, a surgery that was not, a stay in a hospital or a home.

Who is meant (the patient, whoever writes), tense and clause decide: questions, plans and other people's news are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reminders.core.language.clauses import compile_patterns, sentence_after, sentence_before, spoken_line
from reminders.core.replies import plan_event_words as table

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIED: Final = compile_patterns(table.DIED, table.CLASSES)
_SURGERY: Final = compile_patterns(table.SURGERY_CHANGED, table.CLASSES)
_HOSPITAL: Final = compile_patterns(table.IN_HOSPITAL, table.CLASSES)
_LONG_AGO: Final = re.compile(rf"\b{table.LONG_AGO}\b")
_NOT_DEATH: Final = re.compile(rf"\b{table.NOT_DEATH}\b")
_THE_PATIENT: Final = re.compile(rf"\b{table.THE_PATIENT}\b")
_NOT_SURGERY: Final = re.compile(rf"\b{table.NOT_SURGERY}\b")
_OTHER_SURGERY: Final = re.compile(rf"\b{table.OTHER_SURGERY}\b")
_PLANNED: Final = re.compile(rf"\b{table.PLANNED_VISIT}\b")


def plan_event(folded: str) -> str | None:
    """`died`, `surgery_changed`, `in_hospital` or None; the gravest when the text tells several."""
    line = spoken_line(folded)
    if any(_tells_death(line, match) for match in _matches(_DIED, line)):
        return "died"
    if any(_tells_stay(line, match) for match in _matches(_HOSPITAL, line)):
        return "in_hospital"
    if any(_tells_change(line, match) for match in _matches(_SURGERY, line)):
        return "surgery_changed"
    return None


def _matches(patterns: Sequence[re.Pattern[str]], line: str) -> list[re.Match[str]]:
    return [match for pattern in patterns for match in pattern.finditer(line)]


def _sentence(line: str, match: re.Match[str]) -> str:
    return f"{sentence_before(line, match.start())}{match.group()}{sentence_after(line, match.end())}"


def _tells_death(line: str, match: re.Match[str]) -> bool:
    sentence = _sentence(line, match)
    if _LONG_AGO.search(sentence):
        return False
    return _NOT_DEATH.search(sentence) is None or _THE_PATIENT.search(line) is not None


def _tells_stay(line: str, match: re.Match[str]) -> bool:
    sentence = _sentence(line, match)
    if sentence.endswith("?"):
        return False
    return _PLANNED.search(sentence) is None


def _tells_change(line: str, match: re.Match[str]) -> bool:
    before = f"{sentence_before(line, match.start())}{match.group()}"
    if _sentence(line, match).endswith("?") or _OTHER_SURGERY.search(_sentence(line, match)):
        return False
    return _NOT_SURGERY.search(before) is None
