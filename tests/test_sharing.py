"""A file's tests run in one worker; those that take long and share nothing are spread over all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# A worker waits in its first test until the other has begun one, so that neither is idle when tests are given out.
SIX_TESTS = """
import os, time
from pathlib import Path
import pytest
HERE = Path(__file__)
@pytest.mark.parametrize("number", range(6))
def test_who_runs_it(number):
    (HERE.parents[2] / "told").open("a").write(f"{HERE.stem} {os.getpid()}\\n")
    deadline = time.monotonic() + 60
    while len(set(line.split()[1] for line in (HERE.parents[2] / "told").open())) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
"""


@pytest.mark.slow
def test_a_file_stays_with_one_worker_and_a_browser_test_goes_to_any(tmp_path: Path):
    for name in ("web/test_one.py", "web/test_two.py", "browser/test_many.py"):
        path = tmp_path / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SIX_TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "tests.sharing", "-n", "2", "-q", "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [*command, "tests"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    workers: dict[str, set[str]] = {}
    for line in (tmp_path / "told").read_text().splitlines():
        file, worker = line.split()
        workers.setdefault(file, set()).add(worker)
    assert {file: len(found) for file, found in workers.items()} == {"test_one": 1, "test_two": 1, "test_many": 2}
