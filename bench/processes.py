"""Web, worker and beat on PostgreSQL and Redis at rest: how soon they are ready, how big they are."""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from redis import Redis

from bench.machine import postgres_version
from bench.program import Program, answers, at_rest
from bench.table import print_table
from reminders.config import new_key
from tests.servers import PostgresServer, RedisServer, free_port

if TYPE_CHECKING:
    from collections.abc import Callable

REST_SECONDS = 10


def run() -> None:
    """Start one of each beside each other."""
    with ExitStack() as stack:
        postgres, redis = PostgresServer.start(), RedisServer.start()
        stack.callback(postgres.stop)
        stack.callback(redis.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        environment = {
            "DATABASE_URL": postgres.create_database(),
            "BROKER_URL": redis.url,
            "SECRET_KEY": secrets.token_urlsafe(24),
            "ENCRYPTION_KEYS": new_key(),
        }
        with Program([sys.executable, "-m", "reminders", "migrate"], folder, environment) as migrate:
            migrate.wait_end()
        rows = _measure(stack, folder, environment)
        print(f"  {postgres_version(postgres.url)}")
    print_table(["", "ready after s", "MB", f"% of a core at rest, {REST_SECONDS} s"], rows)


def _measure(stack: ExitStack, folder: Path, environment: dict[str, str]) -> list[list[object]]:
    port = free_port()
    celery = [sys.executable, "-m", "celery", "--workdir", str(folder), "-A"]
    commands = {
        "web": [sys.executable, "-m", "reminders", "web", "--port", str(port)],
        "worker": [*celery, "worker", "worker"],
        "beat": [*celery, "scheduler", "beat"],
    }
    is_ready: dict[str, Callable[[], bool]] = {
        "web": lambda: answers(f"http://127.0.0.1:{port}/healthz"),
        "worker": lambda: _somebody_listens(environment["BROKER_URL"]),
        "beat": lambda: answers(f"http://127.0.0.1:{port}/readyz"),  # a worker has done beat's first tick
    }
    programs: dict[str, Program] = {}
    ready: dict[str, float] = {}
    for name, command in commands.items():
        program = programs[name] = stack.enter_context(Program(command, folder, environment))
        ready[name] = program.wait(is_ready[name])
    time.sleep(3)
    shares = dict(zip(programs, at_rest(list(programs.values()), REST_SECONDS), strict=True))
    return [[name, ready[name], program.memory(), shares[name]] for name, program in programs.items()]


def _somebody_listens(broker: str) -> bool:
    """Tell whether a worker waits for messages on its queues."""
    with Redis.from_url(broker) as client:
        return any(item["cmd"] == "brpop" for item in client.client_list())
