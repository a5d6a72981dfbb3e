"""HL7 messages through one listener into PostgreSQL, each planned before it is answered.

`--messages N` bookings as fast as they are answered (1,000), over 4 connections; then as many are moved at `--rate N` a
second (50); then memory over `--many N` messages (20,000).
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from bench.machine import postgres_version
from bench.program import Program, server_cpu
from bench.table import print_table
from reminders.core.upkeep.encryption_keys import write_key
from reminders.store.database.session import open_database
from reminders.store.upkeep.schema import migrate
from tests.making import KEY, add_oak, make_context, vault
from tests.servers import PostgresServer, free_port

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTNER = """partner: riverside
timezone: America/Chicago
procedures: {"63030": microdiscectomy}
consent: {sms: {field: ZSU-1, values: {"Y": "yes"}}}
"""
CONNECTIONS = 4
START = datetime(2026, 11, 2, tzinfo=UTC)


def run() -> None:
    """Book, move at a steady rate, then many more."""
    parser = ArgumentParser()
    for name, value in (("messages", 1_000), ("rate", 50), ("many", 20_000)):
        parser.add_argument(f"--{name}", type=int, default=value)
    size = parser.parse_known_args(sys.argv[1:])[0]
    with ExitStack() as stack:
        postgres = PostgresServer.start()
        stack.callback(postgres.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        (folder / "riverside.yaml").write_text(PARTNER, encoding="utf-8")
        url = _database(postgres)
        print(f"  {postgres_version(postgres.url)} without fsync, one listener, {CONNECTIONS} connections")
        port = free_port()
        listener = stack.enter_context(_listener(folder, url, port))
        rows = [
            _measure(postgres, "booked, enrolled, planned", listener, port, _booked(size.messages, "SIU^S12", 0)),
            _measure(postgres, "moved, planned again", listener, port, _booked(size.messages, "SIU^S13", 1)),
            _measure(
                postgres, f"moved at {size.rate}/s", listener, port, _booked(size.messages, "SIU^S13", 2), size.rate
            ),
            _measure(postgres, "the same again (repeats)", listener, port, _booked(size.messages, "SIU^S13", 2)),
        ]
        rounds = max(1, size.many // size.messages - len(rows))
        for number in range(rounds):
            found = _measure(postgres, "", listener, port, _booked(size.messages, "SIU^S13", 3 + number))
        rows.append([f"after {size.messages * (len(rows) + rounds):,} messages", *found[1:]])
        with psycopg.connect(url) as connection:
            enrolled = connection.execute("SELECT count(*) FROM enrollments").fetchone()
        print_table(
            ["", "messages", "a second", "p50 ms", "p95 ms", "longest ms", "CPU ms each", "PostgreSQL's", "MB"], rows
        )
        print(f"  {enrolled[0] if enrolled else 0} enrollments")


def _database(postgres: PostgresServer) -> str:
    url = postgres.create_database()
    database = open_database(url, vault(), durable=False)
    migrate(database)
    add_oak(make_context(database, _Now()))  # type: ignore[arg-type]
    database.close()
    return url


class _Now:
    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)


def _listener(folder: Path, url: str, port: int) -> Program:
    environment = {
        "DATABASE_URL": url,
        "HL7_PARTNERS_DIR": str(folder),
        "SECRET_KEY": "a secret of benchmarks",
        "ENCRYPTION_KEYS": write_key(KEY),
    }
    command = [sys.executable, "-m", "reminders", "hl7", "listen", "--partner", "riverside", "--port", str(port)]
    program = Program(command, folder, environment)
    program.wait(lambda: "listening for" in program.text)
    return program


def _booked(count: int, kind: str, turn: int) -> list[bytes]:
    day = datetime.now(UTC).date() + timedelta(days=30 + turn % 300)
    stamp = (START + timedelta(minutes=turn)).strftime("%Y%m%d%H%M%S")
    return [_message(number, f"{stamp}+0000||{kind}|{number}.{turn}", f"{day:%Y%m%d}") for number in range(count)]


def _message(number: int, header: str, day: str) -> bytes:
    phone = f"(212) {200 + number // 1000}-{5000 + number % 1000}^PRN^CP"
    lines = (
        f"MSH|^~\\&|EPIC|RIV|US|OAK|{header}|P|2.5.1||||||UNICODE UTF-8",
        f"SCH|P{number}^EPIC|C-{number}^EPIC||||||SURGERY",
        f"PID|1||7{number:06}^^^RIV^MR||Rivera{number:x}^Ana||{_born(number)}|F|||||{phone}||eng",
        f"RGS|1\rAIS|1|A|63030^Words^CPT|{day}\rZSU|Y",
    )
    return "\r".join(lines).encode()


def _born(number: int) -> str:
    return (datetime(1935, 1, 1, tzinfo=UTC) + timedelta(days=number)).strftime("%Y%m%d")


def _measure(
    postgres: PostgresServer, name: str, listener: Program, port: int, messages: list[bytes], rate: float = 0.0
) -> list[object]:
    spent, served, began = listener.cpu_seconds(), server_cpu(postgres), time.perf_counter()
    waits = asyncio.run(_send(port, messages, rate))
    seconds = time.perf_counter() - began
    cpu = (listener.cpu_seconds() - spent) / len(messages) * 1000
    served = (server_cpu(postgres) - served) / len(messages) * 1000
    p50, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[18]
    return [name, len(messages), len(messages) / seconds, p50, p95, max(waits), cpu, served, listener.memory()]


async def _send(port: int, messages: list[bytes], rate: float) -> list[float]:
    """Deal the messages out to the connections; with a rate, each has its moment, and the wait counts from then on."""
    began, waits = time.perf_counter(), list[float]()
    numbered = list(enumerate(messages))

    async def sender(part: Iterable[tuple[int, bytes]]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, message in part:
            due = began + number / rate if rate else time.perf_counter()
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(b"\x0b" + message + b"\x1c\r")
            answer = await reader.readuntil(b"\x1c\r")
            waits.append((time.perf_counter() - due) * 1000)
            if b"MSA|AA" not in answer:
                raise RuntimeError(answer.decode())
        writer.close()

    await asyncio.gather(*(sender(numbered[start::CONNECTIONS]) for start in range(CONNECTIONS)))
    return waits
