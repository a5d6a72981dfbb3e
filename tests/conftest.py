"""Fixtures for tests that need a database: SQLite, and a real PostgreSQL for the files whose SQL is at stake.

One PostgreSQL a session and one migrated database to copy: a test's own database costs a few milliseconds. Without a
server these tests skip, and fail where the environment says CI=true.
"""

from __future__ import annotations

import secrets
import shutil
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from reminders.clock import FixedClock
from reminders.store.database.session import open_database
from reminders.store.database.vault import DATA_KEYS
from reminders.store.tables import key_checks, metadata
from reminders.store.upkeep.schema import HEAD, migrate
from tests.compiled_statements import share_compiled_statements
from tests.making import NOW, add_oak, make_context, vault
from tests.servers import PostgresServer, require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database


pytest_plugins = ["tests.running", "tests.sharing"]
share_compiled_statements()

_EMPTY = sql.SQL("; ").join(
    sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name))
    for table in reversed(metadata.sorted_tables)
    if table is not key_checks
)


class PostgresCopies:
    """A server with one migrated database, copied for each test."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._name = f"template_{secrets.token_hex(6)}"
        self._template = server.create_database(self._name)
        _migrate(self._template)
        self._connection = psycopg.connect(server.url, autocommit=True)
        self._clean: list[str] = []

    def take(self) -> str:
        """Return the URL of a migrated database without rows: one that was given back, or a new copy."""
        if self._clean:
            return self._clean.pop()
        name = f"copy_{secrets.token_hex(6)}"
        # Copying files is the faster way for a server that does not sync.
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._connection.execute(statement.format(sql.Identifier(name), sql.Identifier(self._name)))
        return self._template.replace(self._name, name)

    def refund(self, url: str) -> None:
        """Empty a copy for the next test, which is faster than a new one; drop it if it is not as it was."""
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(_EMPTY)
                version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                keys = connection.execute("SELECT id, substr(sealed, 1, 5) FROM key_checks").fetchall()
                if (version, keys) == ((HEAD,), [(1, DATA_KEYS)]):
                    self._clean.append(url)
                    return
        except psycopg.Error:
            pass
        self.drop(url)

    def drop(self, url: str) -> None:
        """Drop a database."""
        name = str(conninfo_to_dict(url)["dbname"])
        self._connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def close(self) -> None:
        """Drop the database that is copied, and end the server if it is ours."""
        for url in (*self._clean, self._template):
            self.drop(url)
        self._connection.close()
        self.server.stop()


@pytest.fixture(scope="session")
def postgres_copies() -> Iterator[PostgresCopies]:
    copies = PostgresCopies(require(PostgresServer.start))
    yield copies
    copies.close()


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_file: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_file, tmp_path / "reminders.db")
    return f"sqlite:///{tmp_path}/reminders.db"


@pytest.fixture
def postgres_url(postgres_copies: PostgresCopies) -> Iterator[str]:
    url = postgres_copies.take()
    yield url
    postgres_copies.refund(url)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """Name a migrated database of this test alone, once for each kind that `tests.running` gives its file."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name an empty database of this test alone, once for each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    copies: PostgresCopies = request.getfixturevalue("postgres_copies")
    url = copies.server.create_database()
    yield url
    copies.drop(url)


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Open databases that are closed when the test ends."""
    found: list[Database] = []

    def open_one(url: str) -> Database:
        found.append(open_database(url, vault(), durable=False))
        return found[-1]

    yield open_one
    for database in found:
        database.close()


@pytest.fixture
def database(database_url: str, opened: Callable[[str], Database]) -> Database:
    return opened(database_url)


@pytest.fixture
def postgres(postgres_url: str, opened: Callable[[str], Database]) -> Database:
    """Open a PostgreSQL database, for what only many connections at once can show."""
    return opened(postgres_url)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def context(database: Database, clock: FixedClock) -> Context:
    """Everything a use case needs: real database, templates and pathways; a clock that stands; outboxes."""
    return make_context(database, clock)


@pytest.fixture
def clinic(context: Context) -> Clinic:
    return add_oak(context)


def _migrate(url: str) -> None:
    database = open_database(url, vault(), durable=False)
    try:
        migrate(database)
    finally:
        database.close()
