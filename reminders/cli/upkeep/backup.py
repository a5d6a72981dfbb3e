"""`reminders backup FILE` and `reminders restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import command_line, open_context
from reminders.clock import SystemClock
from reminders.config import load_local_settings, require_keys
from reminders.core.model.errors import UseError
from reminders.core.upkeep.old_database import REMEDY
from reminders.services.upkeep.backup import back_up
from reminders.services.upkeep.restore import drill
from reminders.services.upkeep.restore import restore as restore_backup
from reminders.wiring import build_owner_database
from reminders.worker.startup import database_place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.config import Settings
    from reminders.services.upkeep.erasing.erase_again import ErasedAgain

BackupFile = Annotated[Path, typer.Argument(metavar="FILE")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    file: BackupFile,
    data_keys: Annotated[
        Path | None,
        typer.Option(
            "--data-keys",
            metavar="KEYS",
            help="Keep the data keys of clinics out of the backup, in this file, which is written over each time.",
        ),
    ] = None,
) -> None:
    """Back up the database into a new encrypted file while everything runs, and check the file.

    The file needs the keys of ENCRYPTION_KEYS to be read: keep these somewhere else. With --data-keys it also needs
    that file, from which an erased clinic is gone after the next backup: see docs/operations.md, Backup and restore.
    """
    with open_context() as context:
        result = back_up(context, file, actor=command_line(), data_keys=data_keys)
    print(f"backed up {_size(result.rows)} (schema {result.schema}) to {file}: {result.size:,} bytes, read back whole")
    if data_keys is not None:
        print(f"the data keys of clinics are in {data_keys}: without that file the backup cannot be restored")
    _complain(result.problems)


def restore(
    file: BackupFile,
    force: Annotated[bool, typer.Option("--force", help="Replace a database that is not empty.")] = False,  # noqa: FBT002 Typer's form
    practice: Annotated[  # noqa: FBT002
        bool, typer.Option("--drill", help="Restore for practice and leave nothing of it: the database is not touched.")
    ] = False,
    data_keys: Annotated[
        Path | None,
        typer.Option("--data-keys", metavar="KEYS", help="The file of data keys, if the backup is without them."),
    ] = None,
) -> None:
    """Replace the database by a backup. Stop everything first; it stays paused until `reminders reconcile`."""
    from reminders.embedded import only_one

    settings = require_keys(load_local_settings())
    if practice:
        _practice(file, settings, data_keys)
        return
    with only_one(settings):
        database = build_owner_database(settings)
        try:
            now, who = SystemClock().now(), command_line()
            result = restore_backup(database, file, force=force, now=now, actor=who, data_keys=data_keys)
        finally:
            database.close()
    print(f"restored {_size(result.rows)} into {database_place(settings)}, as they were at {result.made_at}")
    if result.others:
        typer.echo(f"{result.others} other sessions are connected: restart web, workers and beat", err=True)
    print(f"all sending is paused, because the database does not know what was sent since; {REMEDY}")
    _tell_erased(result.erased)
    _complain(result.problems)


def _tell_erased(erased: ErasedAgain) -> None:
    """Say what is left to do about clinics that were erased after the backup was made."""
    for slug in erased.slugs:
        typer.echo(f"clinic {slug} was erased since then; delete its rows: reminders clinic erase {slug}", err=True)
    if not erased.is_sure:
        typer.echo(
            "nothing here knows which clinics were erased since this backup was made: erase those once more, with: "
            "reminders clinic erase SLUG",
            err=True,
        )


def _practice(file: Path, settings: Settings, data_keys: Path | None) -> None:
    database = build_owner_database(settings)
    try:
        result = drill(database, file, now=SystemClock().now(), actor=command_line(), data_keys=data_keys)
    finally:
        database.close()
    print(f"drill: {_size(result.rows)}, as they were at {result.made_at}, restored and checked; nothing was kept")
    _complain(result.problems)


def _size(rows: Mapping[str, int]) -> str:
    return f"{sum(rows.values()):,} rows of {len(rows)} tables"


def _complain(problems: Sequence[str]) -> None:
    if problems:
        raise UseError(f"{'; '.join(problems)}; see: reminders audit verify")
