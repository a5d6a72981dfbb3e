"""A table is one test: it runs every row, and names each row that fails with what was wrong.

    @each_row(("text", "expected"), [("STOP", True), ("stop by at nine", False)])
    def test_a_stop_is_read(text: str, expected: bool) -> None: ...

It takes the arguments of `pytest.mark.parametrize` and costs one case instead of hundreds. Rows share the test's
fixtures, so only a table whose rows leave nothing behind belongs here. `--row TEXT` runs only rows whose name has it.
"""

from __future__ import annotations

import inspect
import traceback
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MAX_VALUE = 60
MAX_LINES = 12
ParameterSet = type(pytest.param())
_only: list[str] = []


def only_rows(text: str) -> None:
    """Run only rows whose name has this text."""
    _only[:] = [text] if text else []


def each_row(
    names: str | Sequence[str],
    rows: Iterable[Any] | Callable[[], Iterable[Any]],
    *,
    ids: Sequence[str] | Callable[[Any], object] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test for every row of a table and fail once, naming each that failed. Costly rows are a function."""
    columns = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)

    def table() -> Iterator[tuple[str, dict[str, Any]]]:
        for index, row in enumerate(rows() if callable(rows) and not isinstance(rows, type) else rows):
            yield _row(columns, row, ids[index] if isinstance(ids, list | tuple) else ids)

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def run(*args: Any, **fixtures: Any) -> None:
            __tracebackhide__ = True
            check_rows(table(), lambda **row: test(*args, **fixtures, **row))

        signature = inspect.signature(test)
        kept = [item for name, item in signature.parameters.items() if name not in columns]
        assert len(kept) + len(columns) == len(signature.parameters), f"{test.__name__} takes no {columns}"
        run.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined] - what pytest reads
        return run

    return decorate


def check_rows(table: Iterable[tuple[str, dict[str, Any]]], check: Callable[..., object]) -> None:
    """Call `check` with the values of every named row; fail with the names and mistakes of those that failed."""
    __tracebackhide__ = True
    table = list(table)
    assert table, "a table without rows proves nothing"
    failures: list[str] = []
    first: BaseException | None = None
    chosen = [(number, *row) for number, row in enumerate(table, 1) if any(text in row[0] for text in _only or [""])]
    if not chosen:
        pytest.skip("no row of this name")
    for number, name, values in chosen:
        try:
            check(**values)
        except (Exception, pytest.fail.Exception) as problem:  # noqa: BLE001 - the next row is tried whatever is wrong
            first = first or problem
            failures.append(f"row {number} [{name}] {_what(problem)}")
    if failures:
        msg = f"{len(failures)} of {len(table)} rows failed:\n" + "\n".join(failures)
        raise AssertionError(msg) from first


def _row(columns: Sequence[str], row: Any, given: object) -> tuple[str, dict[str, Any]]:
    """Name a row, and give its values the names of their columns."""
    if isinstance(row, ParameterSet):
        given, row = row.id or given, row.values
        values = tuple(row)
    else:
        values = (row,) if len(columns) == 1 else tuple(row)
    assert len(values) == len(columns), f"{columns} do not fit {row!r}"
    if callable(given):
        name = "-".join(_name(value) if (said := given(value)) is None else str(said) for value in values)
    else:
        name = str(given) if given is not None else "-".join(map(_name, values))
    return name, dict(zip(columns, values, strict=True))


def _name(value: object) -> str:
    name = str(getattr(value, "__name__", None) or (value if isinstance(value, str) else repr(value)))
    return name if len(name) <= MAX_VALUE else f"{name[:MAX_VALUE]}…"


def _what(problem: BaseException) -> str:
    """Say what was wrong and where in the test, in a few lines."""
    lines = str(problem).splitlines()[:MAX_LINES]
    places = [frame for frame in traceback.extract_tb(problem.__traceback__) if "/tests/" in frame.filename]
    place = f" ({Path(places[-1].filename).name}:{places[-1].lineno})" if places else ""
    return f"{type(problem).__name__}{place}: " + "\n    ".join(lines)
