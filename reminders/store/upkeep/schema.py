"""Brings the database's schema to this version of the program, or says that it is not there."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, func, inspect, select, table, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError, ProgrammingError

from reminders.store.clinics.data_keys import create_missing_data_keys, follow_data_keys
from reminders.store.database.key_ring import Form
from reminders.store.database.session import PAGE_COST, UnfitDatabaseError
from reminders.store.database.vault import DATA_KEYS, CellId, WrongKeyError, key_id_of
from reminders.store.enrollment import patients, search_terms
from reminders.store.tables import clinics, key_checks
from reminders.store.upkeep.installation import make_installation
from reminders.store.upkeep.retired_keys import take_retired_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from alembic.config import Config
    from sqlalchemy import Connection

    from reminders.store.database.session import Database, Tx

_FOLDER = Path(__file__).parents[1] / "migrations"
_CHECKS, _CHECK = "key_checks", "reminders"
_PAGE = 1000
_VERSIONS = table("alembic_version", column("version_num"))

HEAD = "0053"
"""The schema version of this program: the newest file under `migrations/versions`. Versions sort as text."""


_TERMS_SINCE = "0019"
"""The version since which patients are found by parts of a phone, by email and by a case id in any case."""


_ALONE = select(func.pg_advisory_xact_lock(0x72656D696E64))
"""One migration at a time: a second one waits here, and then has nothing left to do. SQLite has one writer anyway."""


TRIES, PAUSE_SECONDS = 30, 0.5
_LOST_A_LOCK = {"55P03", "40P01"}
"""Waited too long for a lock, and a deadlock."""


class SchemaError(UnfitDatabaseError):
    """The database's schema does not fit this program; the message says what to run."""


def migrate(database: Database) -> str:
    """Apply all migrations and check the keys; return the version reached.

    On PostgreSQL each migration is a transaction of its own, so that it holds few tables: programs that work meanwhile
    use several at once, and each could wait for the other.

    Raises:
        SchemaError: other programs never left it the tables.

    """
    for version in _versions_between(database):
        _begin_patiently(database, lambda tx, version=version: create_tables(tx, version))
    _begin_patiently(database, migrate_within)
    return HEAD


def _versions_between(database: Database) -> list[str]:
    """Return the versions to go through on the way to this program's, without the last one."""
    with database.read() as tx:
        before = None if tx.is_sqlite else _version(tx.conn)
    if before is None or not _TERMS_SINCE <= before < HEAD:
        return []
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config()).iterate_revisions(HEAD, before)
    return sorted(script.revision for script in scripts)[:-1]


def _begin_patiently(database: Database, change: Callable[[Tx], None]) -> None:
    """Make a change of the tables, and again when it has waited too long for one.

    It gives up before PostgreSQL would end a program's transaction for a deadlock, and lets it pass.
    """
    for _ in range(TRIES):
        try:
            with database.begin() as tx:
                if not tx.is_sqlite:
                    tx.conn.execute(_ALONE)
                    tx.conn.execute(text("SET LOCAL lock_timeout = '500ms'"))  # deadlock_timeout is 1 s
                change(tx)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _LOST_A_LOCK:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return
    raise SchemaError("other programs hold the tables all the time: run the migration again, it goes on where it was")


def migrate_within(tx: Tx) -> None:
    """Apply all migrations in a transaction, and what they cannot do without keys."""
    if not tx.is_sqlite:
        _tell_page_cost(tx)
    before = _version(tx.conn)
    create_tables(tx, HEAD)
    check_keys(tx)
    make_installation(tx)
    create_missing_data_keys(tx)
    if before is not None and before < _TERMS_SINCE:
        search_terms.renew_all_terms(tx)
    _make_terms(tx)


def create_tables(tx: Tx, version: str) -> None:
    """Bring the tables to a version."""
    from alembic import command  # 0.1 s that only a migration needs

    config = alembic_config()
    config.attributes["connection"] = tx.conn
    command.upgrade(config, version)


def holds_data(tx: Tx) -> bool:
    """Return True if there is a clinic in the database, whatever its version."""
    if not inspect(tx.conn).has_table(clinics.name):
        return False
    return tx.conn.execute(select(clinics.c.id).limit(1)).first() is not None


def keys_in_use(tx: Tx) -> list[str]:
    """Return the ids of the keys that the data was written with."""
    return _ids_of(tx.conn.execute(select(key_checks.c.sealed)).scalars())


def follow_form(tx: Tx) -> list[str]:
    """Write values in the form that the installation has reached, and return the ids of the keys that wrote.

    Its check values tell: a new installation begins with the newest form, an older one goes over to it at its next
    `rekey`, when every process can read such values. Data keys that were destroyed are forgotten.
    """
    checks = tx.conn.execute(select(key_checks.c.sealed)).scalars().all()
    forms = [Form.CLINIC if sealed.startswith(DATA_KEYS) else Form(sealed[0]) for sealed in checks]
    tx.vault.data_keys.form = max(forms, default=Form.CLINIC)
    follow_data_keys(tx)
    return _ids_of(checks)


def begin_data_keys(tx: Tx) -> None:
    """From now on write clinics' values under their data keys. Processes of an older version can start no more."""
    create_missing_data_keys(tx)
    tx.vault.data_keys.form = Form.CLINIC
    for row in tx.conn.execute(select(key_checks)).all():
        if key_id_of(row.sealed) == tx.vault.writer_id and not row.sealed.startswith(DATA_KEYS):
            change = update(key_checks).where(key_checks.c.id == row.id)
            tx.conn.execute(change.values(sealed=_seal_check(tx, row.id)))


def require_schema(database: Database) -> None:
    """Make sure that the schema is this program's and that the keys open its data.

    Raises:
        SchemaError: it is older, newer or absent.
        WrongKeyError: the data was encrypted with other keys.

    """
    with database.read() as tx:
        version = _version(tx.conn)
        if version is None:
            raise SchemaError("the database is empty; run: reminders migrate")
        if version < HEAD:
            raise SchemaError("the database is of an older version; run: reminders migrate")
        if version > HEAD:
            raise SchemaError("the database is of a newer version than this program; update the program")
        _open_checks(tx)


def check_keys(tx: Tx) -> None:
    """Make sure that every key that ever wrote is at hand, and note the one that writes now by sealing a word with it.

    Raises:
        WrongKeyError: one is missing.

    """
    _open_checks(tx)
    known = keys_in_use(tx)
    if tx.vault.writer_id not in known:
        build = sqlite.insert if tx.is_sqlite else postgresql.insert
        # Two processes that note one key at once make one row.
        number = int(tx.vault.writer_id, 16) >> 1 if known else 1
        row = build(key_checks).values(id=number, sealed=_seal_check(tx, number))
        tx.conn.execute(row.on_conflict_do_nothing())


def note_writing_key(database: Database) -> None:
    """Note the key that this process writes with, before it writes anything.

    Raises:
        WrongKeyError: a key that others wrote with is missing.

    """
    with database.read() as tx:
        known = database.vault.writer_id in keys_in_use(tx)
    if not known:
        with database.begin() as tx:
            check_keys(tx)


def missing_keys(tx: Tx) -> list[str]:
    """Return the ids of the keys that data was written with and that this process does not have."""
    return [key for key in keys_in_use(tx) if key not in tx.vault.key_ids]


def _ids_of(checks: Iterable[bytes]) -> list[str]:
    return sorted({key_id_of(sealed) for sealed in checks})


def _seal_check(tx: Tx, number: int) -> bytes:
    sealed = tx.vault.encrypt(CellId(_CHECKS, number), _CHECK, of="installation")
    return DATA_KEYS + sealed if tx.vault.data_keys.form is Form.CLINIC else sealed


def _make_terms(tx: Tx) -> None:
    """Make the search terms of patients from before there were any; a migration has no keys to open names with."""
    while ids := search_terms.ids_without_terms(tx, _PAGE):
        search_terms.add_terms(tx, patients.get_patients(tx, ids).values())


def alembic_config() -> Config:
    """Return Alembic's configuration; it needs no file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def _open_checks(tx: Tx) -> None:
    if missing := missing_keys(tx):
        one = len(missing) == 1
        keys = f"key {missing[0]}, which is" if one else f"keys {', '.join(missing)}, which are"
        own = "they are in the reminders.secrets that was made with it; " if tx.is_sqlite else ""
        raise WrongKeyError(
            f"ENCRYPTION_KEYS do not fit this database: {own}the data was encrypted with {keys} not among "
            f"ENCRYPTION_KEYS; add {'that key' if one else 'those keys'}"
        )
    for row_id, ciphertext in tx.conn.execute(select(key_checks.c.id, key_checks.c.sealed)):
        try:
            tx.vault.decrypt(CellId(_CHECKS, row_id), ciphertext.removeprefix(DATA_KEYS))
        except WrongKeyError as error:
            raise WrongKeyError(f"ENCRYPTION_KEYS do not fit this database: {error}") from None
    follow_form(tx)
    take_retired_keys(tx)


def _tell_page_cost(tx: Tx) -> None:
    """Have the planner know, in every session to come, that what is read is in memory; an operator's own value stays.

    A database of another owner is left as it is: each session then says it (`store.database.session`).
    """
    is_default = text("SELECT reset_val = boot_val FROM pg_settings WHERE name = 'random_page_cost'")
    if not tx.conn.execute(is_default).scalar():
        return
    database = tx.conn.dialect.identifier_preparer.quote_identifier(str(tx.conn.engine.url.database))
    with suppress(ProgrammingError), tx.conn.begin_nested():
        tx.conn.execute(text(f"ALTER DATABASE {database} SET random_page_cost = {PAGE_COST}"))


def _version(conn: Connection) -> str | None:
    if not inspect(conn).has_table(_VERSIONS.name):
        return None
    return conn.execute(select(_VERSIONS.c.version_num)).scalar()
