"""Bad starts: each process says in one sentence which thing is wrong and where to look, and never a secret."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
import pytest
import redis

from reminders.config import create_secrets, new_key
from reminders.core.upkeep.encryption_keys import read_key
from reminders.store.database.session import open_database
from reminders.store.database.vault import Vault
from reminders.store.upkeep.schema import migrate
from tests.production.processes import ROOT, Program, Programs
from tests.servers import PostgresServer, RedisServer, free_port
from tests.standins import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "hunter2-not-to-be-seen"
SECRET_KEY = "a-signing-secret-not-to-be-seen"
KEY = new_key()
ROLES = ("worker", "beat", "web")
DATA = ("worker", "web")
"""Beat only wakes workers: it has no keys and no database."""
IN_EACH_ROLE = {"wrong password", "no keys"}
"""One fault of a server and one of the settings are tried in each role; the roles share the checks, so that the other
faults take turns."""
OWN_SERVERS = pytest.mark.skipif(
    bool(os.environ.get("REMINDERS_TEST_DATABASE_URL") or os.environ.get("REDIS_URL")),
    reason="the servers come from the environment and cannot be stopped",
)


@pytest.fixture(scope="module")
def database(postgres: PostgresServer) -> str:
    """A migrated database."""
    url = postgres.create_database()
    opened = open_database(url, Vault([read_key(KEY)]))
    with closing(opened):
        migrate(opened)
    return url


@pytest.fixture(scope="module")
def newer(postgres: PostgresServer) -> str:
    """A database that a later version has migrated."""
    url = postgres.create_database()
    opened = open_database(url, Vault([read_key(KEY)]))
    with closing(opened):
        migrate(opened)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    return url


@pytest.fixture(scope="module")
def guarded(postgres: PostgresServer, database: str) -> str:
    """The migrated database as a user whose password it asks for; the URL holds a wrong one."""
    if postgres.folder is None:
        pytest.skip("the server comes from the environment: its rules for passwords are not ours")
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE guarded LOGIN PASSWORD 'the right one'")
        rules = postgres.folder / "data" / "pg_hba.conf"
        rules.write_text("host all guarded 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
        connection.execute("SELECT pg_reload_conf()")
    return database.replace("reminders@", f"guarded:{PASSWORD}@")


@pytest.fixture
def locked_broker(broker: RedisServer) -> Iterator[str]:
    """A Redis that asks for a password; the URL holds a wrong one."""
    if broker.folder is None:
        pytest.skip("the server comes from the environment: its password is not ours")
    with redis.Redis.from_url(broker.url) as client:
        client.config_set("requirepass", "the right one")
        yield broker.url.replace("redis://", f"redis://:{PASSWORD}@")
        client.config_set("requirepass", "")


@pytest.fixture(scope="module")
def web_server() -> Iterator[int]:
    """Something that listens and speaks HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


CASES = {
    "wrong password": (
        {"DATABASE_URL": "{guarded}"},
        DATA,
        r"PostgreSQL at 127\.0\.0\.1:\d+ \(user guarded, database \S+\) refuses .*password authentication failed",
    ),
    "no such database": (
        {"DATABASE_URL": "{database}x"},
        DATA,
        r"database \"\S+x\" does not exist; correct DATABASE_",
    ),
    "unmigrated": (
        {"DATABASE_URL": "{empty}"},
        DATA,
        r"the database is empty; run: reminders migrate \(PostgreSQL at 127\.0\.0\.1:\d+ .*, from DATABASE_URL\)",
    ),
    "newer schema": (
        {"DATABASE_URL": "{newer}"},
        DATA,
        r"of a newer version than this program; update the program",
    ),
    "wrong keys": (
        {"ENCRYPTION_KEYS": new_key()},
        DATA,
        r"ENCRYPTION_KEYS do not fit this database: the data was encrypted with key [0-9a-f]{8}, which is not among",
    ),
    "no keys": (
        {"ENCRYPTION_KEYS": ""},
        DATA,
        r"ENCRYPTION_KEYS is missing: set it to one or more keys of 32 random",
    ),
    "malformed keys": (
        {"ENCRYPTION_KEYS": "abc"},
        DATA,
        r"ENCRYPTION_KEYS each key must be 32 bytes in URL-safe base",
    ),
    "no signing secret": (
        {"SECRET_KEY": ""},
        DATA,
        r"SECRET_KEY is missing: set it to a random text of at least 16",
    ),
    "another broker": (
        {"BROKER_URL": f"amqp://guest:{PASSWORD}@127.0.0.1:5672//"},
        ROLES,
        r"BROKER_URL names a broker that is not Redis \(amqp://\); use Redis or Valkey, for example redis://",
    ),
    "no broker": (
        {"BROKER_URL": "memory://localhost/"},
        ("worker", "beat"),
        r"BROKER_URL is missing: worker and beat are processes of their own .* for example redis://localhost:6379/0",
    ),
    "not Redis behind the address": (
        {"BROKER_URL": "redis://127.0.0.1:{web_server}/0"},
        ("worker", "beat"),
        r"what answers as Redis at 127\.0\.0\.1:\d+ is not Redis; correct BROKER_URL",
    ),
    "wrong password of Redis": (
        {"BROKER_URL": "{locked_broker}"},
        ("worker", "beat"),
        r"Redis at 127\.0\.0\.1:\d+ refuses the login: .*; correct the password in BROKER_URL",
    ),
}


class Starts:
    """Starts worker, beat and web with settings that are right but for what a test changes."""

    def __init__(self, programs: Programs, database: str, broker: RedisServer) -> None:
        self.programs, self.port = programs, free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(programs.folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "ignore",  # Celery's about root, should these tests run as root
            "DATABASE_URL": database,
            "BROKER_URL": broker.url,
            "SECRET_KEY": SECRET_KEY,
            "ENCRYPTION_KEYS": KEY,
            "TICK_SECONDS": "0.5",
        }

    def start(self, role: str) -> Program:
        if role == "web":
            return self.programs.web(self.environment, self.port)
        return self.programs.celery("worker" if role == "worker" else "scheduler", role, self.environment)

    def ready(self) -> dict[str, str]:
        """What /readyz finds; empty while nothing answers."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=30) as answer:
                return json.load(answer)["checks"]
        except HTTPError as error:
            with error:
                return json.load(error)["checks"]
        except OSError:
            return {}

    def is_ready(self) -> bool:
        return self.ready() == {"database": "ok", "broker": "ok", "beat": "ok"}


@pytest.fixture
def starts(programs: Programs, database: str, broker: RedisServer) -> Starts:
    return Starts(programs, database, broker)


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_come_back_ends_the_process_with_one_sentence(
    case: str, starts: Starts, request: pytest.FixtureRequest
):
    changes, roles, sentence = CASES[case]
    if case not in IN_EACH_ROLE:
        roles = (roles[list(CASES).index(case) % len(roles)],)
    starts.programs.forks = case not in IN_EACH_ROLE  # these start as an operator starts them
    starts.environment |= {name: _fill(value, request) for name, value in changes.items()}
    for program in [starts.start(role) for role in roles]:
        assert program.process.wait(60) in {1, 2}, program.text
        said = [found for found in program.text.splitlines() if found.startswith("reminders: ")]
        assert len(said) == 1, program.text
        assert re.search(sentence, said[0]), program.text
        assert "Traceback" not in program.text, program.text
        _assert_no_secret(program.text)


def test_a_secrets_file_that_a_demo_left_in_the_folder_means_nothing_to_a_process(starts: Starts, programs: Programs):
    create_secrets(programs.folder / "reminders.secrets")
    starts.environment |= {"SECRET_KEY": "", "ENCRYPTION_KEYS": ""}
    celery = [sys.executable, "-m", "celery", "-A", "reminders.celery_app"]
    for role, command in {
        "worker": [*celery, "worker"],
        "web": [sys.executable, "-m", "reminders", "web", "--port", str(starts.port)],
    }.items():
        program = programs.start(role, command, starts.environment)
        assert program.process.wait(60) in {1, 2}, program.text
        assert "SECRET_KEY is missing" in program.text, program.text


@OWN_SERVERS
def test_postgresql_down_at_start_is_waited_for(starts: Starts, postgres: PostgresServer):
    with _down(postgres):
        programs = [starts.start(role) for role in DATA]
        starts.start("beat")
        for program in programs:
            program.wait_for(r"PostgreSQL at 127\.0\.0\.1:\d+ .*does not answer: .*refused; DATABASE_URL says where it")
    wait_until(starts.is_ready)
    for program in programs:
        assert program.runs
        assert "Traceback" not in program.text, program.text
        _assert_no_secret(program.text)


@OWN_SERVERS
def test_redis_down_at_start_is_waited_for_and_the_web_side_tells(starts: Starts, broker: RedisServer):
    with _down(broker):
        worker, beat, web = [starts.start(role) for role in ROLES]
        for program in (worker, beat):
            program.wait_for(r"Redis at 127\.0\.0\.1:\d+ does not answer: .*refused.*; BROKER_URL says where it should")
        wait_until(lambda: starts.ready().get("broker") == "Redis cannot be reached")
    wait_until(starts.is_ready)
    for program in (worker, beat, web):
        assert "Traceback" not in program.text, program.text
        _assert_no_secret(program.text)


def test_beat_ticks_without_keys_and_without_a_database(starts: Starts):
    data = ("DATABASE_URL", "SECRET_KEY", "ENCRYPTION_KEYS")
    whole, starts.environment = starts.environment, {k: v for k, v in starts.environment.items() if k not in data}
    beat = starts.start("beat")
    starts.environment = whole
    programs = [starts.start(role) for role in DATA]
    wait_until(starts.is_ready)
    assert all(program.runs for program in [beat, *programs]), beat.text
    assert not list(starts.programs.folder.rglob("*.db*")), "it makes no database of its own"


@OWN_SERVERS
def test_a_process_that_waits_can_be_told_to_stop(starts: Starts, postgres: PostgresServer):
    with _down(postgres):
        for program in [starts.start(role) for role in DATA]:
            program.wait_for("does not answer")
            assert program.end(signal.SIGTERM) in {143, -15}


@OWN_SERVERS
def test_servers_that_go_away_later_are_named_and_come_back(
    starts: Starts, postgres: PostgresServer, broker: RedisServer
):
    worker, beat, web = [starts.start(role) for role in ROLES]
    wait_until(starts.is_ready)
    with _down(postgres):
        worker.wait_for("database_does_not_answer")
        assert starts.ready()["database"] == "the database cannot be reached"
    with _down(broker):
        worker.wait_for(r"Cannot connect to .*127\.0\.0\.1:\d+\. Connection refused")
        assert starts.ready()["broker"] == "Redis cannot be reached"
    wait_until(starts.is_ready)
    for program in (worker, beat, web):
        assert program.runs, program.text[-2000:]
        assert "Traceback" not in program.text, program.text
        _assert_no_secret(program.text)


def _fill(value: str, request: pytest.FixtureRequest) -> str:
    name = re.search(r"\{(\w+)\}", value)
    if name is None:
        return value
    if name[1] == "empty":
        filled = request.getfixturevalue("postgres").create_database()
    else:
        filled = request.getfixturevalue(name[1])
    return value.replace(name[0], str(filled))


def _assert_no_secret(text: str) -> None:
    assert not [secret for secret in (PASSWORD, SECRET_KEY, KEY) if secret in text], text


@contextmanager
def _down(server: PostgresServer | RedisServer) -> Iterator[None]:
    server.kill()
    try:
        yield
    finally:
        server.restart()
