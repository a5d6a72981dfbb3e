"""The role of web, workers and beat works with rows; tables are the owner's, whom only `migrate` connects as."""

from __future__ import annotations

import secrets
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import select

from reminders.store.database.session import open_database
from reminders.store.tables import clinics, metadata
from reminders.store.upkeep.data_role import NoRoleError, admit
from reminders.store.upkeep.schema import require_schema
from tests.making import vault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.store.database.session import Database

DATABASES = ("postgresql",)


@pytest.fixture
def role(database: Database) -> Iterator[str]:
    name = f"data_{secrets.token_hex(4)}"
    with database.begin() as tx:
        admit(tx, name, "first password")
    yield name
    with database.begin() as tx:
        tx.conn.exec_driver_sql("DROP TABLE IF EXISTS later")
        tx.conn.exec_driver_sql(f"DROP OWNED BY {name}")
        tx.conn.exec_driver_sql(f"DROP ROLE {name}")


def _url(database: Database, role: str) -> str:
    return database.engine.url.set(drivername="postgresql", username=role).render_as_string(hide_password=False)


def test_it_works_with_the_rows_of_every_table_and_sweeps_them(database: Database, role: str):
    with closing(open_database(_url(database, role), vault())) as narrow:
        require_schema(narrow)
        with narrow.read() as tx:
            for table in metadata.sorted_tables:
                tx.conn.execute(select(table).limit(1))
        narrow.forget([clinics.name])
    with psycopg.connect(_url(database, role)) as connection:
        for table in metadata.sorted_tables:
            for right in ("INSERT", "UPDATE", "DELETE"):
                granted = connection.execute("SELECT has_table_privilege(%s, %s)", (table.name, right)).fetchone()
                assert granted == (True,), f"{right} on {table.name}"


def test_it_can_neither_change_tables_nor_say_that_they_were_changed(database: Database, role: str):
    with psycopg.connect(_url(database, role), autocommit=True) as connection:
        for statement in (
            "CREATE TABLE mine (id int)",
            "ALTER TABLE clinics ADD COLUMN mine int",
            "DROP TABLE clinics",
            "TRUNCATE clinics",
            "UPDATE alembic_version SET version_num = '0001'",
            "CREATE ROLE another",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_tables_to_come_are_open_to_it_and_its_password_is_what_was_said_last(database: Database, role: str):
    with database.begin() as tx:
        tx.conn.exec_driver_sql("CREATE TABLE later (id serial)")
        stored = "SELECT rolpassword FROM pg_authid WHERE rolname = %s"
        before = tx.conn.exec_driver_sql(stored, (role,)).scalar_one()
        admit(tx, role, "second password")
        after = tx.conn.exec_driver_sql(stored, (role,)).scalar_one()
    assert before != after
    assert after.startswith("SCRAM-SHA-256$")
    with psycopg.connect(_url(database, role)) as connection:
        connection.execute("INSERT INTO later DEFAULT VALUES")


def test_an_owner_that_may_make_no_roles_says_what_its_administrator_can_do(database: Database, role: str):
    name = f"absent_{secrets.token_hex(4)}"
    with (
        closing(open_database(_url(database, role), vault())) as narrow,
        pytest.raises(NoRoleError, match=f'CREATE ROLE "{name}" LOGIN'),
        narrow.begin() as tx,
    ):
        admit(tx, name, "password")
