"""Backs up the database into one encrypted file while everything runs, and reads the file again before it says done."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.upkeep.backup_header import BackupError, BackupHeader, count_differences, require_all_keys
from reminders.services.staff.audit_log import verify_all
from reminders.store.database.session import open_database
from reminders.store.staff import audit_log
from reminders.store.staff.audit import INSTALLATION, add_entry
from reminders.store.upkeep import postgres_copy, schema, sqlite_copy
from reminders.store.upkeep.backup_file import DAMAGED, PART, BackupReader, BackupWriter

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.services.context import Context
    from reminders.services.staff.audit_log import ChainReport
    from reminders.store.database.session import Database, Tx

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What is in the file: rows per table. `problems` are faults of the database itself, which the file holds too."""

    rows: dict[str, int]
    size: int
    schema: str
    problems: tuple[str, ...]


def back_up(context: Context, path: Path, *, actor: Actor) -> BackedUp:
    """Write a backup and check it.

    Raises:
        BackupError: it cannot be written, or what was written is not what was read.

    """
    if not path.parent.is_dir():
        raise BackupError(f"the folder {path.parent} is not there")
    if path.exists():
        raise BackupError(f"{path} is there already; name a new file")
    now = context.clock.now()
    with context.db.begin() as tx:  # before the copy, which then says of itself when it was made
        header = _header(tx, now.isoformat(timespec="seconds"))
        require_all_keys(header, tx.vault.key_ids)
        add_entry(tx, AuditEntry(INSTALLATION, Action.BACKED_UP, actor, now))
    try:
        copy = _copy_sqlite if header.kind == SQLITE else _copy_postgres
        problems = copy(context.db, path, header)
        with BackupReader(path) as reader:
            for _ in reader.parts(context.db.vault):
                pass
            return BackedUp(reader.counts, path.stat().st_size, header.schema, problems)
    except (BackupError, OSError) as error:
        with suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise BackupError(f"{path} cannot be written: {error.strerror}") from None
        raise


def chain_problems(reports: list[ChainReport]) -> tuple[str, ...]:
    """Say which audit chains are broken."""
    broken = [(report.name, report.fault) for report in reports if report.fault is not None]
    return tuple(f"the audit chain of {name} is broken at entry {fault.sequence}" for name, fault in broken)


def _header(tx: Tx, at: str) -> BackupHeader:
    kind = SQLITE if tx.is_sqlite else POSTGRESQL
    keys = tuple(schema.keys_in_use(tx))
    return BackupHeader(kind, schema.HEAD, at, tx.vault.writer_id, os.urandom(16).hex(), keys)


def _copy_sqlite(database: Database, path: Path, header: BackupHeader) -> tuple[str, ...]:
    file = Path(database.engine.url.database or "")
    with sqlite_copy.copy_beside(file, path.parent) as copy:
        if not sqlite_copy.is_whole(copy):
            raise BackupError(f"SQLite finds {file} damaged, so it is not backed up; restore an earlier backup")
        digest = hashlib.sha256()
        with BackupWriter(path, header, database.vault) as out, copy.open("rb") as source:
            while block := source.read(PART):
                digest.update(block)
                out.write(block)
            out.finish(sqlite_copy.count_rows(copy))
        written = hashlib.sha256()
        with BackupReader(path) as reader:
            for block in reader.parts(database.vault):
                written.update(block)
        if written.digest() != digest.digest():
            raise BackupError(DAMAGED)
        opened = open_database(f"sqlite:///{copy}", database.vault)
        try:
            with opened.read() as tx:
                return chain_problems(verify_all(tx))
        finally:
            opened.close()


def _copy_postgres(database: Database, path: Path, header: BackupHeader) -> tuple[str, ...]:
    with database.read() as tx:
        audit_log.one_snapshot(tx)
        with BackupWriter(path, header, database.vault) as out:
            out.finish(postgres_copy.write_tables(tx, out.write))
        expected = postgres_copy.count_rows(tx)
        problems = chain_problems(verify_all(tx))
    with BackupReader(path) as reader:
        counted = postgres_copy.count_in(reader.parts(database.vault))
    if different := count_differences(expected, counted):
        raise BackupError(f"the file does not hold what the database does ({different[0]}); try again")
    return problems
