"""`reminders up` on a fresh SQLite database: how soon it is ready, how big it is, what it costs at rest."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from bench.program import Program, answers, at_rest
from bench.table import print_table
from tests.servers import free_port

REST_SECONDS = 10


def run() -> None:
    """Start it three times; the first run also makes the database."""
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for start in ("first start (migrates)", "second start", "third start"):
            port = free_port()
            command = [sys.executable, "-m", "reminders", "up", "--port", str(port)]
            with Program(command, Path(folder), {}) as program:
                healthy = program.wait(lambda port=port: answers(f"http://127.0.0.1:{port}/healthz"))
                ready = program.wait(lambda port=port: answers(f"http://127.0.0.1:{port}/readyz"))
                spent = program.cpu_seconds()
                time.sleep(2)
                idle = at_rest([program], REST_SECONDS)[0]
                rows.append([start, healthy, ready, spent, program.memory(), idle])
    print_table(
        [
            "",
            "page answers after s",
            "ready after s",
            "CPU s until ready",
            "MB",
            f"% of a core at rest, {REST_SECONDS} s",
        ],
        rows,
    )
