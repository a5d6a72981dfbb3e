"""Puts a backup in the place of the database, all or nothing, and leaves it paused until it has been reconciled."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.upkeep.backup_header import BackupError, BackupHeader, count_differences, require_all_keys
from reminders.core.upkeep.old_database import Mark, OldBecause
from reminders.services.sending.old_data.old_database import mark_old
from reminders.services.staff.audit_log import verify_all
from reminders.services.upkeep.backup import POSTGRESQL, SQLITE, chain_problems
from reminders.services.upkeep.erasing.erase_again import ErasedAgain, erase_again, keys_for, put_back, read_replaced
from reminders.store.database.session import open_database
from reminders.store.staff.audit import INSTALLATION, add_entry
from reminders.store.upkeep import postgres_copy, schema, sqlite_copy
from reminders.store.upkeep.backup_file import BackupReader

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from reminders.core.model.actor import Actor
    from reminders.services.upkeep.erasing.erase_again import Replaced
    from reminders.store.database.session import Database, Tx
    from reminders.store.database.vault import Vault
    from reminders.store.upkeep.data_key_file import KeyFile

NAMES = {SQLITE: "an SQLite file", POSTGRESQL: "a PostgreSQL database"}


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: when the backup was made, its rows per table, and faults that it holds.

    `others` is how many other sessions were connected to the server's database meanwhile. `erased`: the clinics that
    were erased since the backup, as far as is known.
    """

    made_at: str
    rows: Mapping[str, int]
    problems: tuple[str, ...]
    erased: ErasedAgain
    others: int = 0


@dataclass(frozen=True, slots=True)
class _Run:
    """One restore: may it replace data, when it is, who does it, and the data keys that the backup is without."""

    force: bool
    now: datetime
    actor: Actor
    keys: KeyFile | None


def restore(
    database: Database, path: Path, *, force: bool, now: datetime, actor: Actor, data_keys: Path | None = None
) -> Restored:
    """Replace what is in a database by a backup; without `force` only an empty database is replaced.

    `data_keys` names the file of data keys, of a backup that was made without them. Clinics that the replaced database,
    or that file, knows to have been erased since lose their keys again.

    Raises:
        BackupError: the file, its keys or its version do not fit, or the database is not empty. Nothing is changed.

    """
    is_sqlite = database.engine.dialect.name == "sqlite"
    with BackupReader(path) as reader:
        run = _Run(force, now, actor, _require_fit(reader.header, data_keys, database.vault, is_sqlite=is_sqlite))
        if is_sqlite:
            return _restore_file(database, reader, run)
        counted = postgres_copy.count_in(reader.parts(database.vault))
        _require_counts(reader.counts, counted)  # the whole file is read before anything is dropped
    with BackupReader(path) as reader:
        return _restore_tables(database, reader, run)


def drill(database: Database, path: Path, *, now: datetime, actor: Actor, data_keys: Path | None = None) -> Restored:
    """Restore a backup for practice, check it as `restore` does, and leave nothing of it: the database is not touched.

    On SQLite into a file that is removed, on PostgreSQL into a schema of its own, in a transaction that is rolled back.

    Raises:
        BackupError: the file, its keys or its version do not fit.

    """
    if database.engine.dialect.name == "sqlite":
        with sqlite_copy.scratch_file(Path(database.engine.url.database or "").parent) as scratch:
            practice = open_database(f"sqlite:///{scratch}", database.vault)
            return restore(practice, path, force=True, now=now, actor=actor, data_keys=data_keys)
    with BackupReader(path) as reader:
        keys = _require_fit(reader.header, data_keys, database.vault, is_sqlite=False)
        with database.begin() as tx:
            postgres_copy.use_own_schema(tx)
            problems, erased = _load_tables(tx, reader, _Run(force=True, now=now, actor=actor, keys=keys), None)
            tx.roll_back()
    return Restored(reader.header.at, reader.counts, problems, erased)


def _require_fit(header: BackupHeader, data_keys: Path | None, vault: Vault, *, is_sqlite: bool) -> KeyFile | None:
    """Make sure that a backup goes into this database, and return the data keys that it is without."""
    keys = keys_for(header, data_keys, vault)
    target = SQLITE if is_sqlite else POSTGRESQL
    if header.kind != target:
        of, into = NAMES.get(header.kind, header.kind), NAMES[target]
        raise BackupError(f"this is a backup of {of}, and DATABASE_URL names {into}; set DATABASE_URL to {of}")
    if header.schema > schema.HEAD:
        raise BackupError("this backup was made by a newer version of the program; update the program first")
    require_all_keys(header, vault.key_ids)
    return keys


def _restore_file(database: Database, reader: BackupReader, run: _Run) -> Restored:
    """Build the new file beside the old one, and put it in its place when all is checked."""
    target = Path(database.engine.url.database or "")
    replaced = None
    if target.exists():
        if not run.force:
            with database.read() as tx:
                _require_empty(tx)
        with suppress(DBAPIError), database.read() as tx:  # it may be damaged: that is why it is replaced
            replaced = read_replaced(tx)
    database.close()
    if not target.parent.is_dir():
        raise BackupError(f"the folder {target.parent} is not there; make it, or correct DATABASE_URL")
    with _as_sentence(target), sqlite_copy.scratch_file(target.parent) as scratch:
        with scratch.open("wb") as file:
            for block in reader.parts(database.vault):
                file.write(block)
        if not sqlite_copy.is_whole(scratch):
            raise BackupError("the file in this backup is damaged; use another copy")
        _require_counts(reader.counts, sqlite_copy.count_rows(scratch))
        opened = open_database(f"sqlite:///{scratch}", database.vault)
        try:
            with opened.begin() as tx:
                problems, erased = _finish(tx, reader.header, run, replaced)
            opened.forget(())  # nothing is left in its WAL
        finally:
            opened.close()
        sqlite_copy.remove(target)
        scratch.replace(target)
    return Restored(reader.header.at, reader.counts, problems, erased)


@contextmanager
def _as_sentence(target: Path) -> Generator[None]:
    """Say in a sentence that the disk is full, or the folder not ours."""
    try:
        yield
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}") from None


def _restore_tables(database: Database, reader: BackupReader, run: _Run) -> Restored:
    """Drop our tables, make them at the backup's version, load them and migrate them, in one transaction."""
    try:
        with database.begin() as tx:
            if not run.force:
                _require_empty(tx)
            replaced = read_replaced(tx)
            others = postgres_copy.other_sessions(tx)
            postgres_copy.drop_tables(tx)
            problems, erased = _load_tables(tx, reader, run, replaced)
    except DBAPIError as error:
        if "lock timeout" in str(error.orig):
            raise BackupError("the database is in use; stop web, workers and beat, and try again") from None
        raise
    return Restored(reader.header.at, reader.counts, problems, erased, others)


def _load_tables(
    tx: Tx, reader: BackupReader, run: _Run, replaced: Replaced | None
) -> tuple[tuple[str, ...], ErasedAgain]:
    schema.create_tables(tx, reader.header.schema)
    postgres_copy.empty_tables(tx)
    loaded = postgres_copy.load_tables(tx, reader.parts(tx.vault))
    _require_counts(reader.counts, loaded)
    return _finish(tx, reader.header, run, replaced)


def _finish(tx: Tx, header: BackupHeader, run: _Run, replaced: Replaced | None) -> tuple[tuple[str, ...], ErasedAgain]:
    """Bring what was loaded to this version; return the faults of its audit chains, and which clinics were erased."""
    if run.keys is not None:
        put_back(tx, header, run.keys, run.now)
    schema.migrate_within(tx)
    problems = chain_problems(verify_all(tx))
    mark_old(tx, Mark(OldBecause.RESTORED, datetime.fromisoformat(header.at)), run.now, run.actor)
    add_entry(tx, AuditEntry(INSTALLATION, Action.RESTORED, run.actor, run.now, detail=f"made at {header.at}"))
    return problems, erase_again(tx, run.keys, replaced, run.now, actor=run.actor)


def _require_empty(tx: Tx) -> None:
    if schema.holds_data(tx):
        raise BackupError(
            "the database is not empty, and restoring replaces all that is in it; to do that, add --force"
        )


def _require_counts(expected: Mapping[str, int], counted: Mapping[str, int]) -> None:
    if different := count_differences(expected, counted):
        raise BackupError(f"the backup is not whole ({different[0]}); use another copy")
