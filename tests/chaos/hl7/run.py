"""One whole run: a listener and PostgreSQL that are killed while messages come in; then the reckoning."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import psycopg

from reminders.clock import SystemClock
from reminders.core.upkeep.encryption_keys import write_key
from reminders.partners.files import PartnerFiles
from reminders.store.database.session import open_database
from reminders.store.upkeep.schema import migrate
from tests.chaos.hl7.account import reckon
from tests.chaos.hl7.sender import Engine, Progress
from tests.chaos.hl7.traffic import PARTNER, write
from tests.making import KEY, add_oak, make_context, vault
from tests.production.processes import Program, Programs
from tests.servers import PostgresServer, free_port, require

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.hl7.traffic import Wire

COMMAND = [sys.executable, "-m", "reminders", "hl7", "listen", "--partner", "riverside"]


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything; half of the kills hit the listener, half PostgreSQL."""

    messages: int
    kills: int
    senders: int


LONG = Size(messages=5000, kills=20, senders=8)
SHORT = Size(messages=80, kills=2, senders=4)


@dataclass
class Report:
    """What a run did and found."""

    seed: int
    seconds: float = 0.0
    sending: float = 0.0
    wires: list[Wire] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
    kills: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    exit_code: int | None = None

    def lines(self) -> list[str]:
        """Tell the run."""
        sent = len(self.progress.seconds)
        pace = f"{self.sending:.0f} s, {sent / max(self.sending, 0.1):.0f} a second; {self.seconds:.0f} s in all"
        return [
            f"seed {self.seed}: {len(self.wires)} messages, sent {sent} times until answered; {pace}",
            f"kills: {_told(self.kills)}; senders: {_told(self.progress.counts)}",
            f"in the end: {_told(self.counts)}",
            *(f"WRONG {line}" for line in self.wrong),
        ]


def run(folder: Path, size: Size, seed: int, server: PostgresServer | None = None) -> Report:
    """Run one storm in a folder of its own, on a server of its own unless there is one that may be killed."""
    report, began = Report(seed), time.monotonic()
    (folder / "riverside.yaml").write_text(PARTNER, encoding="utf-8")
    with ExitStack() as stack:
        postgres = server or require(PostgresServer.start)
        if server is None:
            stack.callback(postgres.stop)
        url = postgres.create_database()
        with psycopg.connect(url, autocommit=True) as connection:  # the tests' server does not wait for its log
            name = connection.info.dbname
            connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on'.encode())
        database = open_database(url, vault(), durable=False)
        stack.callback(database.close)
        migrate(database)
        files = PartnerFiles(folder)
        context = replace(make_context(database, SystemClock()), find_partner=files.find)
        clinic = add_oak(context)
        programs = Programs(folder)
        stack.callback(programs.close)
        listener = Listener(programs, folder, url)
        report.wires, queues = write(seed, size.messages, size.senders)
        _storm(report, size, queues, listener, postgres)
        report.exit_code = listener.program.end()
        reckon(report, context, clinic, folder, [program.text for program in programs.started])
    report.seconds = time.monotonic() - began
    return report


class Listener:
    """`reminders hl7 listen` on one port, started again when it was killed."""

    def __init__(self, programs: Programs, folder: Path, url: str) -> None:
        self.port = free_port()
        self._programs = programs
        self._environment = {
            "DATABASE_URL": url,
            "HL7_PARTNERS_DIR": str(folder),
            "SECRET_KEY": "a secret of these tests",
            "ENCRYPTION_KEYS": write_key(KEY),
            "PATH": "",
        }
        self.program = self._start()

    def _start(self) -> Program:
        program = self._programs.start("listener", [*COMMAND, "--port", str(self.port)], self._environment)
        program.wait_for("listening for")
        return program

    def kill(self) -> None:
        """End it as a crash does, and start another one."""
        self.program.end(signal.SIGKILL)
        self.program = self._start()


def _storm(report: Report, size: Size, queues: list[list[Wire]], listener: Listener, postgres: PostgresServer) -> None:
    began, progress = time.monotonic(), report.progress
    total, done = sum(map(len, queues)), threading.Event()

    def blows() -> None:
        for number in range(size.kills):
            at = total * (number + 1) // (size.kills + 1)
            while len(progress.seconds) < at and not done.is_set():
                time.sleep(0.01)
            if number % 2:
                postgres.kill()
                postgres.restart()
            else:
                listener.kill()
            report.kills["PostgreSQL" if number % 2 else "listener"] += 1

    with ThreadPoolExecutor(len(queues) + 1) as pool:
        killer = pool.submit(blows)
        engines = [
            pool.submit(Engine(listener.port, progress, report.seed + number).send_all, queue)
            for number, queue in enumerate(queues)
        ]
        try:
            for engine in engines:
                engine.result()
        finally:
            done.set()
        killer.result()
    report.sending = time.monotonic() - began


def _told(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()) if name) or "none"
