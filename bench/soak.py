"""Worker memory over many texts: 100,000 by default, `--texts N`, sent by two workers without a pause.

A worker that keeps something of each message grows with them; one that does not is as large at the end as after the
first ten thousand.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack

from bench.delivery_line import PATIENCE_SECONDS, Line
from bench.table import print_table

MARKS = 10


def run() -> None:
    """Send them all; tell the larger worker's memory at every tenth of the way."""
    parser = ArgumentParser()
    parser.add_argument("--texts", type=int, default=100_000)
    count = parser.parse_known_args(sys.argv[1:])[0].texts
    rows: list[list[object]] = []
    with Line() as line, ExitStack() as stack:
        database = line.postgres.create_database()
        line.fill(database, "sms", count)
        line.reset()
        workers = line.workers(stack, database, 2)
        began = time.monotonic()
        line.command(database, "resume-all")
        deadline = began + PATIENCE_SECONDS + count / 100
        while len(rows) < MARKS:
            seen = line.stats("texts")
            if time.monotonic() > deadline or seen["doubled"]:
                raise RuntimeError(f"{seen} of {count}: {workers[0].text[-600:]}")
            if seen["count"] >= count * (len(rows) + 1) / MARKS:
                largest = max(worker.memory() for worker in workers)
                rows.append([int(seen["count"]), largest, int(seen["count"] / (time.monotonic() - began))])
            time.sleep(0.2)
    print_table(["texts sent", "larger worker, MB", "texts/s so far"], rows)
