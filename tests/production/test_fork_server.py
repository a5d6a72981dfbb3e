"""A forked start is what a new process would be, and hides nothing that goes wrong in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.fork_server import can_fork, start_forked
from tests.production.processes import ROOT
from tests.standins import wait_until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems start a new process each time")

TELL = """
import json, os, sys
print(json.dumps({
    "arguments": sys.argv[1:], "environment": dict(os.environ), "cwd": os.getcwd(), "name": __name__,
    "path": sys.path[0], "session": os.getsid(0) == os.getpid(), "encoding": sys.stdout.encoding,
    "buffered": not sys.stdout.line_buffering, "files": len(os.listdir("/proc/self/fd")),
}))
print("and an error", file=sys.stderr)
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "ONLY": "here"}


def test_it_is_what_a_new_process_would_be(tmp_path: Path, environment: dict[str, str]):
    (tmp_path / "telling.py").write_text(TELL)
    command = [sys.executable, "-m", "telling", "one", "two words"]
    assert can_fork(command)
    output, errors = tmp_path / "output", tmp_path / "errors"
    assert start_forked(command, environment, tmp_path, output, errors).wait(60) == 0
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True, start_new_session=True
    )
    assert (json.loads(output.read_text()), errors.read_text()) == (json.loads(done.stdout), done.stderr)


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("import sys; sys.exit('it says why')", 1, "it says why\n"),
        ("import sys; sys.exit(7)", 7, ""),
        ("import no_such_module", 1, "ModuleNotFoundError: No module named 'no_such_module'"),
        ("import atexit; atexit.register(print, 'the end')", 0, "the end\n"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL, ""),
    ],
)
def test_how_it_ends_is_told(program: str, code: int, said: str, tmp_path: Path, environment: dict[str, str]):
    (tmp_path / "ending.py").write_text(program)
    process = start_forked([sys.executable, "-m", "ending"], environment, tmp_path, tmp_path / "log")
    assert process.wait(60) == code
    assert said in (tmp_path / "log").read_text()


def test_a_module_that_is_not_there_ends_it(tmp_path: Path, environment: dict[str, str]):
    process = start_forked([sys.executable, "-m", "no_such_program"], environment, tmp_path, tmp_path / "log")
    assert process.wait(60) == 1
    assert "No module named no_such_program" in (tmp_path / "log").read_text()


def test_it_can_be_signalled_and_waited_for(tmp_path: Path, environment: dict[str, str]):
    (tmp_path / "staying.py").write_text("import time; print('up', flush=True); time.sleep(600)")
    process = start_forked([sys.executable, "-m", "staying"], environment, tmp_path, tmp_path / "log")
    wait_until(lambda: (tmp_path / "log").read_text() == "up\n")
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == -signal.SIGTERM
    assert process.poll() == -signal.SIGTERM
    process.kill()  # nothing is left to be hit


def test_none_outlives_the_tests(tmp_path: Path, environment: dict[str, str]):
    (tmp_path / "staying.py").write_text("import time; print('up', flush=True); time.sleep(600)")
    test = f"""
import os, sys
from pathlib import Path
from tests.fork_server import start_forked
log = Path("log")
process = start_forked([sys.executable, "-m", "staying"], {environment!r}, Path.cwd(), log)
while not log.exists() or log.read_text() != "up\\n":
    pass
print(process.pid, flush=True)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run(
        [sys.executable, "-c", test], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    wait_until(lambda: not psutil.pid_exists(int(done.stdout)))
