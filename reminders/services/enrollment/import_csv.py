"""Imports a CSV file of enrollments: good rows enroll, bad ones are listed with line and column."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.services.enrollment.enroll import enroll
from reminders.services.enrollment.people import patient_from
from reminders.services.enrollment.read_csv import CSVRow, Upload, columns_of, read_rows
from reminders.services.enrollment.results import NOTHING_CONFIRMED, Confirmed, Enrolled, Outcome
from reminders.services.enrollment.surgeons import require_surgeon
from reminders.services.enrollment.warnings import about_letters, not_applied
from reminders.services.forms.enrollment_form import EnrollmentForm, FieldError, check_form
from reminders.services.wording.live_care import at_clinic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.pathways.catalog import Catalog
    from reminders.services.context import Context
    from reminders.services.plans.warnings import PlanWarning

BATCH = 500


@dataclass(frozen=True, slots=True)
class Rejected:
    """One refused row. The error never echoes a value."""

    line: int
    column: str | None
    error: str


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One good row: its outcome and the patient's upcoming messages, whom the `form` names for pages alone."""

    line: int
    result: Enrolled
    form: EnrollmentForm
    doubtful: str | None = None

    def patient(self, clinic: Clinic) -> Patient:
        """Return the patient as the row says."""
        return patient_from(self.form, clinic)

    @property
    def notes(self) -> tuple[PlanWarning, ...]:
        """The warnings of the row, and of each field in which the file does not win."""
        letters = () if self.doubtful is None else (about_letters(self.doubtful),)
        notes = (note for change in self.result.changes if (note := not_applied(change)))
        return (*self.result.warnings, *letters, *notes)


@dataclass(slots=True)
class ImportReport:
    """What an import did: how many rows of each outcome, the refused ones, and the line and outcome of the others."""

    counts: Counter[Outcome] = field(default_factory=Counter[Outcome])
    rejected: list[Rejected] = field(default_factory=list[Rejected])
    rows: list[ImportedRow] = field(default_factory=list[ImportedRow])

    @property
    def done(self) -> list[tuple[int, Outcome]]:
        """The line and outcome of every good row."""
        return [(row.line, row.result.outcome) for row in self.rows if row.result.outcome]

    @property
    def warned(self) -> list[ImportedRow]:
        """The good rows that a person should look at."""
        return [row for row in self.rows if row.notes]

    @property
    def messages(self) -> int:
        """How many messages go out for the rows together."""
        return sum(row.result.messages for row in self.rows)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A good row with its line."""

    row: CSVRow
    form: EnrollmentForm


def import_csv(  # noqa: PLR0913
    context: Context,
    clinic: Clinic,
    path: Path | Upload,
    *,
    dry_run: bool = False,
    confirmed: Confirmed = NOTHING_CONFIRMED,
    progress: Callable[[int], None] = lambda _read: None,
    actor: Actor,
    surgeon: str = "",
) -> ImportReport:
    """Import a file in batches of one transaction each; `progress` is told how many characters are behind.

    `surgeon` is the surgeon of rows that do not name one.

    Raises:
        CSVFileError: the file cannot be read at all; nothing was enrolled.
        UseError: there is no such surgeon.

    """
    context = at_clinic(context, clinic)
    report = ImportReport()
    batch: list[CheckedRow] = []
    if surgeon:
        require_surgeon(context, clinic, surgeon)
    for item in check_rows(path, clinic, context.catalog, surgeon):
        if isinstance(item, Rejected):
            report.rejected.append(item)
            continue
        batch.append(item)
        if len(batch) >= BATCH:
            _enroll(context, clinic, batch, report, actor, confirmed, dry_run=dry_run)
            progress(batch[-1].row.end)
            batch = []
    _enroll(context, clinic, batch, report, actor, confirmed, dry_run=dry_run)
    report.rejected.sort(key=lambda rejected: rejected.line)
    return report


def check_rows(
    path: Path | Upload, clinic: Clinic, catalog: Catalog, surgeon: str = ""
) -> Iterator[CheckedRow | Rejected]:
    """Read and check a file's rows one by one.

    Raises:
        CSVFileError: the file cannot be read at all.

    """
    lines: dict[str, int] = {}
    for row in read_rows(path, optional=columns_of(catalog)):
        if row.error is not None:
            yield Rejected(row.line, row.column, row.error)
            continue
        try:
            cells = row.cells | {"surgeon": row.cells.get("surgeon", "").strip() or surgeon} if surgeon else row.cells
            form = check_form(cells, clinic, catalog)
        except FieldError as error:
            yield Rejected(row.line, error.field, str(error))
            continue
        first = lines.setdefault(form.external_id, row.line)
        if first != row.line:
            yield Rejected(row.line, "external_id", f"the same id stands on line {first}; one row per surgery")
            continue
        yield CheckedRow(row, form)


def _enroll(  # noqa: PLR0913
    context: Context,
    clinic: Clinic,
    batch: list[CheckedRow],
    report: ImportReport,
    actor: Actor,
    confirmed: Confirmed,
    *,
    dry_run: bool,
) -> None:
    if not batch:
        return
    conflicts = _conflicts(context, {item.form.procedure for item in batch})
    report.rejected.extend(
        Rejected(item.row.line, "procedure", conflicts[item.form.procedure])
        for item in batch
        if item.form.procedure in conflicts
    )
    good = [item for item in batch if item.form.procedure not in conflicts]
    if good:
        forms = [item.form for item in good]
        done = enroll(context, clinic, forms, actor=actor, from_file=True, dry_run=dry_run, confirmed=confirmed)
        for item, result in zip(good, done.results, strict=True):
            if result.error is not None:
                report.rejected.append(Rejected(item.row.line, result.error.field, str(result.error)))
            elif result.outcome is not None:
                report.counts[result.outcome] += 1
                report.rows.append(ImportedRow(item.row.line, result, item.form, item.row.doubtful))


def _conflicts(context: Context, procedures: set[str]) -> dict[str, str]:
    """Return the procedures whose pathway file was changed in place, each with what to do."""
    with context.db.read() as tx:
        conflicts = {
            name: context.book.conflict(tx, file) for name in procedures if (file := context.catalog.find(name))
        }
    return {name: message for name, message in conflicts.items() if message}
