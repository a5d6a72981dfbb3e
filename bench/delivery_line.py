"""What the delivery benchmarks run on: private servers, a provider that only counts, and our own programs."""

from __future__ import annotations

import csv
import json
import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.request import Request, urlopen

import psutil
import psycopg
from psycopg import sql
from redis import Redis

from bench.bare import ACCOUNT, TOKEN, phone
from bench.program import Program, answers
from reminders.config import new_key
from tests.servers import PostgresServer, RedisServer, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PATIENCE_SECONDS = 300
_PATHWAY = """\
id: bench_{channel}
version: 1
title: {{en: Bench}}
steps:
  - key: {channel}_now
    day: 0
    between: ["00:00", "24:00"]
    valid_for: 2d
    channels: [{channel}]
    template: {template}
"""
_TEMPLATES = {"sms": "walk", "email": "light_activity"}


@dataclass(frozen=True, slots=True)
class Measured:
    """What sending `count` messages cost. CPU in seconds, memory in MB: the most that one process held."""

    count: int
    seconds: float
    cpu: float
    peak: float
    server_cpu: float | None = None

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.count / self.seconds

    @property
    def cpu_per_1000(self) -> float:
        """CPU seconds per 1,000 messages, in the sending processes."""
        return self.cpu / self.count * 1000


class Line:
    """Servers, provider and a folder; everything ends with the block."""

    def __enter__(self) -> Self:
        """Start the servers."""
        self.code: Path | None = None  # of another version, which the programs are started from
        self._stack = ExitStack()
        self.postgres = PostgresServer.start()
        self._stack.callback(self.postgres.stop)
        self.redis = RedisServer.start()
        self._stack.callback(self.redis.stop)
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        provider = self._stack.enter_context(Program([sys.executable, "-m", "bench.provider"], self.folder, {}))
        provider.wait(lambda: provider.text.endswith("\n"))
        self.http, self.smtp = (int(port) for port in provider.text.split())
        pathways = self.folder / "pathways"
        pathways.mkdir()
        for channel, template in _TEMPLATES.items():
            (pathways / f"bench_{channel}.yaml").write_text(_PATHWAY.format(channel=channel, template=template))
        self._secrets = {"SECRET_KEY": secrets.token_urlsafe(24), "ENCRYPTION_KEYS": new_key()}
        return self

    def __exit__(self, *_: object) -> None:
        """End everything."""
        self._stack.close()

    def environment(self, database: str) -> dict[str, str]:
        """Return the settings of our programs."""
        return (
            self._secrets
            | ({"PYTHONPATH": str(self.code)} if self.code else {})
            | {
                "DATABASE_URL": database,
                "BROKER_URL": self.redis.url,
                "SMS_BACKEND": "twilio",
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "TWILIO_FROM": "+12025550000",
                "TWILIO_API_BASE_URL": f"http://127.0.0.1:{self.http}",
                "EMAIL_BACKEND": "smtp",
                "SMTP_URL": f"smtp://127.0.0.1:{self.smtp}",
                "EMAIL_FROM": "Oak Street Clinic <care@clinic.example>",
                "PATHWAYS_DIR": str(self.folder / "pathways"),
                "TICK_SECONDS": "1",
            }
        )

    def fill(self, database: str, channel: str, count: int) -> None:
        """Make a clinic with that many messages due now, and hold them back with the switch that stops everything."""
        file = self._patients(channel, count)
        hours = ("--send-hours", "00:00-24:00", "--sunday-hours", "00:00-24:00")
        who = ("--name", "Oak Street Clinic", "--phone", "(202) 555-0100", "--timezone", "UTC")
        for command in (
            ("migrate",),
            ("clinic", "add", "oak", *who, *hours),
            ("enroll", str(file), "--json"),
            ("pause-all",),
        ):
            self.command(database, *command)

    def command(self, database: str, *words: str) -> None:
        """Run one of our commands to its end."""
        environment = self.environment(database)
        if database.startswith("sqlite"):
            del environment["BROKER_URL"]
        with Program([sys.executable, "-m", "reminders", *words], self.folder, environment) as program:
            program.wait_end(4 * PATIENCE_SECONDS)  # to enroll 50,000 on a busy machine takes five minutes

    def _patients(self, channel: str, count: int) -> Path:
        path = self.folder / f"{channel}-{count}.csv"
        yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        same = {"given_name": "Zenobia", "language": "en", "procedure": f"bench_{channel}", "job_strain": "desk"}
        same |= {"timezone": "", "surgery_date": yesterday, "sms_consent": "yes", "email_consent": "yes"}
        with path.open("w", newline="") as file:
            columns = ["external_id", "family_name", "phone", "email", *same]
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for number in range(count):
                own = {"external_id": f"B{number}", "family_name": f"Quartermain{number}", "phone": phone(number)}
                writer.writerow(own | {"email": f"zenobia.{number}@bench.example.org"} | same)
        return path

    def copy_of(self, database: str) -> str:
        """Return a copy of a PostgreSQL database: each round starts from the same.

        A copy is not where its original was, and would pause itself as a restored backup does: it forgets the place.
        """
        copy = self.postgres.create_database()
        self.postgres.drop_database(copy)
        names = (sql.Identifier(url.rsplit("/", 1)[1]) for url in (copy, database))
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        with psycopg.connect(copy.replace("+psycopg", "")) as connection:
            connection.execute("UPDATE installation SET place = ''")
        return copy

    def workers(self, stack: ExitStack, database: str, count: int) -> list[Program]:
        """Start workers and beat; return the workers once they listen."""
        celery = [sys.executable, "-m", "celery", "--workdir", str(self.folder), "-A"]
        environment = self.environment(database)
        start = [*celery, "worker", "worker", "--without-gossip", "--without-mingle"]
        workers = [stack.enter_context(Program(start, self.folder, environment)) for _ in range(count)]
        workers[-1].wait(lambda: self.listeners() >= count)
        stack.enter_context(Program([*celery, "scheduler", "beat"], self.folder, environment))
        return workers

    def up(self, stack: ExitStack, database: str) -> list[Program]:
        """Start everything in one process."""
        environment = self.environment(database)
        del environment["BROKER_URL"]
        port = free_port()
        command = [sys.executable, "-m", "reminders", "up", "--port", str(port)]
        program = stack.enter_context(Program(command, self.folder, environment))
        program.wait(lambda: answers(f"http://127.0.0.1:{port}/readyz"))
        return [program]

    def listeners(self) -> int:
        """Count the workers that wait for messages on their queues."""
        with Redis.from_url(self.redis.url) as client:
            return sum(one["cmd"] == "brpop" for one in client.client_list())

    # -- measuring -----------------------------------------------------------------------------------------

    def reset(self, latency: float = 0.0) -> None:
        """Forget what came, and answer texts after `latency` seconds from now on."""
        request = Request(f"http://127.0.0.1:{self.http}/reset", str(latency).encode())
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            answer.read()

    def stats(self, what: str) -> dict[str, float]:
        """Return what the provider counted: `texts` or `emails`."""
        with urlopen(f"http://127.0.0.1:{self.http}/stats", timeout=10) as answer:
            return json.loads(answer.read())[what]

    def measure(self, senders: Sequence[Program], start: Callable[[], object], what: str, count: int) -> Measured:
        """Start the sending and follow it to its end.

        Raises:
            RuntimeError: it does not end, or a message came twice.

        """
        server = [psutil.Process(pid) for pid in (self.postgres.pid, self.redis.pid) if pid]
        spent, served = sum(program.cpu_seconds() for program in senders), _cpu(server)
        start()
        peak, deadline = 0.0, time.monotonic() + PATIENCE_SECONDS
        while (seen := self.stats(what))["count"] < count:
            peak = max(peak, *(program.memory() for program in senders))
            if time.monotonic() > deadline or seen["doubled"]:
                raise RuntimeError(f"{seen} of {count}: {senders[0].text[-600:]}")
            time.sleep(0.1)
        time.sleep(0.3)  # the last outcomes are written down
        cpu = sum(program.cpu_seconds() for program in senders) - spent
        return Measured(count, seen["last"] - seen["first"], cpu, peak, _cpu(server) - served)


def _cpu(processes: Sequence[psutil.Process]) -> float:
    return sum(sum(part.cpu_times()[:2]) for process in processes for part in (process, *process.children()))
