"""An upgrade while texts leave and come in: old programs, the migration, then one program after the other replaced.

`--from REF` is the version to come from (FIRST). `--texts N` (3,000) leave over `--seconds S` (60), or as long as
it takes; `--rate R` (20) come in each second.
The old version runs from its files in Git, with the libraries of this one.
"""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import tarfile
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING

import aiohttp
import psycopg

from bench.delivery_line import Line
from bench.inbound import PATH, signed
from bench.program import ROOT, Program, answers
from bench.table import print_table
from tests.servers import free_port

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from pathlib import Path

FIRST = "5aacdefe"
"""A version of schema 0034, the oldest whose programs run beside a schema of today."""
NOT_OURS = 600_000
"""Phones from this number on are no patient's."""
PATIENCE_SECONDS = 120
_STATUSES = "SELECT status, count(*) FROM messages WHERE kind = 'scheduled' GROUP BY 1 ORDER BY 1"
_LEFT = "SELECT count(*) FROM messages WHERE kind = 'scheduled' AND status IN ('planned', 'sending')"
_SPREAD = "UPDATE messages SET ready_at = now() + random() * %s * interval '1 second' WHERE kind = 'scheduled'"
_STORED = "SELECT count(*), count(DISTINCT provider_id) FROM replies"


def run() -> None:
    """Upgrade once, and account for every text.

    Raises:
        RuntimeError: a text was lost or sent twice, or a request failed.

    """
    parser = ArgumentParser()
    parser.add_argument("--from", dest="start", default=FIRST)
    parser.add_argument("--texts", type=int, default=3_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=20)
    size = parser.parse_known_args(sys.argv[1:])[0]
    with Line() as line:
        line.code = _files_of(size.start, line.folder / "old")
        database = line.postgres.create_database()
        line.fill(database, "sms", size.texts)
        with ExitStack() as stack:
            traffic = _Traffic(size.rate)
            stack.callback(traffic.stop)
            migrated = _roll(line, database, stack, traffic, size)
            _wait(lambda: not _left(database), "not all texts left")
            traffic.stop()
        _report(line, database, traffic, size, migrated)


def _left(database: str) -> int:
    with psycopg.connect(database) as connection:
        return (connection.execute(_LEFT).fetchone() or (0,))[0]


def _files_of(version: str, folder: Path) -> Path:
    """Lay out the files of a version."""
    command = ["git", "archive", version, "reminders", "templates", "worker.py", "scheduler.py"]
    archive = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


def _roll(line: Line, database: str, stack: ExitStack, traffic: _Traffic, size: Namespace) -> float:
    """Start the old programs, migrate beside them, and replace one after the other; return the migration's seconds."""
    old = [_start(line, database, "worker") for _ in range(2)]
    old += [_start(line, database, "beat"), _web(line, database, traffic)]
    for program in old:
        stack.push(program)
    _wait(lambda: line.listeners() >= 2, "the old workers do not listen")
    with psycopg.connect(database) as connection:
        connection.execute(_SPREAD, (size.seconds,))
    line.command(database, "resume-all")
    traffic.start()
    _wait(lambda: line.stats("texts")["count"] >= size.texts // 10, "the old workers send nothing")
    line.code = None
    began = traffic.migration_began = time.monotonic()
    line.command(database, "migrate")
    migrated = time.monotonic() - began
    for number, name in enumerate(("worker", "worker", "beat")):
        stack.enter_context(_start(line, database, name))
        if name == "worker":
            _wait(lambda: line.listeners() >= 3, "the new worker does not listen")
        print(f"  {_left(database):,} to go when {name} {number % 2 + 1} was replaced", flush=True)
        old[number].__exit__()
    stack.enter_context(_web(line, database, traffic))
    time.sleep(1)  # what was on its way to the old one
    old[3].__exit__()
    return migrated


def _start(line: Line, database: str, name: str) -> Program:
    what = ["worker", "worker", "--without-gossip", "--without-mingle"] if name == "worker" else ["scheduler", "beat"]
    command = [sys.executable, "-m", "celery", "--workdir", str(line.code or ROOT), "-A", *what]
    return Program(command, line.folder, line.environment(database))


def _web(line: Line, database: str, traffic: _Traffic) -> Program:
    """Start a web process and send what comes in to it."""
    port = free_port()
    environment = line.environment(database) | {"PUBLIC_URL": traffic.public}
    web = Program([sys.executable, "-m", "reminders", "web", "--port", str(port)], line.folder, environment)
    web.wait(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
    traffic.port = port
    return web


class _Traffic:
    """Texts from patients at a steady rate, to whichever web process is in front."""

    public = "http://127.0.0.1:1"  # what Twilio signs, whichever port answers

    def __init__(self, rate: int) -> None:
        self.port = 0
        self.migration_began = 0.0
        self.answers: Counter[int | str] = Counter()
        self.refused_at: list[float] = []
        """Seconds of the monotonic clock at which an answer came that was not 200."""
        self._rate, self._ended = rate, threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()

    async def _run(self) -> None:
        # A connection each: one that was kept can be closed by the server just as it is used again.
        connector = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(15)) as session:
            jobs: list[asyncio.Task[None]] = []
            while not self._ended.is_set():
                jobs.append(asyncio.create_task(self._post(session, len(jobs))))
                await asyncio.sleep(1 / self._rate)
            await asyncio.gather(*jobs)

    async def _post(self, session: aiohttp.ClientSession, number: int) -> None:
        form, headers = signed(
            f"{self.public}{PATH}", number, NOT_OURS + number
        )  # a phone of its own each: one answer each
        try:
            async with session.post(f"http://127.0.0.1:{self.port}{PATH}", data=form, headers=headers) as answer:
                await answer.read()
                self._note(answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(type(error).__name__)

    def _note(self, outcome: int | str) -> None:
        self.answers[outcome] += 1
        if outcome != 200:
            self.refused_at.append(time.monotonic())


def _report(line: Line, database: str, traffic: _Traffic, size: Namespace, migrated: float) -> None:
    time.sleep(2)  # the last outcomes are written down
    with psycopg.connect(database) as connection:
        statuses = dict(connection.execute(_STATUSES).fetchall())
        stored, distinct = connection.execute(_STORED).fetchone() or (0, 0)
    seen = line.stats("texts")
    posted = sum(traffic.answers.values())
    rows = [
        ["texts due, accepted once, left twice", size.texts, statuses.get("accepted", 0), int(seen["doubled"])],
        ["texts that came in, stored, stored once", posted, stored, distinct],
    ]
    print_table(["", "all", "done", "of it"], rows)
    print(f"  statuses: {statuses}; answers of web: {dict(traffic.answers)}; migration {migrated:.1f} s")
    if traffic.refused_at:
        first, last = (moment - traffic.migration_began for moment in (traffic.refused_at[0], traffic.refused_at[-1]))
        print(f"  answers that were not 200 came {first:+.1f} to {last:+.1f} s from the start of the migration")
    held = statuses == {"accepted": size.texts} and not seen["doubled"]
    if not held or set(traffic.answers) != {200} or {stored, distinct} != {posted}:
        raise RuntimeError("something was lost, sent twice or refused")


def _wait(ready: Callable[[], bool], problem: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(problem)
        time.sleep(0.05)
