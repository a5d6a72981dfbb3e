"""Starts the program's processes by fork: a second of imports is spent once per test process, not once per start.

A server of a single thread imports the program, then forks a child for each start. The child becomes what a new
process would be: a session of its own, exactly the given environment, folder, arguments and log, and `python -m` run
from its first line. Imports that fail, and what a command reads before them, show only in a real start:
`test_compose`, `test_bad_starts` and `test_up` keep theirs.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
IMPORTED: Final = (
    "reminders.web.app",
    "reminders.worker.tasks",
    "reminders.worker.transport",
    "reminders.embedded",
    "celery.bin.celery",
    "celery.bin.worker",
    "celery.apps.worker",
    "celery.apps.beat",
    "celery.concurrency.thread",
    "celery.worker.consumer",
    "kombu.transport.redis",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "alembic.command",
    "aiohttp",
    "twilio.base.exceptions",
    "uvicorn.protocols.http.h11_impl",
)
"""What the programs import at their start, or soon after."""
_DIES_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG of Linux."""


class ForkedProcess:
    """A child of the server; what tests use of `subprocess.Popen`."""

    def __init__(self, server: ForkServer, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._server = server

    def poll(self) -> int | None:
        """Return the exit code; a negative number is the signal that ended it, None that it runs."""
        if self.returncode is None:
            self.returncode = self._server.ask(poll=self.pid)["code"]
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Wait for its end.

        Raises:
            subprocess.TimeoutExpired: after so many seconds.
        """
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
            time.sleep(0.01)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal if it still runs: its number is not given to another process before it was polled."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """The server of this test process; it ends when this process does, and its children with it."""

    def __init__(self) -> None:
        """Start it; the first start waits until it has imported the program."""
        self._lock = threading.Lock()
        self._channel, theirs = socket.socketpair()
        with theirs:
            # What Python sets up before its first line stays: no locale, no terminal, as the programs have it.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.fork_server", str(theirs.fileno())],
                cwd=ROOT,
                env={"PATH": os.environ.get("PATH", os.defpath)},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self._answers = self._channel.makefile("r")

    def ask(self, **order: Any) -> dict[str, int]:
        """Send one order and return the answer."""
        with self._lock:
            self._channel.sendall(json.dumps(order).encode() + b"\n")
            return json.loads(self._answers.readline())


@cache
def _server() -> ForkServer:
    return ForkServer()


def can_fork(command: Sequence[str]) -> bool:
    """Whether a command is one of the program's own, in this interpreter, on a system that forks safely."""
    return sys.platform == "linux" and list(command[:2]) == [sys.executable, "-m"]


def start_forked(
    command: Sequence[str], environment: dict[str, str], cwd: Path, output: Path, errors: Path | None = None
) -> ForkedProcess:
    """Start a command for which `can_fork` is true; what it says is added to the two files, or to the one."""
    _, _, module, *arguments = command
    for file in (output, errors or output):
        file.touch()  # so that it can be read at once
    order = {"module": module, "arguments": arguments, "environment": environment, "cwd": str(cwd.absolute())}
    answer = _server().ask(
        start=order | {"output": str(output.absolute()), "errors": str((errors or output).absolute())}
    )
    return ForkedProcess(_server(), answer["pid"])


def _serve(channel: socket.socket) -> dict[str, Any] | None:
    """Answer orders; return one in the child that is to become what it says, and None when the tests have ended."""
    for name in IMPORTED:
        importlib.import_module(name)
    if threading.active_count() != 1:
        msg = f"an import has started a thread, which a fork would lose: {threading.enumerate()}"
        raise RuntimeError(msg)
    gc.collect()
    gc.freeze()
    with channel, channel.makefile("r") as orders:
        for line in orders:
            order = json.loads(line)
            if start := order.get("start"):
                if (pid := os.fork()) == 0:
                    return start
                answer = {"pid": pid}
            else:
                answer = {"code": _exit_code(order["poll"])}
            channel.sendall(json.dumps(answer).encode() + b"\n")
    return None


def _exit_code(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _become(order: dict[str, Any]) -> None:
    """Turn this child into the process that was asked for."""
    os.setsid()
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, int(signal.SIGKILL))
    for name, number in (("output", 1), ("errors", 2)):
        file = os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    os.chdir(order["cwd"])
    locale = {name: value for name, value in os.environ.items() if name == "LC_CTYPE"}  # as Python sets it
    os.environ.clear()
    os.environ.update(locale | order["environment"])
    time.tzset()
    if kind := os.environ.get("PYTHONWARNINGS"):
        warnings.simplefilter(kind)  # type: ignore[arg-type] - as the interpreter takes it
    sys.path[0] = order["cwd"]
    sys.argv = [order["module"], *order["arguments"]]


if __name__ == "__main__":
    becomes = _serve(socket.socket(fileno=int(sys.argv[1])))
    if becomes is not None:
        _become(becomes)
        runpy.run_module(becomes["module"], run_name="__main__", alter_sys=True)
