"""Many rows at once: one INSERT, UPDATE or COPY on PostgreSQL, row by row elsewhere, in the caller's transaction.

A statement for each message and table is most of what a wave costs, the database and us. Rows are mappings from column
name to value, all with the same columns. On PostgreSQL they travel as one value, a JSON array that the statement reads
as a table: one short round trip whatever their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, LiteralString, cast

import orjson
from sqlalchemy import ARRAY, any_, bindparam, func, insert, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from reminders.store.database.types import UTCDateTime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psycopg
    from psycopg import sql
    from sqlalchemy import Column, ColumnElement, Insert, Table, Update

    from reminders.store.database.session import Tx

_DIALECT = postgresql.dialect()

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
    parameters = as_table({name: table.c[name] for name in names})
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}")
    return statement.format(sql.Identifier(table.name), columns, columns, parameters).as_bytes(None)


def one_of(column: ColumnElement[Any], parameter: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """Compare a column with a list of values. On PostgreSQL it is one array: a list spelled out is parsed each time."""
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


def _refuse_naive(value: datetime | None) -> None:
    if value is not None and value.tzinfo is None:
        raise ValueError(f"a naive datetime was given to the database: {value!r}; attach a zone")


@dataclass(frozen=True, slots=True)
class BulkUpdate:
    """What to change by which guards: `guards` are pairs of (key of a row, column that must hold its value).

    The other keys of a row are the columns to set. Those in `keep` stay as they are where a row has None.
    """

    table: Table
    guards: tuple[tuple[str, str], ...]
    keep: tuple[str, ...] = ()

    def run(self, tx: Tx, rows: Sequence[Mapping[str, Any]]) -> int:
        """Change the rows, which all have the same keys; return how many were changed.

        Raises:
            ValueError: a naive datetime.

        """
        if not rows:
            return 0
        names = tuple(rows[0])
        if tx.is_sqlite or len(rows) == 1:
            bound = _bound_names(self, names)
            parameters = [{bound[name]: value for name, value in row.items()} for row in rows]
            return tx.conn.execute(
                _row_by_row(self, names), parameters if len(parameters) > 1 else parameters[0]
            ).rowcount
        return run_with_rows(tx, _all_at_once(self, names), rows).rowcount


@cache
def _all_at_once(change: BulkUpdate, names: tuple[str, ...]) -> bytes:
    from psycopg import sql  # 8 MB that SQLite need not pay

    guards = dict(change.guards)
    table = sql.Identifier(change.table.name)
    sets = [
        sql.SQL("{0} = coalesce(given.{0}, {1}.{0})" if name in change.keep else "{0} = given.{0}").format(
            sql.Identifier(name), table
        )
        for name in names
        if name not in guards
    ]
    conditions = [
        sql.SQL("{}.{} = given.{}").format(table, sql.Identifier(column), sql.Identifier(key))
        for key, column in change.guards
    ]
    statement = sql.SQL("UPDATE {} SET {} FROM {} WHERE {}").format(
        table,
        sql.SQL(", ").join(sets),
        as_table({name: change.table.c[guards.get(name, name)] for name in names}),
        sql.SQL(" AND ").join(conditions),
    )
    return statement.as_bytes(None)


@cache
def _row_by_row(change: BulkUpdate, names: tuple[str, ...]) -> Update:
    guards = dict(change.guards)
    columns, bound = change.table.c, _bound_names(change, names)
    values: dict[str, Any] = {}
    for name in names:
        if name not in guards:
            parameter = bindparam(bound[name], type_=columns[name].type)
            values[name] = func.coalesce(parameter, columns[name]) if name in change.keep else parameter
    conditions = (columns[column] == bindparam(key) for key, column in guards.items())
    return update(change.table).where(*conditions).values(values)


@cache
def _bound_names(change: BulkUpdate, names: tuple[str, ...]) -> dict[str, str]:
    """Name parameters apart from their columns: SQLAlchemy keeps a column's own name for itself."""
    guards = dict(change.guards)
    return {name: name if name in guards else f"new_{name}" for name in names}


def run_with_rows(tx: Tx, statement: bytes, rows: Sequence[Mapping[str, Any]]) -> psycopg.Cursor[Any]:
    """Run a PostgreSQL statement whose one parameter is the rows; return its cursor.

    Raises:
        ValueError: a naive datetime.

    """
    import psycopg  # 8 MB that SQLite need not pay

    _refuse_naive_rows(rows)
    # A column's name may be a key, and is a string of SQLAlchemy's own.
    value = orjson.dumps(rows, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()
    connection = tx.conn.connection.driver_connection
    assert isinstance(connection, psycopg.Connection)  # noqa: S101 there is no other driver; see store/session.py
    try:
        return connection.execute(statement, (value,))
    except psycopg.Error as error:  # callers know SQLAlchemy's errors, which do not show values
        words = "a statement over many rows"
        raise DBAPIError.instance(words, None, error, psycopg.Error, hide_parameters=True) from error


def as_table(columns: Mapping[str, Column[Any]]) -> sql.Composed:
    """Return the rows as the table `given`: keys of the rows, with the types of the columns they stand for."""
    from psycopg import sql

    parts = [sql.SQL("{} {}").format(sql.Identifier(key), _type_of(column)) for key, column in columns.items()]
    return sql.SQL("json_to_recordset(%s::json) AS given({})").format(sql.SQL(", ").join(parts))


def _type_of(column: Column[Any]) -> sql.SQL:
    from psycopg import sql

    return sql.SQL(cast("LiteralString", column.type.compile(dialect=_DIALECT)))


def _refuse_naive_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Look before they are written: the JSON library is fast, and takes a moment without a zone for what it is."""
    for row in rows:
        for value in row.values():
            if type(value) is datetime:
                _refuse_naive(value)


def _plain(value: object) -> str:
    """Write what JSON has no word for as PostgreSQL reads it."""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(f"{type(value).__name__} cannot be written to the database in bulk")
