"""Reads events that end or suspend a plan: a death, a surgery that was not, a stay in a hospital or a home.

Who is meant (the patient, whoever writes), tense and clause decide: questions, plans and other people's news are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reminders.core.language.clauses import (
    clause_before,
    compile_patterns,
    sentence_after,
    sentence_before,
    spoken_line,
)
from reminders.core.replies import plan_event_frame_words as frames
from reminders.core.replies import plan_event_words as table

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLASSES: Final = {**table.CLASSES, **frames.FRAME_CLASSES}
_DIED: Final = compile_patterns((*table.DIED, *frames.DIED_FRAMES), _CLASSES)
_SURGERY: Final = compile_patterns((*table.SURGERY_CHANGED, *frames.SURGERY_FRAMES), _CLASSES)
_HOSPITAL: Final = compile_patterns((*table.IN_HOSPITAL, *frames.STAY_FRAMES), _CLASSES)
_ESTATE: Final = compile_patterns(frames.ESTATE, _CLASSES)
_STAY_SURE: Final = compile_patterns(frames.STAY_SURE, _CLASSES)
_DENIED: Final = re.compile(
    r"\b(?:didnt|did not|dont|do not|never|not|no|nunca) (?:me |la |lo |se |nos |le |have to |want to )*$"
)
_OTHER_KIN: Final = re.compile(rf"\b{table.OTHER_KIN}\b")
_OWN_NEWS: Final = re.compile(rf"\b{table.OWN_NEWS}")
_LONG_AGO: Final = re.compile(rf"\b{table.LONG_AGO}\b")
_NOT_DEATH: Final = re.compile(rf"\b{table.NOT_DEATH}\b")
_THE_PATIENT: Final = re.compile(rf"\b{table.THE_PATIENT}\b")
_NOT_SURGERY: Final = re.compile(rf"\b{table.NOT_SURGERY}\b")
_OTHER_SURGERY: Final = re.compile(rf"\b{table.OTHER_SURGERY}\b")
_PLANNED: Final = re.compile(rf"\b{table.PLANNED_VISIT}\b")
_OVER: Final = re.compile(rf"\b{frames.STAY_OVER}\b")
_ROOM: Final = re.compile(rf"\b{frames.ROOM}\b")
_NOT_OF_PATIENT: Final = re.compile(rf"\b{frames.NOT_OF_PATIENT}\b")


def plan_event(folded: str) -> str | None:
    """`died`, `surgery_changed`, `in_hospital` or None; the gravest when the text tells several."""
    line = spoken_line(folded)
    if _matches(_ESTATE, line) or any(_tells_death(line, match) for match in _matches(_DIED, line)):
        return "died"
    if any(_may_be_stay(line, match) for match in _matches(_STAY_SURE, line)) or any(
        _tells_stay(line, match) for match in _matches(_HOSPITAL, line)
    ):
        return "in_hospital"
    if any(_tells_change(line, match) for match in _matches(_SURGERY, line)):
        return "surgery_changed"
    return None


def _matches(patterns: Sequence[re.Pattern[str]], line: str) -> list[re.Match[str]]:
    return [match for pattern in patterns for match in pattern.finditer(line)]


def _sentence(line: str, match: re.Match[str]) -> str:
    return f"{sentence_before(line, match.start())}{match.group()}{sentence_after(line, match.end())}"


def _clause(line: str, match: re.Match[str]) -> str:
    after = sentence_after(line, match.end())
    return f"{clause_before(line, match.start())}{match.group()}{after.partition(',')[0]}"


def _tells_death(line: str, match: re.Match[str]) -> bool:
    sentence = _sentence(line, match)
    if _LONG_AGO.search(sentence):
        return False
    if _THE_PATIENT.search(line):
        return True
    other = _OTHER_KIN.search(sentence) is not None and _OWN_NEWS.search(line) is not None
    return not other and not _NOT_DEATH.search(sentence) and not _NOT_OF_PATIENT.search(line)


def _tells_stay(line: str, match: re.Match[str]) -> bool:
    return _PLANNED.search(_clause(line, match)) is None and _may_be_stay(line, match)


def _may_be_stay(line: str, match: re.Match[str]) -> bool:
    if _ROOM.search(_clause(line, match)):
        return False
    return not (_sentence(line, match).endswith("?") or _OVER.search(line) or _NOT_OF_PATIENT.search(line))


def _tells_change(line: str, match: re.Match[str]) -> bool:
    before = f"{sentence_before(line, match.start())}{match.group()}"
    if _sentence(line, match).endswith("?") or _OTHER_SURGERY.search(_sentence(line, match)):
        return False
    if _ROOM.search(_clause(line, match)) or _NOT_OF_PATIENT.search(line):
        return False
    return not (_DENIED.search(sentence_before(line, match.start())) or _NOT_SURGERY.search(before))
