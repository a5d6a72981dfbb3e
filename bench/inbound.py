"""Texts from patients at a steady rate into a real web process: how long Twilio waits, and whether all are stored.

`--rate N` texts a second (200), `--seconds N` (20), `--phones N` (1,000). Signed as Twilio signs, on kept connections;
one in ten is a red flag, one in a hundred a STOP. Half-way through the second run the database is restarted.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
import psycopg
from twilio.request_validator import RequestValidator

from bench.bare import TOKEN, phone
from bench.delivery_line import Line
from bench.program import Program, answers
from bench.table import print_table
from tests.servers import free_port

PATH = "/webhooks/twilio/inbound"
TRIES = 8
SERVER_ERROR = 500


@dataclass
class Outcome:
    """What came back: milliseconds of every text's last answer, and how many had to be posted again."""

    waits: list[float] = field(default_factory=list)
    again: int = 0


def run() -> None:
    """Measure without trouble, then with the database restarted midway."""
    parser = ArgumentParser()
    for name, value in (("rate", 200), ("seconds", 20), ("phones", 1_000)):
        parser.add_argument(f"--{name}", type=int, default=value)
    size = parser.parse_known_args(sys.argv[1:])[0]
    rows: list[list[object]] = []
    with Line() as line:
        for title, restart in (("steady", False), ("database restarted midway", True)):
            database = line.postgres.create_database()
            line.fill(database, "sms", size.phones)
            port = free_port()
            environment = line.environment(database) | {"PUBLIC_URL": f"http://127.0.0.1:{port}"}
            command = [sys.executable, "-m", "reminders", "web", "--port", str(port)]
            with Program(command, line.folder, environment) as web:
                web.wait(lambda port=port: answers(f"http://127.0.0.1:{port}/healthz"))
                asyncio.run(_send(port, range(-size.phones, 0), size.rate, Outcome()))  # warm
                spent = web.cpu_seconds()
                found, count = Outcome(), size.rate * size.seconds
                asyncio.run(_send(port, range(count), size.rate, found, line if restart else None))
                cpu = (web.cpu_seconds() - spent) / count * 1000
            with psycopg.connect(database) as connection:
                query = "SELECT count(*), count(DISTINCT provider_id) FROM replies WHERE provider_id LIKE 'SM0%'"
                stored = connection.execute(query).fetchone() or (0, 0)
            p50, p99 = statistics.median(found.waits), statistics.quantiles(found.waits, n=100)[98]
            rows.append([title, count, *stored, found.again, p50, p99, max(found.waits), cpu])
    header = ["", "sent", "stored", "distinct", "posted again", "p50 ms", "p99 ms", "longest ms", "CPU ms each"]
    print_table(header, rows)


async def _send(port: int, numbers: range, rate: int, found: Outcome, line: Line | None = None) -> None:
    connector = aiohttp.TCPConnector(limit=200)
    url = f"http://127.0.0.1:{port}{PATH}"
    requests = [signed(url, number) for number in numbers]  # before the clock starts: Twilio's work is not ours
    async with aiohttp.ClientSession(connector=connector) as session:
        began = time.monotonic()
        jobs: list[asyncio.Task[None]] = []
        for at, (form, headers) in enumerate(requests):
            await asyncio.sleep(max(0.0, began + at / rate - time.monotonic()))
            if line is not None and at == len(numbers) // 2:
                jobs.append(asyncio.create_task(asyncio.to_thread(line.postgres.restart)))  # type: ignore[arg-type]
            jobs.append(asyncio.create_task(_post(session, url, form, headers, found)))
        await asyncio.gather(*jobs)


def signed(url: str, number: int, sender: int | None = None) -> tuple[bytes, dict[str, str]]:
    """Return the body and the headers of one text; `sender` is whose, else the number says it."""
    form = {
        "MessageSid": _sid(number),
        "From": phone(abs(number) if sender is None else sender),
        "To": "+12025550000",
        "Body": _body(number),
    }
    signature = RequestValidator(TOKEN).compute_signature(url, form)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return urlencode(form).encode(), headers


async def _post(session: aiohttp.ClientSession, url: str, form: bytes, headers: dict[str, str], found: Outcome) -> None:
    """Post one text as Twilio would, again after a 5xx."""
    for _ in range(TRIES):
        began = time.perf_counter()
        async with session.post(url, data=form, headers=headers) as answer:
            await answer.read()
            status = answer.status
        if status < SERVER_ERROR:
            found.waits.append((time.perf_counter() - began) * 1000)
            return
        found.again += 1
        await asyncio.sleep(0.5)


def _sid(number: int) -> str:
    return f"SM{number:032x}" if number >= 0 else f"SMwarm{-number:028x}"


def _body(number: int) -> str:
    if number % 100 == 99:
        return "STOP"
    return "I have chest pain" if number % 10 == 0 else "what are your hours on friday"
