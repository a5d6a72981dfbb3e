"""`reminders enroll FILE.csv`."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.services.enroll import Outcome
from reminders.services.import_csv import ImportReport, Rejected, import_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("enroll")(enroll)


def enroll(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, change nothing.")] = False,  # noqa: FBT002 Typer's form
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """Enroll the patients of a CSV file. Good rows enroll, bad ones are listed; twice is once."""
    with open_context() as context:
        chosen = clinic_named(context, clinic)
        with _progress(file) as progress:
            report = import_csv(context, chosen, file, dry_run=dry_run, progress=progress, actor=command_line())
    if as_json:
        print(json.dumps(_as_json(report)))
    else:
        _print(report, dry_run=dry_run)
    if report.rejected:
        raise typer.Exit(1)


def print_rejected(rejected: Sequence[Rejected]) -> None:
    """List refused rows on standard error."""
    for row in rejected:
        column = f", column {row.column}" if row.column else ""
        print(f"line {row.line}{column}: {row.error}", file=sys.stderr)


def _print(report: ImportReport, *, dry_run: bool) -> None:
    counts = ", ".join(f"{report.counts[outcome]} {outcome}" for outcome in Outcome)
    print(f"{counts}, {len(report.rejected)} refused{' (dry run: nothing was changed)' if dry_run else ''}")
    print_rejected(report.rejected)


def _as_json(report: ImportReport) -> dict[str, object]:
    return {
        **{outcome.value: report.counts[outcome] for outcome in Outcome},
        "rejected": [{"line": row.line, "column": row.column, "error": row.error} for row in report.rejected],
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
