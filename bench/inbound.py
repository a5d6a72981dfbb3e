"""Texts from patients at a steady rate into real web processes: how long Twilio waits, and whether all are stored.

`--rate N` texts a second, repeatable (60, 200, 400), `--seconds N` (20), `--phones N` (1,000), `--processes N` (2): web
processes in turn. Signed as Twilio signs, on kept connections; one in ten is a red flag, one in a hundred a STOP.
Half-way through the last run, at the first rate again, the database is restarted.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
import psycopg
from twilio.request_validator import RequestValidator

from bench.bare import TOKEN, phone
from bench.delivery_line import Line
from bench.program import Program, answers
from bench.table import print_table
from tests.servers import free_port

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

PATH = "/webhooks/twilio/inbound"
PUBLIC = "http://127.0.0.1:1"
"""The address that Twilio signs; whichever process the proxy picks answers."""
RATES = (60, 200, 400)
TRIES = 8
SERVER_ERROR = 500


@dataclass
class Outcome:
    """What came back: milliseconds of every text's last answer, and how many had to be posted again."""

    waits: list[float] = field(default_factory=list)
    again: int = 0


def run() -> None:
    """Measure each rate without trouble, then the first one with the database restarted midway."""
    parser = ArgumentParser()
    parser.add_argument("--rate", type=int, action="append", default=[])
    for name, value in (("seconds", 20), ("phones", 1_000), ("processes", 2)):
        parser.add_argument(f"--{name}", type=int, default=value)
    size = parser.parse_known_args(sys.argv[1:])[0]
    rates = size.rate or list(RATES)
    rows: list[list[object]] = []
    with Line() as line:
        source = line.postgres.create_database()
        line.fill(source, "sms", size.phones)
        for rate in rates:
            rows.append(_measure(line, source, size, rate))
            print(f"  {rate} a second: p99 {rows[-1][6]:,.0f} ms", flush=True)
        rows.append(_measure(line, source, size, rates[0], restart=True))
    header = ["", "sent", "stored", "distinct", "posted again", "p50 ms", "p99 ms", "longest ms", "CPU ms each"]
    print_table(header, rows)


def _measure(line: Line, source: str, size: Namespace, rate: int, *, restart: bool = False) -> list[object]:
    database = line.copy_of(source)
    ports = [free_port() for _ in range(size.processes)]
    environment = line.environment(database) | {"PUBLIC_URL": PUBLIC}
    with ExitStack() as stack:
        programs: list[Program] = []
        for port in ports:
            command = [sys.executable, "-m", "reminders", "web", "--port", str(port)]
            programs.append(stack.enter_context(Program(command, line.folder, environment)))
            programs[-1].wait(lambda port=port: answers(f"http://127.0.0.1:{port}/healthz"))
        asyncio.run(_send(ports, range(-min(size.phones, 5 * rate), 0), rate, Outcome()))  # warm
        spent = sum(web.cpu_seconds() for web in programs)
        found, count = Outcome(), rate * size.seconds
        asyncio.run(_send(ports, range(count), rate, found, line if restart else None))
        cpu = (sum(web.cpu_seconds() for web in programs) - spent) / count * 1000
    with psycopg.connect(database) as connection:
        query = "SELECT count(*), count(DISTINCT provider_id) FROM replies WHERE provider_id LIKE 'SM0%'"
        stored = connection.execute(query).fetchone() or (0, 0)
    p50, p99 = statistics.median(found.waits), statistics.quantiles(found.waits, n=100)[98]
    title = f"{rate} a second" + (", database restarted midway" if restart else "")
    return [title, count, *stored, found.again, p50, p99, max(found.waits), cpu]


async def _send(ports: Sequence[int], numbers: range, rate: int, found: Outcome, line: Line | None = None) -> None:
    connector = aiohttp.TCPConnector(limit=200)
    urls = [f"http://127.0.0.1:{port}{PATH}" for port in ports]
    requests = [
        signed(f"{PUBLIC}{PATH}", number) for number in numbers
    ]  # before the clock starts: Twilio's work is not ours
    async with aiohttp.ClientSession(connector=connector) as session:
        began = time.monotonic()
        jobs: list[asyncio.Task[None]] = []
        for at, (form, headers) in enumerate(requests):
            await asyncio.sleep(max(0.0, began + at / rate - time.monotonic()))
            if line is not None and at == len(numbers) // 2:
                jobs.append(asyncio.create_task(asyncio.to_thread(line.postgres.restart)))  # type: ignore[arg-type]
            jobs.append(asyncio.create_task(_post(session, urls[at % len(urls)], form, headers, found)))
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
