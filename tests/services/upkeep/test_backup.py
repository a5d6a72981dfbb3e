"""A backup is one moment of a running database, readable with its keys only; restoring is all or nothing."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text

from reminders.core.upkeep.backup_header import BackupError
from reminders.services.sending.old_data.old_database import go_on_unreconciled
from reminders.services.upkeep.backup import back_up
from reminders.services.upkeep.health import read_status
from reminders.services.upkeep.restore import drill, restore
from reminders.store.database.session import open_database
from reminders.store.tables import audit, heartbeats, metadata, patients
from tests.making import KEY, NOW, OTHER_KEY, SOMEBODY, add_oak, all_rows, enroll_rows, make_context, row, run, vault
from tests.tables import check_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

DATABASES = ("sqlite", "postgresql")
CHANGED_BY_RESTORING = {"audit", "audit_chains", "switches", "installation"}
ODD = "Zoë\tO'Brien\\N\r\n\\. and so on"


def contents(context: Context) -> dict[str, list[str]]:
    return {
        table.name: sorted(map(str, all_rows(context, table)))
        for table in metadata.sorted_tables
        if table.name not in CHANGED_BY_RESTORING
    }


@pytest.fixture
def busy(context: Context, clinic: Clinic) -> Context:
    enroll_rows(context, clinic, row(given_name="Ana\\"), row(), row())
    run(context)
    with context.db.begin() as tx:
        tx.conn.execute(text("UPDATE clinics SET name = :name"), {"name": ODD})
    return context


@pytest.fixture
def file(busy: Context, tmp_path: Path) -> Path:
    back_up(busy, tmp_path / "kept.backup", actor=SOMEBODY)
    return tmp_path / "kept.backup"


def test_everything_comes_back_and_is_paused(busy: Context, tmp_path: Path, clock: FixedClock):
    path, before = tmp_path / "kept.backup", contents(busy)
    result = back_up(busy, path, actor=SOMEBODY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert result.problems == ()
    assert result.rows["patients"] == 3
    assert b"CREATE TABLE" not in path.read_bytes()
    assert b"activity" not in path.read_bytes()
    enroll_rows(busy, add_oak(busy, slug="elm"), row())

    with pytest.raises(BackupError, match="not empty"):
        restore(busy.db, path, force=False, now=NOW, actor=SOMEBODY)
    assert contents(busy) != before
    restored = restore(busy.db, path, force=True, now=NOW + timedelta(hours=1), actor=SOMEBODY)
    assert restored.problems == ()
    assert contents(busy) == before
    assert "restored from a backup" in (read_status(busy).paused or "")
    assert [item.action for item in all_rows(busy, audit)][-2:] == [
        "all sending paused: old database",
        "database restored from a backup",
    ]
    enroll_rows(busy, add_oak(busy, slug="fir"), row())  # numbered rows go on after those that were loaded
    assert go_on_unreconciled(busy, actor=SOMEBODY)


def test_an_empty_database_takes_a_backup_without_force(
    file: Path,
    busy: Context,
    tmp_path: Path,
    opened: Callable[[str], Database],
    clock: FixedClock,
    request: pytest.FixtureRequest,
):
    new = f"sqlite:///{tmp_path}/new.db"
    if busy.db.engine.dialect.name == "postgresql":
        with pytest.raises(BackupError, match="DATABASE_URL names an SQLite file"):
            restore(opened(new), file, force=True, now=NOW, actor=SOMEBODY)
        copies = request.getfixturevalue("postgres_copies")
        new = copies.take()
        request.addfinalizer(lambda: copies.drop(new))
    database = opened(new)
    restore(database, file, force=False, now=NOW, actor=SOMEBODY)
    assert contents(make_context(database, clock)) == contents(busy)
    database.close()


def test_what_a_transaction_has_not_committed_is_not_in_the_backup_and_does_not_hold_it_up(
    postgres: Database, clock: FixedClock, tmp_path: Path
):
    context = make_context(postgres, clock)
    enroll_rows(context, add_oak(context), row())
    writer = postgres.engine.raw_connection()
    writer.cursor().execute("UPDATE patients SET language = 'es'")
    back_up(context, tmp_path / "one", actor=SOMEBODY)
    writer.commit()
    writer.close()
    restore(postgres, tmp_path / "one", force=True, now=NOW, actor=SOMEBODY)
    assert [item.language for item in all_rows(context, patients)] == ["en"]


def test_what_is_only_in_the_wal_is_in_the_backup(
    sqlite_url: str, opened: Callable[[str], Database], clock: FixedClock, tmp_path: Path
):
    context = make_context(opened(sqlite_url), clock)
    file = Path(context.db.engine.url.database or "")
    with context.db.begin() as tx:
        tx.conn.execute(insert(heartbeats).values(name="in the wal", seen_at=NOW))
    assert b"in the wal" not in file.read_bytes()
    back_up(context, tmp_path / "one", actor=SOMEBODY)
    restore(context.db, tmp_path / "one", force=True, now=NOW, actor=SOMEBODY)
    assert "in the wal" in [item.name for item in all_rows(context, heartbeats)]
    assert [path.name for path in tmp_path.glob(".reminders-*")] == []


def test_a_file_that_is_not_whole_changes_nothing(file: Path, busy: Context, tmp_path: Path):
    data, before = file.read_bytes(), contents(busy)
    middle = len(data) // 2
    header_end = data.index(b"}") + 1

    def refused(content: bytes, says: str) -> None:
        bad = tmp_path / "bad.backup"
        bad.write_bytes(content)
        with pytest.raises(BackupError, match=says):
            restore(busy.db, bad, force=True, now=NOW, actor=SOMEBODY)
        assert contents(busy) == before

    rows = {
        "one bit": (data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :], "damaged"),
        "cut short": (data[:-9], "damaged"),
        "without its last part": (data[:middle], "damaged"),
        "the header": (data.replace(b'"schema": "00', b'"schema": "10', 1), "newer version|damaged"),
        "another moment": (data.replace(b'"at": "2026', b'"at": "2025', 1), "damaged"),
        "only the header": (data[:header_end], "damaged"),
        "something added": (data + b"more", "damaged"),
        "empty": (b"", "not written by"),
        "a picture": (b"\x89PNG" + data, "not written by"),
    }
    check_rows([(name, {"content": content, "says": says}) for name, (content, says) in rows.items()], refused)


def test_a_drill_restores_and_keeps_nothing(file: Path, busy: Context, tmp_path: Path):
    enroll_rows(busy, add_oak(busy, slug="elm"), row())
    before = contents(busy), sorted(path.name for path in tmp_path.iterdir())
    result = drill(busy.db, file, now=NOW, actor=SOMEBODY)
    assert (result.rows["patients"], result.problems) == (3, ())
    assert (contents(busy), sorted(path.name for path in tmp_path.iterdir())) == before
    assert read_status(busy).paused is None
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(BackupError, match="damaged"):
        drill(busy.db, file, now=NOW, actor=SOMEBODY)


def test_wrong_keys_are_named(file: Path, busy: Context):
    wrong = open_database(str(busy.db.engine.url.render_as_string(hide_password=False)), vault(OTHER_KEY))
    try:
        with pytest.raises(BackupError, match=f"key {vault(KEY).writer_id} is missing; add the keys"):
            restore(wrong, file, force=True, now=NOW, actor=SOMEBODY)
    finally:
        wrong.close()


def test_a_file_that_is_there_is_never_overwritten(busy: Context, tmp_path: Path):
    (tmp_path / "there").write_text("precious")
    with pytest.raises(BackupError, match="is there already"):
        back_up(busy, tmp_path / "there", actor=SOMEBODY)
    assert (tmp_path / "there").read_text() == "precious"
    with pytest.raises(BackupError, match="is not there"):
        back_up(busy, tmp_path / "nowhere" / "file", actor=SOMEBODY)


def test_a_broken_audit_chain_is_backed_up_and_said(busy: Context, tmp_path: Path):
    with busy.db.begin() as tx:
        tx.conn.execute(text("UPDATE audit SET detail = 'other' WHERE id = (SELECT min(id) FROM audit)"))
    result = back_up(busy, tmp_path / "one", actor=SOMEBODY)
    assert ["the audit chain of" in problem for problem in result.problems] == [True]
