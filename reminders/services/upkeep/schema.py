"""The database's schema: whether it fits this program, and bringing it up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.store.upkeep import data_role, installation, schema
from reminders.store.upkeep.schema import SchemaError

if TYPE_CHECKING:
    from reminders.store.database.session import Database


def migrate(database: Database, role: tuple[str, str] | None = None) -> str:
    """Create or upgrade the tables, and let a role (name and password) work with their rows; return the version."""
    version = schema.migrate(database)
    with database.begin() as tx:
        installation.make_installation(tx, installation.where_it_is(tx))
        if role is not None:
            data_role.admit(tx, *role)
    return version


def require_schema(database: Database) -> None:
    """Make sure that the schema is this program's and that the keys open its data.

    Raises:
        SchemaError: it is older, newer or absent.
        WrongKeyError: the data was encrypted with other keys.

    """
    schema.require_schema(database)
    schema.note_writing_key(database)


def bring_up_to_date(database: Database, *, may_migrate: bool) -> None:
    """Check the schema, and migrate it where this process may.

    Raises:
        SchemaError: it does not fit, and may not or cannot be upgraded.
        WrongKeyError: the data was encrypted with other keys.

    """
    try:
        require_schema(database)
    except SchemaError:
        if not may_migrate:
            raise
        migrate(database)
        require_schema(database)
