"""The private servers start, keep their word about restarts, and leave no orphan behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import psycopg
import pytest
import redis

from tests import server_programs
from tests.servers import PostgresServer, RedisServer, ServerUnavailable, require
from tests.standins import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


OURS = pytest.mark.skipif(
    bool(os.environ.get("REMINDERS_TEST_DATABASE_URL") or os.environ.get("REDIS_URL")),
    reason="the servers come from the environment",
)


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    server = require(PostgresServer.start)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def broker() -> Iterator[RedisServer]:
    server = require(RedisServer.start)
    yield server
    server.stop()


def test_a_database_is_created_used_and_dropped(postgres: PostgresServer) -> None:
    url = postgres.create_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS one")
    assert postgres.create_database() != url
    postgres.drop_database(url)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


@OURS
def test_data_outlives_a_restart_and_a_kill(postgres: PostgresServer) -> None:
    url = postgres.create_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS one")
    postgres.restart()
    postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    postgres.restart()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT one FROM t").fetchone() == (1,)


@OURS
def test_redis_forgets_on_flush_and_on_kill(broker: RedisServer) -> None:
    for forget in (broker.flush, lambda: (broker.kill(), broker.restart())):
        with redis.Redis.from_url(broker.url) as client:
            client.set("key", "value")
        forget()
        with redis.Redis.from_url(broker.url) as client:
            assert client.get("key") is None


_CHILD = """
import json, sys, time
from tests.servers import PostgresServer, RedisServer
postgres, broker = PostgresServer.start(), RedisServer.start()
print(json.dumps([postgres.pid, broker.pid]), flush=True)
time.sleep(60)
"""


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@OURS
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals the death of a parent")
def test_nothing_survives_a_kill_of_the_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", _CHILD], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids: list[int] = json.loads(parent.stdout.readline())
        family = [child.pid for pid in pids for child in psutil.Process(pid).children()]
        assert not any(gone(pid) for pid in pids)
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: all(gone(pid) for pid in pids + family))


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root changes the user")
def test_programs_below_a_closed_folder_are_copied_out(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "bin").mkdir(parents=True)
    closed.chmod(0o700)
    shutil.copy("/bin/true", closed / "bin" / "true")
    assert not server_programs.may_run(closed / "bin" / "true")
    copy = server_programs.copy_for_everyone(closed)
    assert server_programs.may_run(copy / "closed" / "bin" / "true")
    server_programs.remove_folder(copy)


def test_an_incomplete_or_old_postgres_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(ServerUnavailable, match="lacks initdb"):
        server_programs.check_postgres(tmp_path)
    tmp_path.chmod(0o755)
    for name in ("initdb", "pg_ctl", "postgres"):
        (tmp_path / name).write_text('#!/bin/sh\necho "postgres (PostgreSQL) 13.4"\n')
        (tmp_path / name).chmod(0o755)
    with pytest.raises(ServerUnavailable, match="older than 15"):
        server_programs.check_postgres(tmp_path)


def test_without_a_server_a_test_skips_and_ci_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def start() -> None:
        msg = "none here"
        raise ServerUnavailable(msg)

    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="none here"):
        require(start)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="none here"):
        require(start)


@OURS
def test_the_wheel_s_postgres_works_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.servers.postgres_candidates", lambda: iter([server_programs.wheel_postgres]))
    server = require(PostgresServer.start)
    try:
        with psycopg.connect(server.create_database()) as connection:
            assert connection.info.server_version >= 150000
    finally:
        server.stop()
