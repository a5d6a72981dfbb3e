"""Bars that are always as long as a hundred percent: no bar looks larger for counting more patients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.records.report_filter import FEW

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reminders.services.records.reports.report import Question

LABELED: Final = 9.0
"""A part narrower than this many percent has no room for its number on a phone."""
NO_ANSWER: Final = "silent"
KINDS: Final = 5
"""How many kinds of part have a color of their own."""


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a bar, in percent of its length. `kind` is its class."""

    kind: str
    count: int
    start: float
    width: float

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return self.start + self.width / 2

    @property
    def labeled(self) -> bool:
        """Whether there is room for its number."""
        return self.width >= LABELED


def shares(parts: Iterable[tuple[str, int]]) -> list[Share]:
    """Lay counts out one after the other; what is zero is left out."""
    counts = [(kind, count) for kind, count in parts if count]
    whole = sum(count for _, count in counts)
    laid: list[Share] = []
    start = 0.0
    for kind, count in counts:
        width = 100 * count / whole
        laid.append(Share(kind, count, start, width))
        start += width
    return laid


def kinds_of(questions: Sequence[Question]) -> dict[str, str]:
    """Give each answer of some questions its kind, in the order of the plan; those that need follow-up stand out."""
    codes = list(dict.fromkeys(code for question in questions for code in question.codes))
    asks = [question.step.ask for question in questions if question.step.ask]
    follow_up = {code for code in codes if any(ask.calls_for_follow_up(code) for ask in asks)}
    calm, alarming = [code for code in codes if code not in follow_up], [code for code in codes if code in follow_up]
    return {code: f"part-{place % KINDS}" for place, code in enumerate(calm)} | {
        code: f"follow-{place % 2}" for place, code in enumerate(alarming)
    }


def percent(part: int, whole: int) -> str:
    """Write a share as whole percent, and nothing where there are too few; only nothing is 0 and only all is 100."""
    if whole < FEW:
        return ""
    if 0 < part * 200 < whole:
        return "<1%"
    if 0 < (whole - part) * 200 < whole:
        return ">99%"
    return f"{round(100 * part / whole)}%"


def rate(part: int, whole: int) -> str:
    """Write a small share with one decimal, and nothing where there are too few."""
    return f"{100 * part / whole:.1f}%" if whole >= FEW else ""
