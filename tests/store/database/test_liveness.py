"""A kept connection is used without asking the server, and one that ended meanwhile is not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy import text

from reminders.store.database.liveness import is_quiet
from tests.standins import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.store.database.session import Database


@pytest.fixture
def other(postgres: Database) -> Iterator[psycopg.Connection]:
    """Connect beside the pool."""
    url = postgres.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def kept(database: Database) -> Any:
    """Return the connection that the pool hands out next."""
    with database.begin() as tx:
        assert tx.conn.execute(text("SELECT 1")).scalar() == 1
        return tx.conn.connection.driver_connection


def test_a_connection_that_is_at_rest_is_used_again_unasked(postgres: Database):
    connection = kept(postgres)
    assert is_quiet(connection)
    assert kept(postgres) is connection


def test_a_connection_that_the_server_has_ended_is_replaced(postgres: Database, other: psycopg.Connection):
    connection = kept(postgres)
    other.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
    wait_until(lambda: not is_quiet(connection))
    assert kept(postgres) is not connection
    assert connection.closed


def test_a_connection_that_was_closed_is_not_quiet(postgres: Database):
    connection = kept(postgres)
    connection.close()
    assert not is_quiet(connection)


def test_a_connection_that_the_server_has_written_to_is_asked_and_kept(postgres: Database, other: psycopg.Connection):
    connection = kept(postgres)
    with postgres.begin() as tx:
        tx.conn.execute(text("LISTEN news"))
    other.execute("NOTIFY news")
    wait_until(lambda: not is_quiet(connection))
    assert kept(postgres) is connection
