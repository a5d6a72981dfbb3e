"""Many clinics beside one: an empty tick, claims, and a clinic with 5 texts behind one with 50,000.

`--clinics N` (10,000), `--messages M` (1,000,000), `--backlog B` (50,000). Each clinic has a sender of its own.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg

from bench.clinics_fill import fill, make_due
from bench.delivery_line import Line
from bench.machine import postgres_version
from bench.table import print_table
from reminders.config import load_settings
from reminders.core.sending.rate_limit import Rate
from reminders.services.sending.dispatch import claim_batch
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.rate_limit import refund, take_tokens
from reminders.services.sending.tick import tick
from reminders.wiring import build_context, close_context

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from reminders.services.context import Context

_SMALL = """
INSERT INTO clinics SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', %s::integer, 'slug', 'small', 'sms_sender', '+16999999999'))).* FROM clinics AS c WHERE slug = 'oak'
"""
SMALL = 5
WAVE = 100
PEAK = 5_000
TIMES = 60
PATIENCE_SECONDS = 60
_SMALLS = "SELECT count(*), max(sent_at) FROM messages WHERE clinic_id = %s AND status = 'accepted'"


def run() -> None:
    """Measure with one clinic, then with many."""
    parser = ArgumentParser()
    for name, value in (("clinics", 10_000), ("messages", 1_000_000), ("backlog", 50_000)):
        parser.add_argument(f"--{name}", type=int, default=value)
    size = parser.parse_known_args(sys.argv[1:])[0]
    os.nice(19)
    rows: list[list[object]] = []
    with Line() as line:
        print(f"  {postgres_version(line.postgres.url)} without fsync; {size.messages:,} messages; p50, p95 in ms")
        for clinics in (1, size.clinics):
            rows += _measure(line, clinics, size)
    print_table(["", "measured", "p50", "p95"], rows)


def _measure(line: Line, clinics: int, size: Namespace) -> list[list[object]]:
    database = line.postgres.create_database()
    line.fill(database, "sms", 1)
    line.command(database, "resume-all")
    with psycopg.connect(database) as connection:  # of the one patient; the others are made like them
        connection.execute("UPDATE messages SET ready_at = ready_at + interval '30 days'")
    context = build_context(load_settings(line.environment(database)))
    began = time.monotonic()
    fill(database, context.db.vault, clinics, size.messages, size.backlog + PEAK)
    print(f"  {clinics:,} clinics: filled in {time.monotonic() - began:.0f} s", flush=True)
    name = f"{clinics:,} clinic{'s' if clinics > 1 else ''}"
    rows: list[list[object]] = [[name, "empty tick", *_spread(lambda: tick(context))]]
    make_due(database, size.backlog, WAVE, 1)
    rows.append([name, f"claim of {WAVE}, due in one clinic", *_spread(lambda: _claim(context))])
    make_due(database, size.backlog, PEAK, clinics)
    rows.append([name, f"claim of {WAVE}, {PEAK:,} due in all", *_spread(lambda: _claim(context))])
    limited = replace(context, delivery=replace(context.delivery, rate_limit=Rate(1.0)))
    rows.append([name, "the same, 1 text a second each", *_spread(lambda: _claim_limited(limited))])
    make_due(database, size.backlog, PEAK, 1, "now() + interval '30 days'")
    close_context(context)
    rows.append([name, f"{SMALL} texts behind {size.backlog:,}", *_behind(line, database, size.backlog)])
    line.postgres.drop_database(database)
    return rows


def _claim(context: Context) -> None:
    with context.db.begin() as tx:
        claimed = len(claim_batch(context, tx, "sms", WAVE, RoundRobin()).leaving)
        tx.roll_back()
    if claimed != WAVE:
        raise RuntimeError(f"{claimed} claimed")


def _claim_limited(context: Context) -> None:
    """Take tokens, claim, take it back, give the tokens back."""
    round_robin = RoundRobin()
    allowance = take_tokens(context, "sms", WAVE, round_robin)
    with context.db.begin() as tx:
        claim_batch(context, tx, "sms", WAVE, round_robin, allowance)
        tx.roll_back()
    refund(context, allowance, [])


def _spread(work: Callable[[], object]) -> tuple[float, float]:
    """Return the median and the 95th percentile of many runs, in ms."""
    for _ in range(3):
        work()
    spent: list[float] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent), statistics.quantiles(spent, n=20)[-1]


def _behind(line: Line, database: str, backlog: int) -> tuple[float, float]:
    """Return how long the texts of a small clinic wait for two workers that are busy with another's, in ms."""
    small = 1_000_000
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            _SMALL,
            (small,),
        )
        make_due(database, SMALL, backlog - SMALL, 1)
        line.redis.flush()
        line.reset(0.05)
        with ExitStack() as stack:
            line.workers(stack, database, 2)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while line.stats("texts")["count"] < WAVE:
                _wait(deadline)
            began = time.time()
            connection.execute(
                "UPDATE messages SET clinic_id = %s, ready_at = now(), due_at = now()"
                " WHERE identity IN (SELECT 'bench due ' || n FROM generate_series(0, %s) AS n)",
                (small, SMALL - 1),
            )
            while (found := connection.execute(_SMALLS, (small,)).fetchone() or (0, None))[0] < SMALL:
                _wait(deadline)
            waiting = connection.execute("SELECT count(*) FROM messages WHERE status = 'planned' AND ready_at < now()")
            left = (waiting.fetchone() or (0,))[0]
    print(f"  {left:,} of the large clinic were still due when the small one's had left", flush=True)
    longest = (found[1].timestamp() - began) * 1000
    return longest, longest


def _wait(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise RuntimeError("the small clinic's texts do not leave")
    time.sleep(0.05)
