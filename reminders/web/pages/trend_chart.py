"""Lays answers over time out as a chart: days from left to right, one line of the grid per possible answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.services.records.trend import Trend
    from reminders.services.replies.conversation import AnswerSaid

_WIDTH, _LEFT, _ROW, _RIGHT, _LABEL = 560, 210, 36, 36, 30
"""`_LABEL`: days closer together than this share one label."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One possible answer and its height."""

    code: str
    y: int


@dataclass(frozen=True, slots=True)
class Dot:
    """One answer and where it stands; `labeled`: there is room for its day."""

    answer: AnswerSaid
    x: int
    y: int
    labeled: bool


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A chart as the template draws it; `path` joins the dots."""

    template: str
    pathway_id: str
    rows: Sequence[GridRow]
    dots: Sequence[Dot]
    width: int
    height: int
    left: int
    floor: int
    part: str = ""

    @property
    def path(self) -> str:
        """The points of the line through all answers."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


def chart_of(trend: Trend) -> TrendChart:
    """Lay one trend out; the days set the distances."""
    rows = [GridRow(code, 24 + number * _ROW) for number, code in enumerate(trend.codes)]
    heights = {row.code: row.y for row in rows}
    first, last = trend.answers[0].day, trend.answers[-1].day
    room, start = _WIDTH - _LEFT - 2 * _RIGHT, _LEFT + _RIGHT
    dots: list[Dot] = []
    labeled_at = -_LABEL
    for answer in trend.answers:
        x = start + (round(room * (answer.day - first) / (last - first)) if last > first else room // 2)
        labeled = x - labeled_at >= _LABEL
        labeled_at = x if labeled else labeled_at
        dots.append(Dot(answer, x, heights[answer.code], labeled))
    floor = rows[-1].y + 20
    return TrendChart(trend.template, trend.pathway_id, rows, dots, _WIDTH, floor + 44, _LEFT, floor, trend.part)
