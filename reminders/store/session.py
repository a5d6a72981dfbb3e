"""Engines and transactions: BEGIN IMMEDIATE with WAL on SQLite, plain READ COMMITTED on PostgreSQL.

A `Tx` is handed to every query; whoever opened it commits by leaving the block.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event, make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from reminders.store.vault import Vault

BUSY_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Tx:
    """One open transaction and the keys to its sealed columns."""

    conn: Connection
    vault: Vault

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is SQLite."""
        return self.conn.dialect.name == "sqlite"


class Database:
    """A database with its keys. Nothing connects before the first transaction."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self.engine = engine
        self.vault = vault

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """Open a writing transaction; it commits at the end of the block and rolls back on an exception."""
        with self.engine.begin() as conn:
            yield Tx(conn, self.vault)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Open a reading transaction, which on SQLite does not wait for a writer."""
        with self.engine.connect().execution_options(reading=True) as conn, conn.begin():
            yield Tx(conn, self.vault)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """Build the engine for DATABASE_URL; plain `postgresql://` uses psycopg 3.

    `durable` False gives up crash safety, for throw-away databases.
    """
    address = make_url(url)
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address.render_as_string(hide_password=False), durable=durable)
    return create_engine(address, pool_pre_ping=True, pool_size=5, max_overflow=10, hide_parameters=True)


def _open_sqlite(url: str, *, durable: bool) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction] an event listener
        connection.isolation_level = None  # sqlite3 must not open transactions by itself; `on_begin` does
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL" if durable else "PRAGMA synchronous=OFF")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction] an event listener
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
