"""Reads events that end or suspend a plan: a death, a surgery that was not, a stay in a hospital or a home.

Who is meant (patient or another writer), tense and clause decide: questions, plans and other people's news are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.language.clauses import (
    clause_before,
    sentence_after,
    sentence_before,
    spoken_line,
)
from reminders.core.language.lists import pattern_of, patterns_of

if TYPE_CHECKING:
    import re

_SENTENCES: Final = patterns_of("plan_events", "plan_event_classes")
_PATTERN: Final = pattern_of("plan_events")


def plan_event(folded: str) -> str | None:
    """`died`, `surgery_changed`, `in_hospital` or None; the gravest when the text tells several."""
    line = spoken_line(folded)
    if _SENTENCES.estate.any_in(line) or any(_tells_death(line, match) for match in _SENTENCES.died.matches(line)):
        return "died"
    if any(_may_be_stay(line, match) for match in _SENTENCES.stay_sure.matches(line)) or any(
        _tells_stay(line, match) for match in _SENTENCES.in_hospital.matches(line)
    ):
        return "in_hospital"
    if any(_tells_change(line, match) for match in _SENTENCES.surgery_changed.matches(line)):
        return "surgery_changed"
    return None


def _sentence(line: str, match: re.Match[str]) -> str:
    return f"{sentence_before(line, match.start())}{match.group()}{sentence_after(line, match.end())}"


def _clause(line: str, match: re.Match[str]) -> str:
    after = sentence_after(line, match.end())
    return f"{clause_before(line, match.start())}{match.group()}{after.partition(',')[0]}"


def _tells_death(line: str, match: re.Match[str]) -> bool:
    sentence = _sentence(line, match)
    if _PATTERN.long_ago.search(sentence):
        return False
    if _PATTERN.the_patient.search(line):
        return True
    other = _PATTERN.other_kin.search(sentence) is not None and _PATTERN.own_news.search(line) is not None
    return not other and not _PATTERN.not_death.search(sentence) and not _PATTERN.not_of_patient.search(line)


def _tells_stay(line: str, match: re.Match[str]) -> bool:
    return _PATTERN.planned.search(_clause(line, match)) is None and _may_be_stay(line, match)


def _may_be_stay(line: str, match: re.Match[str]) -> bool:
    if _PATTERN.room.search(_clause(line, match)):
        return False
    return not (
        _sentence(line, match).endswith("?") or _PATTERN.over.search(line) or _PATTERN.not_of_patient.search(line)
    )


def _tells_change(line: str, match: re.Match[str]) -> bool:
    before = f"{sentence_before(line, match.start())}{match.group()}"
    if _sentence(line, match).endswith("?") or _PATTERN.other_surgery.search(_sentence(line, match)):
        return False
    if _PATTERN.room.search(_clause(line, match)) or _PATTERN.not_of_patient.search(line):
        return False
    return not (_PATTERN.denied.search(sentence_before(line, match.start())) or _PATTERN.not_surgery.search(before))
