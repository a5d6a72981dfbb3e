"""Bars of a hundred percent, and shares that claim no more than the counts behind them."""

from __future__ import annotations

from reminders.web.pages.shares import percent, shares
from tests.tables import each_row


def test_a_bar_is_as_long_for_three_as_for_three_thousand():
    for parts in ([("a", 1), ("b", 2)], [("a", 1000), ("b", 2000)], [("a", 7), ("b", 0), ("c", 0)]):
        laid = shares(parts)
        assert round(sum(part.width for part in laid), 6) == 100
        assert [part.start for part in laid] == sorted(part.start for part in laid)
    assert shares([("a", 0)]) == []


def test_a_sliver_has_no_number_on_it():
    assert [part.labeled for part in shares([("a", 95), ("b", 5)])] == [True, False]


@each_row(
    ("part", "whole", "text"),
    [
        (3, 9, ""),
        (3, 10, "30%"),
        (0, 10, "0%"),
        (10, 10, "100%"),
        (1, 1000, "<1%"),
        (999, 1000, ">99%"),
        (1, 3000, "<1%"),
    ],
)
def test_only_nothing_is_0_and_only_all_is_100(part: int, whole: int, text: str):
    assert percent(part, whole) == text
