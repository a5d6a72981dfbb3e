"""The smallest HTTP/1.1 server that can also be rude: answer late, answer rubbish, or hang up without a word."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(frozen=True, slots=True)
class Request:
    """One parsed request. Header names are lower-case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The form-encoded body; of a repeated name the last value counts."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `hang_up` closes the connection instead of sending it."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    hang_up: bool = False

    def encode(self) -> bytes:
        """The bytes on the wire."""
        phrase = HTTPStatus(self.status).phrase
        head = f"HTTP/1.1 {self.status} {phrase}\r\nContent-Type: {self.content_type}\r\n"
        return f"{head}Content-Length: {len(self.body)}\r\n\r\n".encode() + self.body


def parse(head: bytes, body: bytes = b"") -> Request:
    """Parse a request head (without its blank line)."""
    lines = head.decode("latin-1").split("\r\n")
    method, target, _version = lines[0].split(" ", 2)
    path, _, query = target.partition("?")
    pairs = (line.partition(":") for line in lines[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Request(method, unquote(path), dict(parse_qsl(query, keep_blank_values=True)), headers, body)


class Connection(asyncio.Protocol):
    """One kept-open connection. Requests on it are answered one after the other, as HTTP/1.1 demands."""

    def __init__(self, handle: Callable[[Request], Answer | Awaitable[Answer]], open_: set[Connection]) -> None:
        """`handle` answers a request, at once or as an awaitable; `open_` lists the live connections."""
        self._handle = handle
        self._open = open_
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        """Forget it; a handler still at work is left to finish, as a provider would."""
        self._transport = None
        self._open.discard(self)

    def close(self) -> None:
        """Hang up at once."""
        if self._task is not None:
            self._task.cancel()
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Collect bytes and answer what is complete."""
        self._buffer += data
        if self._task is None:
            self._work()

    def _next(self) -> Request | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        request = parse(self._buffer[:end])
        stop = end + 4 + int(request.headers.get("content-length", "0"))
        if len(self._buffer) < stop:
            return None
        body = self._buffer[end + 4 : stop]
        self._buffer = self._buffer[stop:]
        return Request(request.method, request.path, request.query, request.headers, body)

    def _work(self) -> None:
        while self._transport is not None and (request := self._next()) is not None:
            answer = self._handle(request)
            if not isinstance(answer, Answer):
                self._task = asyncio.ensure_future(self._later(answer))
                return
            self._send(answer)

    async def _later(self, answer: Awaitable[Answer]) -> None:
        result = await answer
        self._task = None
        self._send(result)
        self._work()

    def _send(self, answer: Answer) -> None:
        if self._transport is None:
            return
        if answer.hang_up:
            self._transport.close()
            self._transport = None
        else:
            self._transport.write(answer.encode())
