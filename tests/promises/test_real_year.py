"""A year of a clinic through the real program, judged by the checker that knows the promises and not the code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.promises.checker import check_files
from tests.promises.generate import generate, write

ROOT = Path(__file__).resolve().parents[2]
SPAN = ("2026-01-01", "2027-01-01")


@pytest.mark.parametrize("seed", [3, 4])
def test_a_year_of_the_real_program_breaks_no_promise(tmp_path: Path, seed: int) -> None:
    rows, events = generate(seed, 60, date.fromisoformat(SPAN[0]), date.fromisoformat(SPAN[1]))
    patients, happenings = write(tmp_path, rows, events)
    out = tmp_path / "messages.jsonl"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "reminders", "simulate", str(patients), "--events", str(happenings)),
            *("--from", SPAN[0], "--to", SPAN[1], "--out", str(out)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pathways = sorted((ROOT / "reminders" / "pathways").glob("*.yaml"))
    assert check_files(pathways, patients, happenings, out, start=SPAN[0], end=SPAN[1]) == []
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    counts = Counter(line["status"] for line in lines)
    assert counts["accepted"] > 300
    assert {"skipped", "missed", "cancelled"} <= counts.keys()
