"""Imports a CSV file of visits: good rows are taken, bad ones are listed with line and column.

Idempotent by visit id: a row that says what the last import said changes nothing, whatever staff did since.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.core.model.errors import UseError
from reminders.services.enrollment.import_csv import Rejected
from reminders.services.enrollment.read_csv import CSVRow, Upload, read_rows
from reminders.services.forms.fields import FieldError, check_number
from reminders.services.plans.replan import replan
from reminders.services.visits.book_visit import VisitOutcome, write_visit
from reminders.services.visits.visit_form import COLUMNS, OPTIONAL, VisitForm, check_visit
from reminders.store.enrollment import enrollments
from reminders.store.plans import visits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

BATCH = 500
NO_SUCH_ENROLLMENT = "no enrollment has this id; enroll the patient first"
NO_STEP = "the care plan of this patient has no step for visits, so no reminder will go out"


@dataclass(slots=True)
class VisitReport:
    """What an import did; `warned` are good rows of which nothing goes out."""

    counts: Counter[VisitOutcome] = field(default_factory=Counter[VisitOutcome])
    rejected: list[Rejected] = field(default_factory=list[Rejected])
    warned: list[Rejected] = field(default_factory=list[Rejected])


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    external_id: str
    form: VisitForm


def import_visits(
    context: Context, clinic: Clinic, path: Path | Upload, *, dry_run: bool = False, actor: Actor
) -> VisitReport:
    """Import a file in batches of one transaction each.

    Raises:
        CSVFileError: the file cannot be read at all; nothing was changed.

    """
    report = VisitReport()
    rows = _checked(path, clinic, report)
    for first in range(0, len(rows), BATCH):
        with context.db.begin() as tx:
            _import(context, tx, clinic, rows[first : first + BATCH], report, actor)
            if dry_run:
                tx.roll_back()
    report.rejected.sort(key=lambda rejected: rejected.line)
    return report


def _checked(path: Path | Upload, clinic: Clinic, report: VisitReport) -> list[_Row]:
    rows: list[_Row] = []
    lines: dict[tuple[str, str], int] = {}
    for row in read_rows(path, COLUMNS, OPTIONAL):
        try:
            item = _check(row, clinic)
        except FieldError as error:
            report.rejected.append(Rejected(row.line, error.field, str(error)))
            continue
        if item is None:
            report.rejected.append(Rejected(row.line, row.column, row.error or ""))
            continue
        first = lines.setdefault((item.external_id, item.form.visit_id), row.line)
        if first != row.line:
            error = f"the same visit stands on line {first}; one row per visit"
            report.rejected.append(Rejected(row.line, "visit_id", error))
            continue
        rows.append(item)
    return rows


def _check(row: CSVRow, clinic: Clinic) -> _Row | None:
    if row.error is not None:
        return None
    external_id = check_number("external_id", row.cells["external_id"].strip(), required=True)
    return _Row(row.line, external_id, check_visit(row.cells, clinic))


def _import(context: Context, tx: Tx, clinic: Clinic, rows: Sequence[_Row], report: VisitReport, actor: Actor) -> None:
    known = enrollments.find_enrollments(tx, clinic.id, sorted({row.external_id for row in rows}))
    booked = visits.visits_of(tx, [one.id for one in known.values()])
    changed: dict[str, Enrollment] = {}
    for row in rows:
        enrollment = known.get(row.external_id)
        if enrollment is None:
            report.rejected.append(Rejected(row.line, "external_id", NO_SUCH_ENROLLMENT))
            continue
        visit = next((one for one in booked.get(enrollment.id, ()) if one.visit_id == row.form.visit_id), None)
        if visit is not None and dict(visit.imported) == row.form.given:
            report.counts[VisitOutcome.UNCHANGED] += 1
            continue
        try:
            outcome = write_visit(context, tx, enrollment, visit, row.form, actor=actor, from_file=True)
        except UseError as error:
            report.rejected.append(Rejected(row.line, "status", str(error)))
            continue
        report.counts[outcome] += 1
        if outcome is not VisitOutcome.UNCHANGED:
            changed[enrollment.id] = enrollment
            if not context.book.get(tx, enrollment.pathway_version_id).speaks_of_visits:
                report.warned.append(Rejected(row.line, "external_id", NO_STEP))
    for enrollment in changed.values():
        replan(context, tx, enrollment, context.clock.now())
