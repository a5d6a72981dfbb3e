"""Engines and transactions: BEGIN IMMEDIATE with WAL on SQLite, plain READ COMMITTED on PostgreSQL.

A `Tx` is handed to every query; the caller that opened it commits by leaving the block.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from threading import local
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from reminders.core.model.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from sqlalchemy import Connection

    from reminders.store.database.key_ring import Lookup, StoredKey
    from reminders.store.database.vault import Vault

BUSY_TIMEOUT_SECONDS = 30
OLDEST_SERVER = 13_00_00
KEPT_CONNECTIONS = 12
"""Connections to PostgreSQL that a process keeps open; a few more are opened and closed again when all are in use."""

PAGE_COST = 1.1
_PLANS_WELL = (
    f"SELECT current_setting('random_page_cost')::float8 <= {PAGE_COST}"
    " AND current_setting('plan_cache_mode') = 'auto', pg_backend_pid()"
)

# A host that vanished without a word is noticed within half a minute, not after the system's two hours.
_NETWORK = {"connect_timeout": 5, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}


class UnfitDatabaseError(SetupError):
    """The database cannot serve this program as it is; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something stored that opens with no key: of which clinic, and of which of its patients if it is one's."""

    clinic_id: int
    patient_id: str | None = None


@dataclass(frozen=True, slots=True)
class Tx:
    """One open transaction and the keys to its sealed columns."""

    conn: Connection
    vault: Vault
    is_sqlite: bool
    damaged: set[Damage] = field(default_factory=set[Damage])  # what was met and could not be read
    _at_end: dict[Callable[[Tx, Sequence[Any]], None], list[Any]] = field(default_factory=dict[Any, list[Any]])

    def roll_back(self) -> None:
        """Undo what this transaction did; nothing may be done in it afterwards."""
        self._at_end.clear()
        self.damaged.clear()
        self.vault.undo()
        self.conn.rollback()

    def write_at_end(self, write: Callable[[Tx, Sequence[Any]], None], items: Sequence[Any]) -> None:
        """Have `write` called once, just before the commit, with all the items that were handed over for it.

        For rows that every transaction wants: locked last, they are never held while it waits for another lock.
        """
        self._at_end.setdefault(write, []).extend(items)

    def finish(self) -> None:
        """Write what was kept for the end. `Database.begin` does it; nothing else needs to."""
        while self._at_end:
            write = next(iter(self._at_end))
            write(self, self._at_end.pop(write))

    def refuse_writing(self) -> None:
        """Refuse to end a reading transaction that something is to be written in: on SQLite it could not be."""
        if self._at_end:
            raise RuntimeError("a change is made, or looking is recorded, in a reading transaction; use begin()")


class Database:
    """A database with its keys. Nothing connects before the first transaction."""

    def __init__(self, engine: Engine, vault: Vault, reading: Engine | None = None) -> None:
        self.engine = engine
        self.vault = vault.of_database(partial(self._look_up, None))
        self._reading = reading or engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._tell_of_damage: Callable[[Tx], None] | None = None
        self._writing = local()

    def when_damaged(self, tell: Callable[[Tx], None]) -> None:
        """Have `tell` called in a writing transaction whenever one has met values that open with no key."""
        self._tell_of_damage = tell

    @contextmanager
    def begin(self) -> Generator[Tx]:
        """Open a writing transaction; it commits at the end of the block and rolls back on an exception."""
        outer, self._writing.here = self._is_writing, True
        try:
            with self.engine.begin() as conn:
                tx = Tx(conn, self.vault.within(partial(self._look_up, conn), writing=True), self._is_sqlite)
                yield tx
                if tx.damaged and self._tell_of_damage is not None:
                    self._tell_of_damage(tx)
                tx.finish()
            tx.vault.share()
        finally:
            self._writing.here = outer

    @contextmanager
    def read(self) -> Generator[Tx]:
        """Open a reading transaction, which on SQLite does not wait for a writer."""
        with self._reading.begin() as conn:
            tx = Tx(conn, self.vault.within(partial(self._look_up, conn), writing=False), self._is_sqlite)
            yield tx
            tx.refuse_writing()
        if tx.damaged and not self._is_writing:  # a writer of this thread could only wait for itself
            with self.begin() as writing:
                writing.damaged.update(tx.damaged)

    def _look_up(self, conn: Connection | None, what: Lookup) -> StoredKey | None:
        if conn is not None and not conn.closed:
            return what.find(conn)
        with self._reading.begin() as own:
            return what.find(own)

    @property
    def _is_writing(self) -> bool:
        return getattr(self._writing, "here", False)

    def forget(self, tables: Sequence[str]) -> None:
        """Leave nothing of what was wiped from these tables lying around: old pages of the WAL, dead rows.

        What another transaction may still be reading stays until the next time, or the server's autovacuum.
        """
        statements = ["PRAGMA wal_checkpoint(TRUNCATE)"] if self._is_sqlite else [f"VACUUM {name}" for name in tables]
        connection = self.engine.raw_connection()
        try:
            if not self._is_sqlite:
                connection.driver_connection.autocommit = True  # type: ignore[union-attr] psycopg's
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement)
            cursor.close()
        finally:
            connection.invalidate()  # not left in the pool in another mode
            connection.close()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()
        self._reading.dispose()


class WritingSQLite(SQLiteDialect_pysqlite):
    """SQLite whose transactions take the write lock at once: two of them never both read before one writes."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin, waiting for the write lock."""
        dbapi_connection.execute("BEGIN IMMEDIATE")


class ReadingSQLite(SQLiteDialect_pysqlite):
    """SQLite whose transactions see one snapshot and wait for no one (WAL)."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin without a lock."""
        dbapi_connection.execute("BEGIN")


registry.register("sqlite.writing", __name__, "WritingSQLite")
registry.register("sqlite.reading", __name__, "ReadingSQLite")
registry.register("postgresql.quiet", "reminders.store.database.liveness", "QuietPostgres")


def open_database(url: str, vault: Vault, *, durable: bool = True) -> Database:
    """Prepare the database of DATABASE_URL; plain `postgresql://` uses psycopg 3.

    `durable` False gives up crash safety, for throw-away databases.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        writing = _open_sqlite(address.set(drivername="sqlite+writing"), durable=durable)
        return Database(writing, vault, _open_sqlite(address.set(drivername="sqlite+reading"), durable=durable))
    address = address.set(drivername="postgresql+quiet")
    engine = create_engine(
        address,
        connect_args={"prepare_threshold": None, "client_encoding": "utf8"}
        | {name: value for name, value in _NETWORK.items() if name not in address.query},
        pool_pre_ping=True,
        pool_size=KEPT_CONNECTIONS,
        max_overflow=8,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _require_fit, insert=True)  # before SQLAlchemy asks the server about itself
    event.listen(engine, "connect", _make_ready)
    return Database(engine, vault)


def _require_fit(connection: Any, _record: object) -> None:
    """Refuse a server set up in a way that cannot hold our data.

    Raises:
        UnfitDatabaseError: its encoding is not UTF8, or its version is older than 13 (the oldest still maintained in
            2025, PostgreSQL versioning policy).

    """
    info = connection.info
    encoding = info.parameter_status("server_encoding")
    if encoding == "UTF8" and info.server_version >= OLDEST_SERVER:
        return
    name = info.dbname
    connection.close()
    if encoding != "UTF8":
        raise UnfitDatabaseError(
            f"the database {name} stores text as {encoding}, and names need UTF8; make one that does: "
            f"createdb --encoding=UTF8 --template=template0 --locale=C.UTF-8 NAME, and name it in DATABASE_URL"
        )
    raise UnfitDatabaseError(
        f"the server of database {name} is PostgreSQL {info.server_version // 10000}; version 13 or newer is needed"
    )


def _make_ready(connection: Any, _record: object) -> None:
    """Have every statement planned for its own values and for the tables as they are.

    A plan made for any moment takes a third of all planned messages for due, and reads the whole table from its
    beginning to find one soon: with a million messages to come an empty tick took 300 ms instead of 2. So nothing is
    prepared. Forcing the plans of the session instead would have the check of every foreign key planned again, which
    was a quarter of what a text costs the server.

    What is read is in memory, where an index is cheap: `migrate` tells the database so. Where it may not, the session
    says it, unless a pooler stands between: what is set there would reach some later transactions and not others.
    """
    from psycopg.types.string import TextLoader  # 8 MB that SQLite need not pay

    connection.adapters.register_loader("uuid", TextLoader)  # our ids are texts; to make objects of them takes time
    with connection.cursor() as cursor:
        plans_well, backend = cursor.execute(_PLANS_WELL).fetchone()
        if not plans_well and backend == connection.info.backend_pid:
            cursor.execute(f"SET random_page_cost = {PAGE_COST}")
            cursor.execute("SET plan_cache_mode = auto")
    connection.commit()


def _open_sqlite(address: URL, *, durable: bool) -> Engine:
    _only_for_owner(address.database)
    engine = create_engine(
        address,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine.pool, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # sqlite3 must not open transactions by itself; `do_begin` does
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what is deleted or overwritten is zeros, not a free page
        connection.execute("PRAGMA synchronous=FULL" if durable else "PRAGMA synchronous=OFF")

    return engine


def _only_for_owner(file: str | None) -> None:
    """Make a new database file that no one else on the machine may read; SQLite gives its -wal the same mode."""
    if not file or file == ":memory:" or file.startswith("file:"):
        return
    with suppress(OSError):  # a folder that is not there is SQLite's to report
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
