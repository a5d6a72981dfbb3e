"""The health check of worker and beat: a file that their loops touch, and that grows old when they hang."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from reminders.worker.alive import MAX_AGE_SECONDS, problem
from reminders.worker.liveness import TOUCH_EVERY_SECONDS

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_that_was_touched_of_late_is_alive(tmp_path: Path):
    file = tmp_path / "alive"
    assert "is not there" in (problem(file, 0) or "")
    file.touch()
    os.utime(file, (1000, 1000))
    assert [problem(file, 1000 + age) for age in (0, MAX_AGE_SECONDS)] == [None, None]
    assert problem(file, 1000 + MAX_AGE_SECONDS + 1) == "the loop last turned 31 s ago"
    assert TOUCH_EVERY_SECONDS * 3 < MAX_AGE_SECONDS


def test_the_command_ends_with_1_when_it_is_not(tmp_path: Path):
    file = tmp_path / "alive"

    def ask(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "reminders.worker.alive", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    assert ask()[0] == 1
    assert ask(str(file))[0] == 1
    file.touch()
    assert ask(str(file)) == (0, "")
    os.utime(file, (time.time() - 60, time.time() - 60))
    assert ask(str(file))[0] == 1
