"""Writes each part of a report as CSV: counts alone, nothing of a patient."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from reminders.core.model.csv_cells import harmless
from reminders.core.records.waits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import timedelta

    from reminders.core.records.cohorts import CohortBy, CohortLine
    from reminders.services.records.reports.report import Report


def answers_csv(report: Report) -> str:
    """Return one line per question and answer, also of answers that no one gave."""
    header = ("procedure", "step", "day", "asked", "answered", "answer", "count")
    return _write(
        header,
        (
            (item.pathway_id, item.step.key, item.step.day, item.asked, item.answered, code, count)
            for item in report.questions
            for code, count in item.codes.items()
        ),
    )


def opt_outs_csv(report: Report) -> str:
    """Return one line per month of the clinic's calendar."""
    rows = ((f"{item.first:%Y-%m}", item.sms, item.email) for item in report.months)
    return _write(("month", "texts_stopped", "emails_stopped"), rows)


def urgent_csv(report: Report) -> str:
    """Return the counts by wait in one column; the median and the longest in whole seconds, empty without any."""
    waits = report.waits
    names = [f"within {_minutes(limit)} minutes" for limit in LIMITS] + [f"over {_minutes(LIMITS[-1])} minutes"]
    rows: list[tuple[str, int | str]] = [
        *zip(names, waits.by_limit, strict=True),
        ("not acknowledged", waits.unacknowledged),
        ("median seconds", _seconds(waits.median)),
        ("longest seconds", _seconds(waits.longest)),
    ]
    return _write(("wait", "count"), rows)


SCORE_COLUMNS: Final = ("procedure", "step", "day", "part", "asked", "answered", "mean", "median", "by_staff")


def scores_csv(by: CohortBy, lines: Sequence[CohortLine]) -> str:
    """Return one line per group and question, or part of one."""
    rows = ((line.group, *(getattr(line, name) for name in SCORE_COLUMNS)) for line in lines)
    return _write((by.value, *SCORE_COLUMNS), rows)


FILES: Mapping[str, Callable[[Report], str]] = {
    "answers": answers_csv,
    "opt-outs": opt_outs_csv,
    "urgent": urgent_csv,
}
"""The parts by name."""


def _write(header: Iterable[str], rows: Iterable[Iterable[float | str | None]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()


def _minutes(limit: timedelta) -> int:
    return int(limit.total_seconds() // 60)


def _seconds(wait: timedelta | None) -> int | str:
    return "" if wait is None else int(wait.total_seconds())
