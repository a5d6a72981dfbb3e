"""The held-out table of kinds (written before the code was seen) and the development rows, with the score printed."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from reminders.core.language.reply_text import fold
from reminders.core.replies.replies import read
from tests.core.replies.composed import composed
from tests.core.replies.measure import lines_of, measure, rows_of
from tests.tables import each_row

_FOLDER = Path(__file__).parent
_RED_FLAGS = ("flag", "harmless")
pytestmark = pytest.mark.slow


@each_row(
    ("files", "most_wrong"),
    [
        pytest.param([_FOLDER / "kinds.jsonl"], 0, id="kinds"),
        pytest.param(sorted((_FOLDER / "stops").glob("*.jsonl")), 1, id="stops"),
        pytest.param(sorted((_FOLDER / "development").glob("*.jsonl")), 2, id="development"),
    ],
)
def test_stops_answers_and_events_are_read_right(files: list[Path], most_wrong: int):
    score = measure(rows_of(files))
    print("\n".join(["", *lines_of(score)]))  # noqa: T201 - the figures are the point
    wrong = [error for error in score.errors if not error.kind.startswith(_RED_FLAGS)]
    assert len(wrong) <= most_wrong, [str(error) for error in wrong]


def test_composed_texts_stop_when_their_object_is_these_texts():
    """Texts that fold to the same words read alike, so each of these is read once."""
    wished: dict[str, set[bool]] = defaultdict(set)
    for text, stops in composed():
        wished[fold(text)].add(stops)
    assert all(len(stops) == 1 for stops in wished.values())
    wrong = [
        (text, stops)
        for text, (stops,) in wished.items()
        if (reading := read(text)).stop is not stops or (not stops and reading.unclear_stop)
    ]
    assert wrong == []
