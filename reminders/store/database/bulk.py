"""Many rows at once: one INSERT or a COPY on PostgreSQL, row by row elsewhere, inside the caller's transaction.

Rows go in as they are written to tables everywhere: mappings from column name to value, all with the same columns.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, any_, bindparam, insert
from sqlalchemy.exc import DBAPIError

from reminders.store.database.recordset import as_table, run_with_rows
from reminders.store.database.types import UTCDateTime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Insert, Table

    from reminders.store.database.session import Tx

WORTH_COPYING = 500
"""Fewer rows than this are quicker as one INSERT: COPY takes two round trips and is planned again each time."""


def insert_rows(tx: Tx, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name the same columns; columns that are left out get the database's defaults."""
    if not rows:
        return
    if tx.is_sqlite or len(rows) == 1:
        tx.conn.execute(_insert(table), rows if len(rows) > 1 else rows[0])
    elif len(rows) < WORTH_COPYING:
        run_with_rows(tx, _insert_all(table, tuple(rows[0])), rows)
    else:
        _copy(tx, table, rows)


@cache
def _insert(table: Table) -> Insert:
    return insert(table).inline()  # no one asks for the keys that the database gives


@cache
def _insert_all(table: Table, names: tuple[str, ...]) -> bytes:
    from psycopg import sql

    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    parameters = as_table(table, {name: name for name in names})
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}")
    return statement.format(sql.Identifier(table.name), columns, columns, parameters).as_bytes(None)


def one_of(column: ColumnElement[str], parameter: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """Compare a column with a list of texts. On PostgreSQL it is one array: a list spelled out is parsed each time."""
    if is_sqlite:
        return column.in_(bindparam(parameter, expanding=True))
    return column == any_(bindparam(parameter, type_=ARRAY(column.type)))


def _copy(tx: Tx, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    import psycopg  # 8 MB that SQLite need not pay
    from psycopg import sql

    columns = tuple(rows[0])
    moments = [index for index, name in enumerate(columns) if isinstance(table.c[name].type, UTCDateTime)]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    connection = tx.conn.connection.driver_connection
    assert isinstance(connection, psycopg.Connection)  # noqa: S101 there is no other driver; see store/session.py
    try:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                values = [row[name] for name in columns]
                for index in moments:
                    _refuse_naive(values[index])
                copy.write_row(values)
    except psycopg.Error as error:  # callers know SQLAlchemy's errors, which do not show values
        words = f"COPY {table.name}"
        raise DBAPIError.instance(words, None, error, psycopg.Error, hide_parameters=True) from error


def _refuse_naive(value: Any) -> None:
    if value is not None and value.tzinfo is None:
        raise ValueError(f"a naive datetime was given to the database: {value!r}; attach a zone")
