"""Brings the database's schema to this version of the program, or says that it is not there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select

from reminders.store.tables import key_checks
from reminders.store.vault import WrongKeyError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reminders.store.session import Database, Tx

_FOLDER = Path(__file__).parent / "migrations"
_CHECK = "reminders"


class SchemaError(Exception):
    """The database's schema does not fit this program; the message says what to run."""


def migrate(database: Database) -> str:
    """Apply all migrations in one transaction and check the keys; return the version reached."""
    with database.begin() as tx:
        config = _config()
        config.attributes["connection"] = tx.conn
        command.upgrade(config, "head")
        check_keys(tx)
    return head()


def require_schema(database: Database) -> None:
    """Make sure that the schema is this program's and that the keys open its data.

    Raises:
        SchemaError: it is older, newer or absent.
        WrongKeyError: the data was encrypted with other keys.

    """
    with database.read() as tx:
        found = _version(tx.conn)
        if found is None:
            raise SchemaError("the database is empty; run: reminders migrate")
        if found != head():
            known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
            if found in known:
                raise SchemaError("the database is of an older version; run: reminders migrate")
            raise SchemaError("the database is of a newer version than this program; update the program")
        _open_check(tx)


def head() -> str:
    """Return the newest schema version this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def check_keys(tx: Tx) -> None:
    """Seal a word on first use and open it ever after, so that wrong keys are noticed at once.

    Raises:
        WrongKeyError: the data was encrypted with other keys.

    """
    if not _open_check(tx):
        tx.conn.execute(insert(key_checks).values(id=1, sealed=tx.vault.seal("key_checks", _CHECK)))


def _open_check(tx: Tx) -> bool:
    sealed = tx.conn.execute(select(key_checks.c.sealed)).scalar()
    if sealed is None:
        return False
    try:
        tx.vault.open("key_checks", sealed)
    except WrongKeyError as error:
        raise WrongKeyError(f"ENCRYPTION_KEYS do not fit this database: {error}") from None
    return True


def _version(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
