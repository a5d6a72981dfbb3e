"""A year of a clinic through the real program, judged by the checker that knows the promises and not the code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.promises.checker import check_files
from tests.promises.generate import PROCEDURES, generate, write
from tests.promises.pathways import invent_clinic, invent_pathway

pytestmark = pytest.mark.slow


ROOT = Path(__file__).resolve().parents[2]
SPAN = ("2026-01-01", "2027-01-01")


@pytest.mark.parametrize("seed", [3, 4])
def test_a_year_of_the_real_program_breaks_no_promise(tmp_path: Path, seed: int) -> None:
    patients, happenings = write(tmp_path, *generate(seed, 60, *map(date.fromisoformat, SPAN)))
    out = simulate(patients, happenings, SPAN)
    pathways = sorted((ROOT / "reminders" / "pathways").glob("*.yaml"))
    assert check_files(pathways, patients, happenings, out, start=SPAN[0], end=SPAN[1]) == []
    counts = statuses(out)
    assert counts["accepted"] > 300
    assert {"skipped", "missed", "cancelled"} <= counts.keys()


@pytest.mark.parametrize("seed", [5, 12])
def test_nor_does_it_with_pathways_hours_and_years_that_no_one_thought_of(tmp_path: Path, seed: int) -> None:
    span = (f"{2024 + seed % 6}-01-01", f"{2025 + seed % 6}-01-01")
    clinic = invent_clinic(seed)
    names = dict(zip(PROCEDURES, ("alpha", "beta", "gamma", "delta"), strict=True))
    own = tmp_path / "pathways"
    own.mkdir()
    for name in names.values():
        (own / f"{name}.yaml").write_text(invent_pathway(seed, name), encoding="utf-8")
    rows, events = generate(seed, 30, *map(date.fromisoformat, span))
    patients, happenings = write(tmp_path, [row | {"procedure": names[row["procedure"]]} for row in rows], events)
    out = simulate(patients, happenings, span, own, *clinic.arguments)
    found = check_files(sorted(own.iterdir()), patients, happenings, out, start=span[0], end=span[1], clinic=clinic)
    assert found == []
    assert statuses(out)["accepted"] > 100


def simulate(
    patients: Path, happenings: Path, span: tuple[str, str], pathways: Path | None = None, *options: str
) -> Path:
    """Run the real command, and return the file it wrote."""
    out = patients.parent / "messages.jsonl"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "reminders", "simulate", str(patients), "--events", str(happenings)),
            *("--from", span[0], "--to", span[1], "--out", str(out), *options),
        ],
        cwd=ROOT,
        env=os.environ | ({"PATHWAYS_DIR": str(pathways)} if pathways else {}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


def statuses(out: Path) -> Counter[str]:
    return Counter(json.loads(line)["status"] for line in out.read_text().splitlines())
