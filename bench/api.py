"""The API under a steady rate, and the outbox of webhooks: `POST /api/v1/enrollments` into a real web process.

`--rate N` enrollments a second (50), `--seconds N` (20), `--processes N` (1): web processes in turn. Then as many
as were written are posted to a receiver on this machine.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from bench.machine import postgres_version
from bench.program import Program, answers, server_cpu
from bench.table import print_table
from reminders.channels.webhooks.poster import WebhookPoster
from reminders.clock import SystemClock
from reminders.config import load_settings
from reminders.core.upkeep.encryption_keys import write_key
from reminders.services.api.deliver_webhooks import deliver_webhooks
from reminders.services.api.keys import create_key
from reminders.services.api.webhooks import add_webhook
from reminders.store.database.session import open_database
from reminders.store.upkeep.schema import migrate
from tests.making import KEY, SOMEBODY, add_oak, make_context, row, vault
from tests.servers import PostgresServer, free_port

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.services.context import Context

CREATED = 201


def run() -> None:
    """Enroll at a steady rate, then deliver the events."""
    parser = ArgumentParser()
    for name, value in (("rate", 50), ("seconds", 20), ("processes", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    size = parser.parse_known_args(sys.argv[1:])[0]
    with ExitStack() as stack:
        postgres = PostgresServer.start()
        stack.callback(postgres.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url, ports = postgres.create_database(), [free_port() for _ in range(size.processes)]
        database = open_database(url, vault(), durable=False)
        stack.callback(database.close)
        migrate(database)
        context = make_context(database, SystemClock())
        clinic = add_oak(context)
        allowed = load_settings({"WEBHOOK_NETWORKS": "127.0.0.0/8"}).webhook_networks
        context = replace(context, poster=WebhookPoster(timedelta(seconds=10), allowed))
        _key, token = create_key(context, clinic, "bench", actor=SOMEBODY)
        receiver = free_port()
        add_webhook(context, clinic, f"http://127.0.0.1:{receiver}/", actor=SOMEBODY)
        print(f"  {postgres_version(postgres.url)} without fsync, {size.processes} web")
        environment = {"DATABASE_URL": url, "SECRET_KEY": "a secret of benchmarks", "ENCRYPTION_KEYS": write_key(KEY)}
        environment |= {"API_PER_SECOND": "10000"}
        with ExitStack() as running:
            programs: list[Program] = []
            for port in ports:
                command = [sys.executable, "-m", "reminders", "web", "--port", str(port)]
                programs.append(running.enter_context(Program(command, folder, environment)))
                programs[-1].wait(lambda port=port: answers(f"http://127.0.0.1:{port}/healthz"))
            asyncio.run(_enroll(ports, token, 50 * size.processes, 25.0))  # warm
            spent, count = sum(one.cpu_seconds() for one in programs), size.rate * size.seconds
            served = server_cpu(postgres)
            waits = asyncio.run(_enroll(ports, token, count, size.rate))
            cpu = (sum(one.cpu_seconds() for one in programs) - spent) / count * 1000
            served = (server_cpu(postgres) - served) / count * 1000
        p50, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[18]
        rows = [[f"enrolled at {size.rate}/s", count, p50, p95, max(waits), cpu, served]]
        print_table(["", "requests", "p50 ms", "p95 ms", "longest ms", "CPU ms each", "PostgreSQL's"], rows)
        print(f"  webhook events delivered: {asyncio.run(_deliver(context, receiver)):,.0f} a second")


async def _enroll(ports: Sequence[int], token: str, count: int, rate: float) -> list[float]:
    """Post enrollments, each at its moment, from when on its wait counts."""
    waits, headers = list[float](), {"Authorization": f"Bearer {token}"}
    surgery = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    bodies = [row(surgery_date=surgery) for _ in range(count)]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100), headers=headers) as session:
        began = time.perf_counter()

        async def one(due: float, port: int, body: dict[str, str]) -> None:
            async with session.post(f"http://127.0.0.1:{port}/api/v1/enrollments", json=body) as answer:
                text = await answer.text()
                waits.append((time.perf_counter() - due) * 1000)
                if answer.status != CREATED:
                    raise RuntimeError(text)

        jobs: list[asyncio.Task[None]] = []
        for number, body in enumerate(bodies):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            jobs.append(asyncio.create_task(one(due, ports[number % len(ports)], body)))
        await asyncio.gather(*jobs)
    return waits


async def _deliver(context: Context, port: int) -> float:
    """Return how many events a second one worker delivers to a receiver that answers at once."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    began = time.perf_counter()
    arrived = await asyncio.to_thread(deliver_webhooks, context)
    seconds = time.perf_counter() - began
    await runner.cleanup()
    return arrived / seconds
