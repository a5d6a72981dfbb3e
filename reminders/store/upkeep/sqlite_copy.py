"""Copies an SQLite database while it is in use, and counts what is in a copy."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

_WAIT_SECONDS = 30


@contextmanager
def copy_beside(database: Path, folder: Path) -> Generator[Path]:
    """Copy a database, what is only in its WAL included, into a file that is removed at the end.

    SQLite's own online backup: one moment of the database, and writers go on meanwhile.
    """
    with scratch_file(folder) as copy:
        with (
            closing(sqlite3.connect(database, timeout=_WAIT_SECONDS)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        yield copy


@contextmanager
def scratch_file(folder: Path) -> Generator[Path]:
    """Make an empty file that only its owner may read; it and what SQLite lays beside it are removed at the end."""
    handle, name = tempfile.mkstemp(prefix=".reminders-", suffix=".db", dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        remove(Path(name))


def empty_column(database: Path, table: str, column: str) -> None:
    """Empty a column in a copy, so that nothing of it is left in the file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(f'UPDATE "{table}" SET "{column}" = NULL')  # noqa: S608 names of ours # nosec B608
        connection.commit()


def remove(database: Path) -> None:
    """Remove a database file and what lies beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{end}").unlink(missing_ok=True)


def count_rows(database: Path) -> dict[str, int]:
    """Count the rows of every table."""
    with closing(sqlite3.connect(database)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        quoted = {name: '"' + name.replace('"', '""') + '"' for name in names if not name.startswith("sqlite_")}
        return {
            name: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 names of tables # nosec B608
            for name, table in quoted.items()
        }


def is_whole(database: Path) -> bool:
    """Return True if SQLite finds no fault in a file."""
    with closing(sqlite3.connect(database)) as connection:
        try:
            return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            return False
