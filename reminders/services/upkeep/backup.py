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
from reminders.store.database.key_ring import Form
from reminders.store.database.session import open_database
from reminders.store.staff import audit_log
from reminders.store.staff.audit import INSTALLATION, add_entry
from reminders.store.upkeep import data_key_file, postgres_copy, schema, sqlite_copy
from reminders.store.upkeep.backup_file import DAMAGED, PART, BackupReader, BackupWriter
from reminders.store.upkeep.installation import read_installation

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


def back_up(context: Context, path: Path, *, actor: Actor, data_keys: Path | None = None) -> BackedUp:
    """Write a backup and check it.

    `data_keys` names a file for the data keys of clinics, which are then not in the backup. It is written over at each
    backup, so that the key of a clinic that was erased vanishes from it.

    Raises:
        BackupError: it cannot be written, or what was written is not what was read.

    """
    if not path.parent.is_dir():
        raise BackupError(f"the folder {path.parent} is not there")
    if path.exists():
        raise BackupError(f"{path} is there already; name a new file")
    now = context.clock.now()
    with context.db.begin() as tx:  # before the copy, which then says of itself when it was made
        if data_keys is not None:
            _require_ours(tx, data_keys)
        header = _header(tx, now.isoformat(timespec="seconds"), apart=data_keys is not None)
        require_all_keys(header, tx.vault.key_ids)
        add_entry(tx, AuditEntry(INSTALLATION, Action.BACKED_UP, actor, now))
    try:
        copy = _copy_sqlite if header.kind == SQLITE else _copy_postgres
        problems = copy(context.db, path, header)
        with BackupReader(path) as reader:
            for _ in reader.parts(context.db.vault):
                pass
            if data_keys is not None:
                with context.db.read() as tx:  # later than the copy: no key is missing but of who was erased since
                    file = data_key_file.read_keys(tx, now)
                data_key_file.write_key_file(data_keys, file, context.db.vault)
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


def _require_ours(tx: Tx, path: Path) -> None:
    """Make sure that clinics' values need data keys, and that a file of these may be written over.

    Raises:
        BackupError: they do not yet, or the file is another installation's, or something else.

    """
    if tx.vault.data_keys.form is not Form.CLINIC:
        raise BackupError("values of clinics are not under data keys yet; run: reminders rekey, and then this again")
    if not path.parent.is_dir():
        raise BackupError(f"the folder {path.parent} is not there")
    if path.exists():
        known = read_installation(tx)
        try:
            kept = data_key_file.read_key_file(path, tx.vault)
        except BackupError as error:
            raise BackupError(f"{path} is there, and is not written over: {error}. Or name another file") from None
        if known is None or kept.installation != known.key:
            raise BackupError(f"{path} holds the data keys of another installation; name another file")


def _header(tx: Tx, at: str, *, apart: bool) -> BackupHeader:
    kind = SQLITE if tx.is_sqlite else POSTGRESQL
    keys = tuple(schema.keys_in_use(tx))
    return BackupHeader(kind, schema.HEAD, at, tx.vault.writer_id, os.urandom(16).hex(), keys, apart)


def _copy_sqlite(database: Database, path: Path, header: BackupHeader) -> tuple[str, ...]:
    file = Path(database.engine.url.database or "")
    with sqlite_copy.copy_beside(file, path.parent) as copy:
        if not sqlite_copy.is_whole(copy):
            raise BackupError(f"SQLite finds {file} damaged, so it is not backed up; restore an earlier backup")
        if header.apart:
            sqlite_copy.empty_column(copy, *data_key_file.COLUMN)
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
            without = data_key_file.COLUMN if header.apart else None
            out.finish(postgres_copy.write_tables(tx, out.write, without))
        expected = postgres_copy.count_rows(tx)
        problems = chain_problems(verify_all(tx))
    with BackupReader(path) as reader:
        counted = postgres_copy.count_in(reader.parts(database.vault))
    if different := count_differences(expected, counted):
        raise BackupError(f"the file does not hold what the database does ({different[0]}); try again")
    return problems
