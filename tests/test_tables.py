"""A table of rows is one test that loses nothing: every row runs, and every row that fails is named."""

from __future__ import annotations

import inspect

import pytest

from tests import tables
from tests.tables import check_rows, each_row


@each_row(
    ("number", "is_even"),
    [(1, False), pytest.param(2, False, id="two"), (3, False), (4, False)],
    ids=lambda x: f"<{x}>",
)
def a_wrong_table(number: int, is_even: bool) -> None:  # noqa: FBT001 - a column of the table
    assert (number % 2 == 0) == is_even


def test_every_row_that_fails_is_named_with_what_was_wrong():
    with pytest.raises(AssertionError) as failed:
        a_wrong_table()
    said = str(failed.value)
    assert said.startswith("2 of 4 rows failed:")
    assert "row 2 [two] AssertionError (test_tables.py:" in said
    assert "row 4 [<4>-<False>] AssertionError" in said
    assert "(4 % 2) == 0" in said
    assert "[<1>" not in said
    assert "[<3>" not in said


@pytest.mark.parametrize("problem", [ValueError("odd"), KeyError("odd"), pytest.fail.Exception("odd")])
def test_a_row_that_fails_in_any_way_is_named_and_the_next_one_runs(problem: BaseException):
    ran: list[int] = []

    def check(number: int) -> None:
        ran.append(number)
        raise problem

    with pytest.raises(AssertionError, match=r"2 of 2 rows failed:\nrow 1 \[a\] .*odd.*\nrow 2 \[b\] "):
        check_rows([("a", {"number": 1}), ("b", {"number": 2})], check)
    assert ran == [1, 2]


def test_tables_above_each_other_run_every_pair_and_leave_the_fixtures_to_pytest():
    ran: list[tuple[int, str, str]] = []

    @each_row("number", [1, 2])
    @each_row("letter", lambda: "ab")
    def table(number: int, letter: str, fixture: str) -> None:
        ran.append((number, letter, fixture))

    assert list(inspect.signature(table).parameters) == ["fixture"]
    table(fixture="x")
    assert ran == [(1, "a", "x"), (1, "b", "x"), (2, "a", "x"), (2, "b", "x")]


def test_a_table_without_rows_fails():
    with pytest.raises(AssertionError, match="proves nothing"):
        check_rows([], print)


def test_one_row_can_be_run_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "_only", ["two"])
    with pytest.raises(AssertionError, match="1 of 4 rows failed"):
        a_wrong_table()
    monkeypatch.setattr(tables, "_only", ["three"])
    with pytest.raises(pytest.skip.Exception):
        a_wrong_table()
