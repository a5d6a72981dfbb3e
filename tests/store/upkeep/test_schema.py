"""Migrations make exactly the tables, and a database that does not fit is refused with a sentence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from reminders.store.database.session import open_database
from reminders.store.database.vault import WrongKeyError
from reminders.store.tables import metadata
from reminders.store.upkeep import schema
from reminders.store.upkeep.schema import (
    HEAD,
    SchemaError,
    alembic_config,
    keys_in_use,
    migrate,
    note_writing_key,
    require_schema,
)
from tests.making import KEY, OTHER_KEY, vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.store.database.session import Database

PARTIAL = {
    "ix_messages_ready": "planned",
    "ix_messages_clinic_ready": "planned",
    "ix_messages_leased": "sending",
    "ix_messages_unsettled": "unconfirmed",
    "ix_messages_held": "held",
}


def test_migrations_make_exactly_the_tables(database: Database):
    with database.begin() as tx:
        options = {"compare_type": True, "compare_server_default": _differs}
        context = MigrationContext.configure(tx.conn, opts=options)
        assert compare_metadata(context, metadata) == [], "the tables have no migration: write one with alembic"


def _differs(*compared: object) -> bool | None:
    """Alembic does not see that two empty defaults are the same on SQLite; the rest it may judge (None)."""
    return False if {compared[3], compared[5]} <= {"", "('')"} else None


def test_partial_indexes_are_partial(database: Database):
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index'"
    if database.engine.dialect.name != "sqlite":
        sql = "SELECT indexname, indexdef FROM pg_indexes"
    with database.read() as tx:
        found = {name: definition or "" for name, definition in tx.conn.execute(text(sql))}
    for name, status in PARTIAL.items():
        assert f"'{status}'" in found[name].rpartition("WHERE")[2], f"{name}: {found[name]}"


def test_an_empty_database_is_brought_up_and_a_second_time_changes_nothing(
    empty_url: str, opened: Callable[[str], Database]
):
    database = opened(empty_url)
    assert migrate(database) == HEAD == migrate(database)
    require_schema(database)


def test_two_migrations_at_once_wait_for_each_other_and_tell_the_planner_what_a_page_costs(postgres_copies: Any):
    url = postgres_copies.server.create_database()
    databases = [open_database(url, vault(), durable=False) for _ in range(2)]
    with ThreadPoolExecutor(len(databases)) as pool:
        assert list(pool.map(migrate, databases)) == [HEAD, HEAD]
    for database in databases:
        database.close()
    with psycopg.connect(url) as session:
        assert session.execute("SHOW random_page_cost").fetchone() == ("1.1",)
    postgres_copies.drop(url)


def test_a_migration_lets_others_pass_and_begins_again(postgres: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(schema, "TRIES", 2)
    config = alembic_config()
    with postgres.begin() as tx:
        config.attributes["connection"] = tx.conn
        command.downgrade(config, "0041")
    with ThreadPoolExecutor(1) as pool, postgres.begin() as other:
        other.conn.execute(text("LOCK TABLE clinics"))
        migration = pool.submit(migrate, postgres)
        with pytest.raises(SchemaError, match=r"run the migration again, it goes on where it was$"):
            migration.result(timeout=20)
    assert migrate(postgres) == HEAD


def test_the_version_of_the_program_is_that_of_its_newest_migration():
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD], "set HEAD in store/schema.py"


def test_a_migration_can_be_taken_back(database: Database):
    config = alembic_config()
    with database.begin() as tx:
        config.attributes["connection"] = tx.conn
        command.downgrade(config, "base")
        assert inspect(tx.conn).get_table_names() == ["alembic_version"]


def test_an_empty_database_is_refused(empty_url: str, opened: Callable[[str], Database]):
    with pytest.raises(SchemaError, match=r"^the database is empty; run: reminders migrate$"):
        require_schema(opened(empty_url))


def test_an_older_database_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(schema, "HEAD", "9999")
    with pytest.raises(SchemaError, match=r"^the database is of an older version; run: reminders migrate$"):
        require_schema(database)


def test_a_newer_database_is_refused(database: Database):
    with database.begin() as tx:
        tx.conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match=r"newer version than this program; update the program$"):
        require_schema(database)


def test_wrong_keys_are_refused_by_name(database_url: str):
    wrong = open_database(database_url, vault(OTHER_KEY))
    try:
        for check in (require_schema, migrate):
            with pytest.raises(
                WrongKeyError, match=r"^ENCRYPTION_KEYS do not fit this database: .*add that key$"
            ) as found:
                check(wrong)
            assert ("in the reminders.secrets that was made with it" in str(found.value)) == database_url.startswith(
                "sqlite"
            )
    finally:
        wrong.close()


def test_rotated_keys_fit(database_url: str):
    rotated = open_database(database_url, vault(OTHER_KEY, KEY))
    try:
        require_schema(rotated)
    finally:
        rotated.close()


def test_every_key_that_wrote_is_known_and_a_process_that_lacks_one_is_refused(database_url: str):
    """Two steps: the new key is readable first and writes later; one with the old key alone is refused from then."""
    third = bytes(range(64, 96))
    writers = [vault(KEY), vault(KEY, OTHER_KEY), vault(OTHER_KEY, KEY), vault(third, OTHER_KEY, KEY)]
    for keys in writers:
        opened = open_database(database_url, keys)
        require_schema(opened)
        note_writing_key(opened)
        note_writing_key(opened)
        opened.close()
    left_behind = open_database(database_url, vault(KEY))
    try:
        ids = ", ".join(sorted([vault(OTHER_KEY).writer_id, vault(third).writer_id]))
        with pytest.raises(
            WrongKeyError, match=f"with keys {ids}, which are not among ENCRYPTION_KEYS; add those keys$"
        ):
            require_schema(left_behind)
        with left_behind.read() as tx:
            assert len(keys_in_use(tx)) == 3
        with left_behind.begin() as tx:  # as the next test finds it
            tx.conn.execute(text("DELETE FROM key_checks WHERE id <> 1"))
    finally:
        left_behind.close()
