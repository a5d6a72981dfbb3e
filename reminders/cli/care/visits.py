"""`reminders visits import FILE.csv`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from reminders.cli.enroll import print_rejected
from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.services.visits.book_visit import VisitOutcome
from reminders.services.visits.import_visits import VisitReport, import_visits

app = typer.Typer(help="Visits to the clinic: reminders before them.", no_args_is_help=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, change nothing.")] = False,  # noqa: FBT002 Typer's form
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """Book, move and cancel the visits of a CSV file. Bad rows are listed, the rest is taken; run it again as you like.

    Columns: external_id, visit_id, kind, at, place; optional status (booked, cancelled, missed). `at` is the clinic's
    local time without an offset, such as 2026-03-05T14:30.
    """
    with open_context() as context:
        selected = clinic_named(context, clinic)
        report = import_visits(context, selected, file, dry_run=dry_run, actor=command_line())
    if as_json:
        print(json.dumps(_as_json(report)))
    else:
        counts = ", ".join(f"{report.counts[outcome]} {outcome}" for outcome in VisitOutcome)
        print(f"{counts}, {len(report.rejected)} refused{' (dry run: nothing was changed)' if dry_run else ''}")
        print_rejected(report.rejected)
        for row in report.warned:
            print(f"line {row.line}, column {row.column}: warning: {row.error}", file=sys.stderr)
    if report.rejected:
        raise typer.Exit(1)


def _as_json(report: VisitReport) -> dict[str, object]:
    return {
        **{outcome.value: report.counts[outcome] for outcome in VisitOutcome},
        "rejected": [{"line": row.line, "column": row.column, "error": row.error} for row in report.rejected],
        "warnings": [{"line": row.line, "column": row.column, "warning": row.error} for row in report.warned],
    }
