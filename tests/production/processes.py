"""Starts programs, collects what they say, and ends them with everything they started."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.fork_server import can_fork, start_forked
from tests.standins import wait_until

if TYPE_CHECKING:
    from tests.fork_server import ForkedProcess

ROOT = Path(__file__).resolve().parents[2]
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
# The kernel sends the parent-death signal when the thread that started the child ends: this one lives on.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="program-spawner")


@dataclass
class Program:
    """One program in a process group of its own; standard output and error go to `log`."""

    name: str
    process: subprocess.Popen[bytes] | ForkedProcess
    log: Path

    @property
    def text(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def wait_for(self, pattern: str, seconds: float = 60) -> None:
        """Wait until the log says so; a program that ends without saying it fails."""
        deadline = time.monotonic() + seconds
        while not re.search(pattern, self.text):
            if not self.runs or time.monotonic() > deadline:
                state = "still runs" if self.runs else f"ended with code {self.process.returncode}"
                msg = f"{self.name} did not say {pattern!r}; it {state}: {self.text[-1500:]}"
                raise AssertionError(msg)
            time.sleep(0.02)

    def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = 60) -> int:
        """Send one signal to the first process alone, as Docker does, and return the exit code."""
        self.process.send_signal(how)
        return self.process.wait(seconds)

    def group_is_gone(self) -> bool:
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


@dataclass
class Programs:
    """All programs of one test. `close` ends them and fails if one left something behind."""

    folder: Path
    started: list[Program] = field(default_factory=list)
    forks: bool = True
    """Start the program's own commands by fork, which spares their imports; False: as an operator starts them."""

    def start(
        self, name: str, command: list[str], environment: dict[str, str], cwd: Path | None = None, **more: Any
    ) -> Program:
        """Start a program with exactly this environment."""
        log, cwd = self.folder / f"{name}-{len(self.started)}.log", cwd or self.folder
        process: subprocess.Popen[bytes] | ForkedProcess
        if self.forks and not more and can_fork(command):
            process = start_forked(command, environment, cwd, log)
        else:
            process = _spawner.submit(self._spawn, command, environment, cwd, log, more).result()
        program = Program(name, process, log)
        self.started.append(program)
        return program

    @staticmethod
    def _spawn(
        command: list[str], environment: dict[str, str], cwd: Path, log: Path, more: dict[str, Any]
    ) -> subprocess.Popen[bytes]:
        with log.open("ab") as file:
            return subprocess.Popen(
                command,
                env=environment,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - one system call, in a thread that holds no lock
                **more,
            )

    def close(self) -> None:
        """End everything."""
        for program in self.started:
            if program.runs:
                program.process.send_signal(signal.SIGTERM)
        slow = [program.name for program in self.started if not _ends(program, 40)]
        orphans = [program.name for program in self.started if not program.group_is_gone()]
        for program in self.started:
            with suppress(ProcessLookupError):
                os.killpg(program.process.pid, signal.SIGKILL)
            program.process.wait(60)
        assert not slow, f"did not end within 40 s of SIGTERM: {slow}"
        assert not orphans, f"left processes behind: {orphans}"

    def celery(self, entry: str, role: str, environment: dict[str, str], name: str = "") -> Program:
        """Start `celery -A worker worker` or `celery -A scheduler beat`, as the compose file does."""
        command = [sys.executable, "-m", "celery", "-A", entry, role]
        command += ["--without-gossip", "--without-mingle"] if role == "worker" else []
        return self.start(name or role, command, environment, cwd=ROOT)

    def web(self, environment: dict[str, str], port: int) -> Program:
        """Start `reminders web`."""
        command = [sys.executable, "-m", "reminders", "web", "--port", str(port)]
        return self.start("web", command, environment, cwd=self.folder)


def _ends(program: Program, seconds: float) -> bool:
    try:
        wait_until(lambda: not program.runs, seconds)
    except AssertionError:
        return False
    return True


def _die_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
