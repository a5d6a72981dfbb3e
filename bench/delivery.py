"""Sending, from due to outcome known, beside the bare loop and beside the way tutorials show.

All rates are of the same run on the same provider. `--texts N`, `--emails N` and `--rounds N` change its size; the
median round of each way is shown.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack

from bench.delivery_line import Line, Measured
from bench.machine import postgres_version
from bench.program import Program
from bench.table import print_table

HEADER = ["", "messages", "messages/s", "of the bare loop", "CPU s per 1,000", "servers' CPU", "peak MB"]
LATENCIES = (0.0, 0.05)
PROCESSES = 2


def run() -> None:
    """Measure every way in turn, round after round."""
    parser = ArgumentParser()
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--emails", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    size = parser.parse_known_args(sys.argv[1:])[0]
    with Line() as line:
        print(f"  {postgres_version(line.postgres.url)} without fsync; {PROCESSES} sending processes in each way")
        sources = {"sms": line.postgres.create_database(), "email": line.postgres.create_database()}
        line.fill(sources["sms"], "sms", size.texts)
        line.fill(sources["email"], "email", size.emails)
        for latency in LATENCIES:
            ways = {
                "bare HTTP, no SDK": lambda n=size.texts: bare(line, "http", n),
                "bare SDK, async, 50 in flight": lambda n=size.texts: bare(line, "sdk_async", n),
                "bare SDK, sync": lambda n=size.texts: bare(line, "sdk", n // 10),
                "tutorial: a task per text": lambda n=size.texts: tutorial(line, n // 10),
                "ours": lambda n=size.texts: ours(line, sources["sms"], "texts", n),
            }
            _table(line, f"texts, {latency * 1000:.0f} ms at the provider", ways, size.rounds, latency)
        ways = {
            "bare smtplib loop, one": lambda n=size.emails: bare(line, "smtp", n, processes=1),
            "ours, one worker": lambda n=size.emails: ours(line, sources["email"], "emails", n, workers=1),
            "ours, two workers": lambda n=size.emails: ours(line, sources["email"], "emails", n),
        }
        _table(line, "emails", ways, size.rounds)
        ways = {
            "bare SDK, async, one process": lambda n=size.texts: bare(line, "sdk_async", n, processes=1),
            "SQLite, `reminders up`: texts": lambda n=size.texts // 2: embedded(line, "sms", n),
            "SQLite, `reminders up`: emails": lambda n=size.emails // 2: embedded(line, "email", n),
        }
        _table(line, "one process", ways, size.rounds)


def _table(line: Line, title: str, ways: dict, rounds: int, latency: float = 0.0) -> None:
    found: dict[str, list[Measured]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, measure in ways.items():
            line.reset(latency)
            found[name].append(measure())
    middle = {name: sorted(measured, key=lambda one: one.rate)[len(measured) // 2] for name, measured in found.items()}
    best = next((one.rate for name, one in middle.items() if name.startswith(("bare SDK, async", "bare smtplib"))), 1)
    print(f"\n  {title}; the median of {rounds}")
    print_table(HEADER, [_row(name, one, best) for name, one in middle.items()])
    for name, measured in found.items():
        if name.startswith("ours"):
            spread = ", ".join(f"{one.rate:,.0f}" for one in measured)
            print(f"  {name}: {spread} messages/s, {statistics.mean(one.cpu_per_1000 for one in measured):.2f} CPU s")


def _row(name: str, one: Measured, best: float) -> list[object]:
    served = one.server_cpu / one.count * 1000 if one.server_cpu is not None else None
    return [name, one.count, int(one.rate), one.rate / best, one.cpu_per_1000, served, one.peak]


def bare(line: Line, how: str, count: int, processes: int = PROCESSES) -> Measured:
    """Run a bare loop in some processes, each with its share."""
    what, port = ("emails", line.smtp) if how == "smtp" else ("texts", line.http)
    share = count // processes
    with ExitStack() as stack:
        loops = [
            stack.enter_context(Program(_bare(how, port, part * share, share), line.folder, {}))
            for part in range(processes)
        ]
        for loop in loops:
            loop.watch()
        told = [json.loads(loop.text.splitlines()[-1]) for loop in loops]
    seen = line.stats(what)
    seconds = seen["last"] - seen["first"]
    return Measured(share * processes, seconds, sum(one["cpu"] for one in told), max(one["peak"] for one in told))


def _bare(how: str, port: int, first: int, count: int) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "bench.bare", how, str(port), str(first), str(count)]


def ours(line: Line, source: str, what: str, count: int, workers: int = PROCESSES) -> Measured:
    """Deliver with real workers and beat, on PostgreSQL and Redis."""
    database = line.copy_of(source)
    line.redis.flush()
    with ExitStack() as stack:
        senders = line.workers(stack, database, workers)
        time.sleep(1.5)
        found = line.measure(senders, lambda: line.command(database, "resume-all"), what, count)
    line.postgres.drop_database(database)
    return found


def embedded(line: Line, channel: str, count: int) -> Measured:
    """Deliver with `reminders up` on SQLite."""
    what = "texts" if channel == "sms" else "emails"
    database = f"sqlite:///{line.folder}/{channel}-{time.monotonic_ns()}.db"
    line.fill(database, channel, count)
    with ExitStack() as stack:
        senders = line.up(stack, database)
        return line.measure(senders, lambda: line.command(database, "resume-all"), what, count)


def tutorial(line: Line, count: int) -> Measured:
    """Deliver as tutorials do: prefork, one child per core."""
    database = line.postgres.create_database()
    line.redis.flush()
    environment = line.environment(database)
    python = [sys.executable, "-W", "ignore"]

    def task(what: str) -> None:
        code = f"from bench.tutorial import {what}; {what}(0, {count})"
        with Program([*python, "-c", code], line.folder, environment) as program:
            program.wait_end()

    task("fill")
    worker = [*python, "-m", "celery", "-A", "bench.tutorial", "worker", "-c", str(PROCESSES)]
    with Program(worker, line.folder, environment) as sender:
        sender.wait(lambda: line.listeners() > 0)
        found = line.measure([sender], lambda: task("enqueue"), "texts", count)
    line.postgres.drop_database(database)
    return found
