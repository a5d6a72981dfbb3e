"""The short form of `python -m tests.promises.year`: a few patients, the same checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.promises.year import broken_promises, by_hand, case_of, figures, report
from tests.promises.year_events import a_year_and_more
from tests.promises.year_play import END, START, UNTIL, play

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def test_a_short_year_with_scores_visits_and_a_changed_plan_breaks_no_promise(tmp_path: Path) -> None:
    rows, events = a_year_and_more(3, 12, START, END, UNTIL)
    played = play(tmp_path, rows, events)
    case = case_of(played, rows, events)
    assert broken_promises(case) == []
    told = report(tmp_path, 459)
    assert told == by_hand(case, events, 459)
    assert min(told["denominator"], told["denominator"] - told["not_assessed"]) > 2
    counts = figures(case, events, played)
    assert not [what for what, count in counts.items() if not count], "nothing of this was in the year"
