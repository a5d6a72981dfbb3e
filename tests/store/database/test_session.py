"""Transactions: one writer at a time on SQLite while readers go on, rollback, and errors without patients in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from reminders.store.clinics.switches import beat_heart, last_heartbeat, set_switch, switches_on
from reminders.store.database import session
from reminders.store.database.session import UnfitDatabaseError, open_database
from reminders.store.tables import consents, heartbeats, switches
from reminders.store.upkeep.schema import migrate
from tests.making import NOW, vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.store.database.session import Database


def test_a_second_writer_on_sqlite_waits_for_the_first(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(session, "BUSY_TIMEOUT_SECONDS", 0.05)
    database = open_database(sqlite_url, vault())
    try:
        with database.begin(), pytest.raises(OperationalError, match="locked"), database.begin():
            pytest.fail("two writers at once")  # neither has written yet: the lock is taken at BEGIN
    finally:
        database.close()


def test_a_reader_does_not_wait_for_a_writer_and_sees_what_was_committed(database: Database):
    with database.begin() as writing:
        beat_heart(writing, "beat", NOW)
        with database.read() as reading:
            assert last_heartbeat(reading, "beat") is None
    with database.read() as reading:
        assert last_heartbeat(reading, "beat") == NOW


def test_a_reader_on_sqlite_sees_one_snapshot(sqlite_url: str, opened: Callable[[str], Database]):
    database = opened(sqlite_url)
    with database.read() as reading:
        assert last_heartbeat(reading, "beat") is None
        with database.begin() as writing:
            beat_heart(writing, "beat", NOW)
        assert last_heartbeat(reading, "beat") is None


def test_an_exception_rolls_everything_back(database: Database):
    def fail() -> None:
        with database.begin() as tx:
            set_switch(tx, "pause-all", NOW)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    with database.read() as tx:
        assert switches_on(tx) == {}


def test_foreign_keys_are_enforced(database: Database):
    row = {"patient_id": "0" * 32, "channel": "sms", "granted": True, "source": "x", "wording": "x", "language": "en"}
    with pytest.raises(IntegrityError), database.begin() as tx:
        tx.conn.execute(insert(consents).values(**row, at=NOW))


def test_an_error_of_the_database_does_not_tell_values(database: Database):
    secret = "a name"
    rows = [{"name": "x", "reason": secret, "since": NOW}] * 2
    with pytest.raises(IntegrityError) as caught, database.begin() as tx:
        tx.conn.execute(insert(switches), rows)
    assert secret not in str(caught.value)


def test_sqlite_is_durable_unless_the_database_is_thrown_away(sqlite_url: str):
    modes = {}
    for durable in (True, False):
        database = open_database(sqlite_url, vault(), durable=durable)
        with database.begin() as tx:
            modes[durable] = tx.conn.execute(text("PRAGMA synchronous")).scalar()
            assert tx.conn.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        database.close()
    assert modes == {True: 2, False: 0}


def test_nothing_connects_before_the_first_transaction():
    open_database("postgresql://nobody@127.0.0.1:1/none", vault()).close()
    open_database("sqlite:////nowhere/at/all.db", vault()).close()


def test_a_heartbeat_is_one_row(database: Database):
    for _ in range(3):
        with database.begin() as tx:
            beat_heart(tx, "beat", NOW)
    with database.read() as tx:
        assert tx.conn.execute(select(func.count()).select_from(heartbeats)).scalar() == 1


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_does_not_store_utf8_is_refused_in_one_sentence(postgres_url: str, encoding: str):
    name = f"odd_{encoding.lower()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
        database = open_database(f"{postgres_url.rsplit('/', 1)[0]}/{name}", vault())
        try:
            with pytest.raises(UnfitDatabaseError, match=f"stores text as {encoding}, and names need UTF8; make one"):
                migrate(database)
        finally:
            database.close()
            connection.execute(f"DROP DATABASE {name}")
