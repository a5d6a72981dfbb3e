"""Whoever floods the web server crowds out only themselves: it answers, keeps its memory and goes on."""

from __future__ import annotations

import os
import resource
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING
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


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let this process open as many connections as a flood has."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, before[1]), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.fixture
def site(programs: Programs) -> tuple[Program, int]:
    """Start the service with a container's limit of open files."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(programs.folder),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    program = programs.start("up", [sys.executable, "-m", "reminders", "up", "--port", str(port)], environment)
    wait_until(lambda: answers(port))
    return program, port


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=15) as answer:
            return answer.status == 200
    except OSError:
        return False


def memory(program: Program) -> int:
    return psutil.Process(program.process.pid).memory_info().rss


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


@pytest.mark.usefixtures("many_files")
def test_connections_that_ask_for_nothing_are_closed_for_those_that_do(site: tuple[Program, int]):
    program, port = site
    with ExitStack() as stack:
        for _ in range(HALF_OPEN):
            half_open = stack.enter_context(closing(connect(port)))
            half_open.sendall(b"POST /sign-in HTTP/1.1\r\nHost: ")
        assert [answers(port) for _ in range(10)] == [True] * 10
        wait_until(lambda: len(psutil.Process(program.process.pid).net_connections("tcp")) <= MAX_WAITING + 20)
    assert memory(program) < MEMORY


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

    with ThreadPoolExecutor(20) as threads:
        said = list(threads.map(post, range(200)))
        assert all(answers(port) for _ in range(5))
    assert {found[9:12] for found in said} <= {b"413", b"303", b"404", b"", b"closed"[9:]}
    assert memory(program) < MEMORY
    assert program.runs
    assert "Traceback" not in program.text
