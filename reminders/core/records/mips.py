"""MIPS measures 459 (back pain) and 461 (leg pain) after lumbar surgery: who met them, and who was not assessed.

Source: CMS, Quality Payment Program, measures 459 and 461, specification of 2026: a score of 3 or less on a numeric
scale from 0 to 10, or an improvement of 5 or more against the score before surgery, at 6 to 20 weeks after a discectomy
or laminectomy and at 9 to 15 months after a fusion. A patient who was not assessed counts as not met.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOW_ENOUGH: Final = 3
IMPROVED_ENOUGH: Final = 5
PARTS: Final = MappingProxyType({459: "back", 461: "leg"})
"""The part that each measure is about."""

FUSION: Final = "spinal_fusion"
PROCEDURES: Final = frozenset({"microdiscectomy", "laminectomy", FUSION})
_FIRST_WEEK, _LAST_WEEK = 6, 20
_FIRST_MONTH, _LAST_MONTH = 9, 15


class Outcome(StrEnum):
    """What a measure says of one surgery. One that was not assessed counts as not met."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class DatedScore:
    """A score and the patient's day on which it was given. `by_staff`: staff read it in the patient's words."""

    day: date
    value: int
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredSurgery:
    """One surgery with every score of the measure's part, in any order."""

    external_id: str
    procedure: str
    day: date
    scores: Sequence[DatedScore]


@dataclass(frozen=True, slots=True)
class MeasuredPatient:
    """What the measure says of one surgery: the last score before it, and the last one in the window.

    `…_by_staff`: staff read that score in the patient's words and entered it.
    """

    external_id: str
    baseline: int | None
    latest: int | None
    outcome: Outcome
    baseline_by_staff: bool = False
    latest_by_staff: bool = False


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """A measure over some surgeries. `not_met` counts those not assessed too."""

    patients: Sequence[MeasuredPatient]

    @property
    def denominator(self) -> int:
        """How many surgeries count."""
        return len(self.patients)

    @property
    def met(self) -> int:
        """How many met the measure."""
        return sum(patient.outcome is Outcome.MET for patient in self.patients)

    @property
    def not_met(self) -> int:
        """How many did not, those not assessed among them."""
        return self.denominator - self.met

    @property
    def not_assessed(self) -> int:
        """How many gave no score in the window."""
        return sum(patient.outcome is Outcome.NOT_ASSESSED for patient in self.patients)


def window_of(procedure: str, surgery: date) -> tuple[date, date]:
    """Return the first and the last day on which a score counts."""
    if procedure == FUSION:
        return _months_after(surgery, _FIRST_MONTH), _months_after(surgery, _LAST_MONTH)
    return surgery + timedelta(weeks=_FIRST_WEEK), surgery + timedelta(weeks=_LAST_WEEK)


def measure(surgeries: Iterable[MeasuredSurgery]) -> MeasureReport:
    """Judge every surgery of a procedure that the measures are about, in order of surgery date and id."""
    counted = [surgery for surgery in surgeries if surgery.procedure in PROCEDURES]
    return MeasureReport([_judge(surgery) for surgery in sorted(counted, key=lambda one: (one.day, one.external_id))])


def _judge(surgery: MeasuredSurgery) -> MeasuredPatient:
    first, last = window_of(surgery.procedure, surgery.day)
    by_day = sorted(surgery.scores, key=lambda score: score.day)
    before = next((score for score in reversed(by_day) if score.day < surgery.day), None)
    after = next((score for score in reversed(by_day) if first <= score.day <= last), None)
    baseline, latest = (score.value if score else None for score in (before, after))
    if latest is None:
        outcome = Outcome.NOT_ASSESSED
    elif latest <= LOW_ENOUGH or (baseline is not None and baseline - latest >= IMPROVED_ENOUGH):
        outcome = Outcome.MET
    else:
        outcome = Outcome.NOT_MET
    entered = (score is not None and score.by_staff for score in (before, after))
    return MeasuredPatient(surgery.external_id, baseline, latest, outcome, *entered)


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day."""
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
