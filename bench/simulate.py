"""`reminders simulate`: a year of a clinic with 1,000 patients, reschedules, replies, stops and outages."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from pathlib import Path

from bench.program import Program
from bench.table import print_table

PATIENTS = 1000
SPAN = ("--from", "2026-01-01", "--to", "2027-01-01")


def run() -> None:
    """Generate the clinic and play its year."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        generate = [sys.executable, "-m", "tests.promises.generate", "--seed", "11", "--patients", str(PATIENTS)]
        with Program([*generate, *SPAN, "--out", str(folder)], folder, {}) as generator:
            generator.wait_end()
        files = [str(folder / "patients.csv"), "--events", str(folder / "events.jsonl")]
        command = [sys.executable, "-m", "reminders", "simulate", *files, *SPAN, "--out", str(folder / "out.jsonl")]
        started = time.perf_counter()
        with Program(command, folder, {}) as program:
            memory, cpu = program.watch()
        wall = time.perf_counter() - started
        moments = int(re.search(r"(\d+) moments", program.text)[1])
        lines = [json.loads(line) for line in (folder / "out.jsonl").open(encoding="utf-8")]
    sent = sum(line["sent_at"] is not None for line in lines)
    print_table(
        [
            "patients",
            "moments",
            "messages",
            "sent",
            "wall s",
            "CPU s",
            "CPU ms per moment",
            "CPU ms per sent",
            "peak MB",
        ],
        [[f"{PATIENTS:,}", moments, len(lines), sent, wall, cpu, 1000 * cpu / moments, 1000 * cpu / sent, memory]],
    )
