"""Writes the tables of a PostgreSQL database as one stream, and loads them again. It needs no program but the driver.

The stream is made of lines: for each table its name and columns in JSON, the rows in COPY's text format, and a line
with a backslash and a dot, which no row can be (https://www.postgresql.org/docs/current/sql-copy.html).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import MetaData, inspect, text

from reminders.core.upkeep.backup_header import BackupError
from reminders.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reminders.store.database.session import Tx

END = b"\\.\n"
VERSIONS = "alembic_version"
FLUSH = 1 << 18


def write_tables(tx: Tx, write: Callable[[bytes], None], without: tuple[str, str] | None = None) -> dict[str, int]:
    """Hand all rows of all tables to `write`, those first that others refer to; return how many of each.

    `without`: a table and the column of it that is left out.
    """
    counts: dict[str, int] = {}
    for table, all_columns in _tables(tx):
        columns = [column for column in all_columns if (table, column) != without]
        write(json.dumps([table, columns]).encode() + b"\n")
        counts[table] = 0
        with _cursor(tx) as cursor, cursor.copy(_copy("COPY {} ({}) TO STDOUT", table, columns)) as rows:
            for block in rows:
                data = bytes(block)
                counts[table] += data.count(b"\n")
                write(data)
        write(END)
    return counts


def load_tables(tx: Tx, stream: Iterable[bytes]) -> dict[str, int]:
    """Load a stream into empty tables of the same version; return how many rows each got.

    Raises:
        BackupError: the stream does not fit.

    """
    counts: dict[str, int] = {}
    lines = _lines(stream)
    for line in lines:
        table, columns = _heading(line)
        counts[table] = 0
        with _cursor(tx) as cursor, cursor.copy(_copy("COPY {} ({}) FROM STDIN", table, columns)) as rows:
            waiting = bytearray()
            for row in lines:
                if row == END:
                    break
                counts[table] += 1
                waiting += row
                if len(waiting) > FLUSH:
                    rows.write(bytes(waiting))
                    waiting.clear()
            else:
                raise BackupError(f"the backup ends in the middle of the table {table}")
            rows.write(bytes(waiting))
    _set_sequences(tx)
    return counts


def count_rows(tx: Tx) -> dict[str, int]:
    """Count the rows of every table."""
    return {
        name: int(tx.conn.execute(text(f"SELECT count(*) FROM {_quoted(tx, name)}")).scalar_one())  # noqa: S608 a table # nosec B608
        for name, _ in _tables(tx)
    }


def count_in(stream: Iterable[bytes]) -> dict[str, int]:
    """Count the rows in a stream."""
    counts: dict[str, int] = {}
    lines = _lines(stream)
    for line in lines:
        table, _ = _heading(line)
        counts[table] = sum(1 for _ in iter(lambda: next(lines, END), END))
    return counts


def empty_tables(tx: Tx) -> None:
    """Empty every table, as far as a migration put something in."""
    names = ", ".join(_quoted(tx, name) for name, _ in _tables(tx))
    tx.conn.execute(text(f"TRUNCATE {names}"))


def drop_tables(tx: Tx) -> None:
    """Drop our tables and nothing else."""
    tx.conn.execute(text("SET LOCAL lock_timeout = '10s'"))
    there = set(inspect(tx.conn).get_table_names())
    for name in sorted(there & {*metadata.tables, VERSIONS}):
        tx.conn.execute(text(f"DROP TABLE {_quoted(tx, name)} CASCADE"))


def use_own_schema(tx: Tx) -> None:
    """Have this transaction see and make tables in a schema of its own, which goes when it is rolled back."""
    tx.conn.execute(text("CREATE SCHEMA reminders_drill"))
    tx.conn.execute(text("SET LOCAL search_path TO reminders_drill"))


def other_sessions(tx: Tx) -> int:
    """Return how many others are connected to this database."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return int(tx.conn.execute(text(query)).scalar_one())


def _tables(tx: Tx) -> list[tuple[str, list[str]]]:
    """Return the tables with their columns, those first that others refer to; the schema's version goes elsewhere."""
    there = MetaData()
    there.reflect(tx.conn)
    return [
        (table.name, [column.name for column in table.columns])
        for table in there.sorted_tables
        if table.name != VERSIONS
    ]


def _set_sequences(tx: Tx) -> None:
    """Have every numbered table go on after its last number."""
    query = text(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence"
        " FROM information_schema.columns WHERE table_schema = current_schema()"
    )
    for row in tx.conn.execute(query).all():
        if row.sequence:
            table, column = _quoted(tx, row.table_name), _quoted(tx, row.column_name)
            last = f"coalesce(max({column}), 1), max({column}) IS NOT NULL"
            tx.conn.execute(text(f"SELECT setval('{row.sequence}', {last}) FROM {table}"))  # noqa: S608 names # nosec B608


def _heading(line: bytes) -> tuple[str, list[str]]:
    try:
        table, columns = cast("tuple[str, list[str]]", json.loads(line))
    except ValueError:
        raise BackupError("the backup holds something that is no table") from None
    return table, columns


def _lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in stream:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield line + b"\n"
    if rest:
        raise BackupError("the backup ends in the middle of a row")


def _copy(statement: str, table: str, columns: Sequence[str]) -> Any:
    from psycopg import sql  # SQLite has no need of the driver

    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL(cast("Any", statement)).format(sql.Identifier(table), names)


def _cursor(tx: Tx) -> Any:
    connection: Any = tx.conn.connection.driver_connection
    return connection.cursor()


def _quoted(tx: Tx, name: str) -> str:
    return tx.conn.dialect.identifier_preparer.quote_identifier(name)
