"""Lays numbers out as bars of an SVG; the template draws them, and a table with the same numbers stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.services.alerts.month import Day

WIDTH, HEIGHT = 720, 140
_GAP = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle; `kind` is its class: sent, failed or answered."""

    x: float
    y: float
    width: float
    height: float
    kind: str


def bars(days: Sequence[Day]) -> list[Bar]:
    """Return what left per day as bars from the bottom, the failed part on top, and a thin bar of answers beside."""
    most = max((max(day.sent, day.answered) for day in days), default=0)
    if not most:
        return []
    step = WIDTH / len(days)
    wide, thin = (step - _GAP) * 0.65, (step - _GAP) * 0.35
    drawn: list[Bar] = []
    for number, day in enumerate(days):
        x = number * step + _GAP / 2
        failed, answered = HEIGHT * day.failed / most, HEIGHT * day.answered / most
        sent = HEIGHT * day.sent / most - failed
        drawn += [
            Bar(x, HEIGHT - sent, wide, sent, "sent"),
            Bar(x, HEIGHT - sent - failed, wide, failed, "failed"),
            Bar(x + wide, HEIGHT - answered, thin, answered, "answered"),
        ]
    return [bar for bar in drawn if bar.height > 0]
