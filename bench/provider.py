"""A Twilio and a mail server that cost almost nothing, in one process: `python -m bench.provider [LATENCY_SECONDS]`.

The stand-ins of the tests check what they are told; these only count, so that they are not what is measured. It prints
its two ports. `GET /stats` tells how many texts and emails came, how many of them twice, and when.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_TO = re.compile(rb"(?:^|&)To=([^&]*)")


@dataclass
class Counted:
    """What came in. `moments` are wall-clock seconds of the first and the last one."""

    seen: set[str] = field(default_factory=set)
    doubled: int = 0
    first: float = 0.0
    last: float = 0.0

    def count(self, what: str) -> None:
        """Count one message."""
        self.last = time.time()
        self.first = self.first or self.last
        self.doubled += what in self.seen
        self.seen.add(what)

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"count": len(self.seen), "doubled": self.doubled, "first": self.first, "last": self.last}


class Provider:
    """The counters, and how long every answer to a text takes."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.texts, self.emails = Counted(), Counted()

    def answer(self, head: bytes, body: bytes) -> tuple[bytes, bool]:
        """Return the answer to a request, and whether it is to be late."""
        if head.startswith(b"GET /stats"):
            return _http(200, json.dumps({"texts": self.texts.as_dict(), "emails": self.emails.as_dict()})), False
        if head.startswith(b"POST /reset"):
            self.latency = float(body)
            self.texts, self.emails = Counted(), Counted()
            return _http(200, "{}"), False
        to = _TO.search(body)
        receiver = unquote_plus(to.group(1).decode()) if to else ""
        self.texts.count(receiver)
        sid = f"SM{len(self.texts.seen):032x}"
        resource = {"sid": sid, "to": receiver, "status": "queued", "body": "", "error_code": None, "num_segments": "1"}
        return _http(201, json.dumps(resource)), True


class Texts(asyncio.Protocol):
    """One HTTP connection."""

    def __init__(self, provider: Provider) -> None:
        self._provider, self._buffer = provider, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            stop = end + 4 + (int(length.group(1)) if length else 0)
            if len(self._buffer) < stop:
                return
            answer, is_late = self._provider.answer(head, self._buffer[end + 4 : stop])
            self._buffer = self._buffer[stop:]
            if is_late and self._provider.latency:
                asyncio.get_running_loop().call_later(self._provider.latency, self._transport.write, answer)
            else:
                self._transport.write(answer)


class Emails(asyncio.Protocol):
    """One SMTP connection, without any of the checks."""

    def __init__(self, provider: Provider) -> None:
        self._provider, self._buffer, self._receiver, self._in_content = provider, b"", "", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = transport
        transport.write(b"220 bench ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every line, and every content as one."""
        self._buffer += data
        while True:
            end_mark = b"\r\n.\r\n" if self._in_content else b"\r\n"
            end = self._buffer.find(end_mark)
            if end < 0:
                return
            line, self._buffer = self._buffer[:end], self._buffer[end + len(end_mark) :]
            self._transport.write(self._reply(line))

    def _reply(self, line: bytes) -> bytes:
        if self._in_content:
            self._in_content = False
            self._provider.emails.count(self._receiver)
            return b"250 2.0.0 taken\r\n"
        word = line[:4].upper()
        if word == b"RCPT":
            self._receiver = line.decode()
        if word == b"DATA":
            self._in_content = True
            return b"354 go on\r\n"
        if word == b"EHLO":  # as nearly every mail server offers it
            return b"250-bench\r\n250 PIPELINING\r\n"
        return b"221 bye\r\n" if word == b"QUIT" else b"250 bench\r\n"


def _http(status: int, body: str) -> bytes:
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


async def main(latency: float) -> None:
    """Serve until ended."""
    provider = Provider(latency)
    loop = asyncio.get_running_loop()
    texts = await loop.create_server(lambda: Texts(provider), "127.0.0.1", 0, backlog=512)
    emails = await loop.create_server(lambda: Emails(provider), "127.0.0.1", 0, backlog=512)
    print(*(server.sockets[0].getsockname()[1] for server in (texts, emails)), flush=True)
    await asyncio.gather(texts.serve_forever(), emails.serve_forever())


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0))
