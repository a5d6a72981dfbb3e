"""Scores by cohort: how many were asked, how many answered, and what they said on average."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

UNKNOWN: Final = "unknown"
_AGE_GROUPS: Final = ((0, 39), (40, 49), (50, 59), (60, 69), (70, 79))
_OLDEST: Final = "80 and over"


class CohortBy(StrEnum):
    """What patients are grouped by."""

    PROCEDURE = "procedure"
    SURGEON = "surgeon"
    LANGUAGE = "language"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class AskedScore:
    """One question on a scale that reached a patient. `score` is empty without an answer; `part` as it was asked."""

    procedure: str
    step: str
    day: int
    parts: Sequence[str]
    score: Sequence[int]
    groups: Mapping[CohortBy, str]
    template: str = ""
    by_staff: bool = False  # a person read it in the patient's words


@dataclass(frozen=True, slots=True)
class CohortLine:
    """One question, or one part of it, to one group."""

    group: str
    procedure: str
    step: str
    day: int
    part: str
    asked: int
    answered: int
    mean: float | None
    median: float | None
    template: str = ""
    by_staff: int = 0  # how many of the answers staff entered


@dataclass(frozen=True, slots=True)
class CohortTable:
    """One question, or one part of it, of one care plan over the days it was asked; a row for each group."""

    procedure: str
    template: str
    part: str
    days: Sequence[int]
    rows: Sequence[tuple[str, Sequence[CohortLine | None]]]


def age_group(born: date | None, at: date) -> str:
    """Return the ten years of age that a patient is in on a day; below 40 and from 80 on they are one group each."""
    if born is None:
        return UNKNOWN
    age = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    for first, last in _AGE_GROUPS:
        if age <= last:
            return f"{first} to {last}" if first else f"under {last + 1}"
    return _OLDEST


def by_cohort(asked: Iterable[AskedScore], by: CohortBy) -> list[CohortLine]:
    """Sum up the questions of each group, in order of group, procedure and day; each part of a question by itself."""
    kept: dict[tuple[str, str, int, str, str], list[int | None]] = defaultdict(list)
    entered: Counter[tuple[str, str, int, str, str]] = Counter()
    templates: dict[tuple[str, str], str] = {}
    for one in asked:
        templates[one.procedure, one.step] = one.template
        for place, part in enumerate(one.parts or ("",)):
            value = one.score[place] if place < len(one.score) else None
            key = (one.groups[by], one.procedure, one.day, one.step, part)
            kept[key].append(value)
            entered[key] += value is not None and one.by_staff
    lines: list[CohortLine] = []
    for key, values in sorted(kept.items()):
        group, procedure, day, step, part = key
        known = [value for value in values if value is not None]
        middle = (round(fmean(known), 1), float(median(known))) if known else (None, None)
        of = group, procedure, step, day, part
        named = templates[procedure, step]
        lines.append(CohortLine(*of, len(values), len(known), *middle, named, entered[key]))
    return lines


def cohort_tables(lines: Iterable[CohortLine]) -> list[CohortTable]:
    """Lay lines out as tables: a question that is asked on several days is one, so that a row shows the trend."""
    by_question: dict[tuple[str, str, str], dict[tuple[str, int], CohortLine]] = defaultdict(dict)
    for line in lines:
        by_question[line.procedure, line.template, line.part][line.group, line.day] = line
    tables: list[CohortTable] = []
    for (procedure, template, part), cells in sorted(by_question.items()):
        days = sorted({day for _, day in cells})
        groups = sorted({group for group, _ in cells}, key=lambda group: (group == UNKNOWN, _younger_first(group)))
        rows = [(group, [cells.get((group, day)) for day in days]) for group in groups]
        tables.append(CohortTable(procedure, template, part, days, rows))
    return tables


def _younger_first(group: str) -> tuple[bool, str]:
    return not group.startswith("under "), group
