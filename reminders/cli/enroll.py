"""`reminders enroll FILE.csv`."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context, read_input
from reminders.services.enrollment.import_csv import ImportReport, Rejected, import_csv
from reminders.services.enrollment.read_csv import Upload
from reminders.services.enrollment.results import Confirmed, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence


MAX_PIPED_BYTES = 100 * 2**20


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("enroll")(enroll)


def enroll(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, change nothing.")] = False,  # noqa: FBT002 Typer's form
    confirm_changes: Annotated[  # noqa: FBT002
        bool, typer.Option("--confirm-changes", help="The file is right where staff changed a value since.")
    ] = False,
    surgeon: Annotated[
        str, typer.Option("--surgeon", metavar="NAME", help="The surgeon, for rows that do not name one.")
    ] = "",
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """Enroll the patients of a CSV file, or of standard input for `-`. Good rows enroll, bad ones are listed.

    Running it again is safe.

    Warnings name rows to look at, such as one of which no message will go out. They do not change the exit code.
    """
    with open_context() as context:
        selected = clinic_named(context, clinic)
        with _progress(file) as progress:
            report = import_csv(
                context,
                selected,
                whole(file),
                dry_run=dry_run,
                confirmed=Confirmed(changes=confirm_changes),
                progress=progress,
                actor=command_line(),
                surgeon=surgeon,
            )
    if as_json:
        print(json.dumps(_as_json(report)))
    else:
        _print(report, dry_run=dry_run)
    if report.rejected:
        raise typer.Exit(1)


def whole(file: Path) -> Path | Upload:
    """Return what can be read twice, first for its letters, then for its rows: a pipe is read into memory."""
    if str(file) != "-" and (file.is_file() or file.is_dir() or not file.exists()):
        return file
    return Upload("standard input" if str(file) == "-" else file.name, read_input(file, MAX_PIPED_BYTES))


def print_rejected(rejected: Sequence[Rejected]) -> None:
    """List refused rows on standard error."""
    for row in rejected:
        column = f", column {row.column}" if row.column else ""
        print(f"line {row.line}{column}: {row.error}", file=sys.stderr)


def _print(report: ImportReport, *, dry_run: bool) -> None:
    counts = ", ".join(f"{report.counts[outcome]} {outcome}" for outcome in Outcome)
    print(f"{counts}, {len(report.rejected)} refused{' (dry run: nothing was changed)' if dry_run else ''}")
    first = min((row.result.first for row in report.rows if row.result.first), default=None)
    if first is not None:
        print(f"{report.messages} messages will go out, the first on {first:%Y-%m-%d at %H:%M}")
    print_rejected(report.rejected)
    for line, column, warning in _warnings(report):
        print(f"line {line}{f', column {column}' if column else ''}: warning: {warning}", file=sys.stderr)


def _warnings(report: ImportReport) -> list[tuple[int, str | None, str]]:
    return [(row.line, note.column, str(note)) for row in report.warned for note in row.notes]


def _as_json(report: ImportReport) -> dict[str, object]:
    return {
        **{outcome.value: report.counts[outcome] for outcome in Outcome},
        "rejected": [{"line": row.line, "column": row.column, "error": row.error} for row in report.rejected],
        "warnings": [
            {"line": line, "column": column, "warning": warning} for line, column, warning in _warnings(report)
        ],
        "rows": [
            {
                "line": row.line,
                "outcome": row.result.outcome,
                "messages": row.result.messages,
                "first": row.result.first.isoformat() if row.result.first else None,
            }
            for row in report.rows
        ],
    }


@contextmanager
def _progress(file: Path) -> Generator[Callable[[int], None]]:
    if not sys.stderr.isatty() or not file.is_file():
        yield lambda _read: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Enrolling", total=file.stat().st_size)
        yield lambda read: bar.update(task, completed=read)
