"""A client that floods the web server crowds out only itself: it answers, keeps its memory and goes on."""

from __future__ import annotations

import math
import os
import re
import resource
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.request import urlopen

import psutil
import pytest

from reminders.web.requests.connections import MAX_WAITING
from tests.production.processes import ROOT, Program, Programs
from tests.servers import free_port
from tests.standins import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = 250 * 1024 * 1024
HALF_OPEN = 1_100
LARGE = 10 * 1024 * 1024
ASKED = 200
HEALTHZ_SECONDS = 0.25
OPEN_FILES = 1_024
"""What a process may open where no one has raised it: without a limit of ours, half-open connections use it up."""


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let this process open as many connections as a flood has."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, before[1]), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.fixture
def site(programs: Programs) -> tuple[Program, int]:
    """Start the service with the limit of open files that a container has by default."""
    programs.forks = False  # a child would count the memory that it shares
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(programs.folder),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    program = programs.start("up", [sys.executable, "-m", "reminders", "up", "--port", str(port)], environment)
    wait_until(lambda: answers(port))
    psutil.Process(program.process.pid).rlimit(psutil.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    return program, port


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=15) as answer:
            return answer.status == 200
    except OSError:
        return False


class Asking:
    """Asks for /healthz again and again while the block runs; keeps how long each answer took, in seconds."""

    def __init__(self, port: int) -> None:
        self._port, self._ended, self.times = port, threading.Event(), list[float]()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._ended.wait(0.02):
            began = time.monotonic()
            self.times.append(time.monotonic() - began if answers(self._port) else float("inf"))

    def p99(self) -> float:
        """Return how long all but one in a hundred took at most."""
        return sorted(self.times)[math.ceil(len(self.times) * 0.99) - 1]


def memory(program: Program) -> int:
    """Return the most memory that a process ever had, in bytes: what is freed again counts for a container's limit."""
    status = Path(f"/proc/{program.process.pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


@pytest.mark.usefixtures("many_files")
def test_connections_that_ask_for_nothing_are_closed_for_those_that_do(site: tuple[Program, int]):
    program, port = site
    with ExitStack() as stack:
        for _ in range(HALF_OPEN):
            half_open = stack.enter_context(closing(connect(port)))
            half_open.sendall(b"POST /sign-in HTTP/1.1\r\nHost: ")
        with Asking(port) as asking:
            wait_until(lambda: len(asking.times) >= ASKED)
        wait_until(lambda: len(psutil.Process(program.process.pid).net_connections("tcp")) <= MAX_WAITING + 20)
    assert memory(program) < MEMORY
    assert_as_quick_as_its_machine(asking, program)


@pytest.mark.usefixtures("many_files")
def test_large_forms_of_strangers_are_refused_unread(site: tuple[Program, int]):
    program, port = site
    paths = ("/sign-in", "/enroll/file", "/webhooks/twilio/inbound", "/webhooks/twilio/status", "/u/abcdefgh")

    def post(number: int) -> bytes:
        chunked = number % 2
        length = b"Transfer-Encoding: chunked" if chunked else f"Content-Length: {LARGE}".encode()
        head = f"POST {paths[number % len(paths)]} HTTP/1.1\r\nHost: here\r\n".encode()
        kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
        piece = b"%41" * 4096
        with closing(connect(port)) as stream:
            stream.sendall(head + kind + length + b"\r\n\r\n")
            try:
                for _ in range(LARGE // len(piece)):
                    stream.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
                return stream.recv(64)
            except OSError:  # the server has closed the connection, as it should
                return b"closed"

    with ThreadPoolExecutor(20) as threads, Asking(port) as asking:
        said = list(threads.map(post, range(200)))
        wait_until(lambda: len(asking.times) >= ASKED)
    assert {found[9:12] for found in said} <= {b"413", b"303", b"404", b"", b"closed"[9:]}
    assert memory(program) < MEMORY
    assert program.runs
    assert "Traceback" not in program.text
    assert_as_quick_as_its_machine(asking, program)


def assert_as_quick_as_its_machine(asking: Asking, program: Program) -> None:
    """Every /healthz is answered, and on a machine with a core to spare 99 in 100 within a quarter of a second."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    figures = f"{len(asking.times)} asked, p99 {asking.p99() * 1000:.0f} ms, load {load:.1f} a core"
    sys.stderr.write(f"/healthz during the flood: {figures}; {memory(program) / 2**20:.0f} MB\n")
    assert max(asking.times) < float("inf")
    assert asking.p99() < HEALTHZ_SECONDS or load > 1, figures
