"""Rows as one value: a JSON array that a PostgreSQL statement reads as a table.

One short round trip whatever the number of rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, LiteralString, cast

import orjson
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psycopg
    from psycopg import sql
    from sqlalchemy import Table

    from reminders.store.database.session import Tx

_DIALECT = postgresql.dialect()


def run_with_rows(tx: Tx, statement: bytes, rows: Sequence[Mapping[str, Any]]) -> psycopg.Cursor[Any]:
    """Run a PostgreSQL statement whose one parameter is the rows; return its cursor.

    Raises:
        ValueError: a naive datetime.

    """
    import psycopg  # 8 MB that SQLite need not pay

    _refuse_naive(rows)
    # A column's name may be a key, and is a string of SQLAlchemy's own.
    value = orjson.dumps(rows, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()
    connection = tx.conn.connection.driver_connection
    assert isinstance(connection, psycopg.Connection)  # noqa: S101 there is no other driver; see store/session.py
    try:
        return connection.execute(statement, (value,))
    except psycopg.Error as error:  # callers know SQLAlchemy's errors, which do not show values
        words = "a statement over many rows"
        raise DBAPIError.instance(words, None, error, psycopg.Error, hide_parameters=True) from error


def as_table(table: Table, columns: Mapping[str, str]) -> sql.Composed:
    """Return the rows as the table `given`: keys of the rows, with the types of the columns they stand for."""
    from psycopg import sql

    parts = [
        sql.SQL("{} {}").format(sql.Identifier(key), sql.SQL(_type_of(table, column)))
        for key, column in columns.items()
    ]
    return sql.SQL("json_to_recordset(%s::json) AS given({})").format(sql.SQL(", ").join(parts))


def _type_of(table: Table, column: str) -> LiteralString:
    return cast("LiteralString", table.c[column].type.compile(dialect=_DIALECT))


def _refuse_naive(rows: Sequence[Mapping[str, Any]]) -> None:
    """Look before they are written: the JSON library is fast, and takes a moment without a zone for what it is."""
    for row in rows:
        for value in row.values():
            if type(value) is datetime and value.tzinfo is None:
                raise ValueError(f"a naive datetime was given to the database: {value!r}; attach a zone")


def _plain(value: object) -> str:
    """Write what JSON has no word for as PostgreSQL reads it."""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(f"{type(value).__name__} cannot be written to the database in bulk")
