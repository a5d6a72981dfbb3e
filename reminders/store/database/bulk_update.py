"""Many rows changed by one statement: on PostgreSQL they travel as one JSON value, elsewhere row by row.

A statement per message and table is most of what a wave costs, the database and us; this makes it one per table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, update

from reminders.store.database.recordset import as_table, run_with_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Table, Update

    from reminders.store.database.session import Tx


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
        as_table(change.table, {name: guards.get(name, name) for name in names}),
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
