"""A connection that asks for nothing is closed: after its time, or sooner when too many wait, the oldest first."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest
import uvicorn
from fastapi import FastAPI

from reminders.telemetry.tracing import FASTAPI
from reminders.web.requests import connections
from tests.standins import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST, OPENED = 5, 8


@pytest.fixture
def port() -> Iterator[int]:
    """A server with our protocol and an application that answers 404."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        app = FastAPI(telemetry=FASTAPI)
        server = uvicorn.Server(uvicorn.Config(app, http=connections.PatientProtocol, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        wait_until(lambda: server.started)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def half_open(port: int) -> socket.socket:
    stream = socket.create_connection(("127.0.0.1", port))
    stream.sendall(b"POST /sign-in HTTP/1.1\r\nHost: ")
    stream.setblocking(False)
    return stream


def is_closed(stream: socket.socket) -> bool:
    try:
        return stream.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def test_when_too_many_wait_the_oldest_are_closed_and_a_request_is_answered(port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "MAX_WAITING", MOST)
    monkeypatch.setattr(connections, "HEAD_SECONDS", 3_600.0)
    with ExitStack() as stack:
        streams = [stack.enter_context(closing(half_open(port))) for _ in range(OPENED)]
        wait_until(lambda: [is_closed(one) for one in streams] == [True] * (OPENED - MOST) + [False] * MOST)
        asking = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=30)))
        asking.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        assert asking.recv(12) == b"HTTP/1.1 404"


def test_a_head_that_does_not_come_to_its_end_in_time_closes_the_connection(port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    with closing(half_open(port)) as stream:
        wait_until(lambda: is_closed(stream))
