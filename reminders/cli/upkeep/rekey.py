"""`reminders rekey`."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from reminders.cli.opening import JSONOption, command_line, open_context
from reminders.services.upkeep.rekey import Progress, Rekeyed
from reminders.services.upkeep.rekey import rekey as encrypt_again

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from rich.progress import TaskID


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("rekey")(rekey)


def rekey(as_json: JSONOption = False) -> None:  # noqa: FBT002 Typer's form
    """Encrypt everything again with the first key of ENCRYPTION_KEYS, and say which other keys may go.

    Values of a clinic are under a data key of the clinic's own, which alone is encrypted again. What an earlier version
    wrote comes under these data keys and is bound to its row. Run it when every process runs this version: an older
    one cannot read such values, sends nothing more and does not start.
    It runs beside web, workers and beat, may be stopped at any time, and goes on where it was when it is run again.
    Progress goes to standard error. Exit code 1: something is still encrypted with another key.
    """
    with open_context() as context, _progress(as_json=as_json) as tell:
        result = encrypt_again(context, tell, actor=command_line())
    if as_json:
        print(json.dumps(_as_json(result)))
    else:
        _print(result)
    for value in result.unreadable:
        print(f"{value.table} {value.row_id}: {value.column} does not open", file=sys.stderr)
    if result.unreadable or result.holding or result.older:
        raise typer.Exit(1)


def _print(result: Rekeyed) -> None:
    count = sum(result.rows.values())
    done = f"{count:,} rows of {len(result.rows)} tables are now" if count else "everything is already"
    print(f"{done} encrypted with key {result.writer}, the first of ENCRYPTION_KEYS")
    for key_id in result.removable:
        print(
            f"key {key_id} holds nothing any more: take it out of ENCRYPTION_KEYS, "
            "and keep it with the backups of before today"
        )
    if result.unreadable:
        print("some values do not open: see docs/operations.md, Values that do not open", file=sys.stderr)
        return
    if result.older:
        print(f"{result.older:,} values were written in the old form meanwhile: run this again", file=sys.stderr)
    for key_id, values in result.holding.items():
        print(
            f"key {key_id} still holds {values:,} values: a process still writes with it; "
            "restart every process with the new key first, then run this again",
            file=sys.stderr,
        )


def _as_json(result: Rekeyed) -> dict[str, object]:
    return {
        "key": result.writer,
        "rows": result.rows,
        "removable": result.removable,
        "holding": result.holding,
        "older": result.older,
        "unreadable": [
            {"table": value.table, "id": value.row_id, "column": value.column} for value in result.unreadable
        ],
    }


@contextmanager
def _progress(*, as_json: bool) -> Generator[Callable[[Progress], None]]:
    if as_json:

        def write(progress: Progress) -> None:
            line = {"table": progress.table, "done": progress.done, "total": progress.total}
            print(json.dumps(line), file=sys.stderr, flush=True)

        yield write
        return
    if not sys.stderr.isatty():
        yield lambda _progress: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(progress: Progress) -> None:
            if progress.table not in tasks:
                tasks[progress.table] = bars.add_task(progress.table, total=progress.total)
            bars.update(tasks[progress.table], completed=progress.done)

        yield show
