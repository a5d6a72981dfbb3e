"""A tick that finds nothing, and a claim of 100, with few and with many messages to come.

`--rows N` adds a size, for example 10000000, which takes minutes to fill. In one process, without a network.
"""

from __future__ import annotations

import statistics
import sys
import time
from argparse import ArgumentParser
from typing import TYPE_CHECKING

import psycopg

from bench.delivery_line import Line
from bench.table import print_table
from reminders.config import load_settings
from reminders.services.sending.dispatch import claim_batch
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.tick import tick
from reminders.wiring import build_context, close_context

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.services.context import Context

SIZES = (10_000, 1_000_000)
TIMES = 200
DUE = 100
_FILL = """
INSERT INTO messages (id, clinic_id, identity, kind, lane, channel, step, anchor, plan_revision, status, due_at,
                      ready_at, send_before, changed_at)
SELECT gen_random_uuid(), 1, 'bench ' || n, 'scheduled', 'sms', 'sms', 'walk_1', 0, 0, 'planned', due, due,
       due + interval '8 hours', now()
FROM generate_series(%s::bigint, %s::bigint) AS n,
     LATERAL (SELECT now() + interval '1 day' + n * interval '1 second') AS at(due)
"""


def run() -> None:
    """Fill up from size to size; at each, measure both."""
    parser = ArgumentParser()
    parser.add_argument("--rows", type=int, action="append", default=[])
    sizes = sorted({*SIZES, *parser.parse_known_args(sys.argv[1:])[0].rows})
    rows: list[list[object]] = []
    with Line() as line:
        database = line.postgres.create_database()
        line.fill(database, "sms", DUE)
        line.command(database, "resume-all")
        context = build_context(load_settings(line.environment(database)))
        first = 0
        for size in sizes:
            with psycopg.connect(database, autocommit=True) as connection:
                connection.execute(_FILL, (first, size - 1))
                connection.execute("VACUUM ANALYZE")
            first = size
            claimed = _milliseconds(lambda: _claim(context))
            _hide(database, "1 day")
            empty = _milliseconds(lambda: tick(context))
            _hide(database, "-1 day")
            ratios = empty / _of(rows, 1, empty), claimed / _of(rows, 2, claimed)
            rows.append([f"{size:,} to come", empty, claimed, *ratios])
        close_context(context)
    print_table(["PostgreSQL", "empty tick, ms", f"claim of {DUE}, ms", "tick, ratio", "claim, ratio"], rows)


def _of(rows: list[list[object]], column: int, here: float) -> float:
    return float(str(rows[0][column])) if rows else here


def _claim(context: Context) -> None:
    """Claim, and take it back, so that the next one finds the same."""
    with context.db.begin() as tx:
        found = len(claim_batch(context, tx, "sms", DUE, RoundRobin()).leaving)
        tx.roll_back()
    if found != DUE:
        raise RuntimeError(f"{found} claimed")


def _hide(database: str, by: str) -> None:
    """Move what is due out of the way, or back."""
    with psycopg.connect(database) as connection:
        statement = "UPDATE messages SET ready_at = ready_at + %s::interval WHERE identity NOT LIKE 'bench %%'"
        connection.execute(statement, (by,))


def _milliseconds(work: Callable[[], object]) -> float:
    """Return the median time of many runs."""
    for _ in range(10):
        work()
    taken: list[float] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
