"""A FHIR server that answers whatever it is told: any status, any header, any bytes."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import isfinite
from typing import Any

from reminders.channels.fhir.client import FHIRClient

MAX_ANSWERS = 12
Answer = tuple[int, dict[str, str], bytes]


class AnyServer:
    """Runs on a free port of this machine until it is closed; gives its `answers` in turn, again and again."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.told = self  # type: ignore[attr-defined]
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._count = 0
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def begin(self, answers: list[Answer]) -> FHIRClient:
        """Return a client of a server with these answers."""
        self.answers, self._count = answers, 0
        return FHIRClient(self.base, timedelta(seconds=5), is_private=True, wait=_wait)

    def next(self) -> Answer:
        """Return the answer whose turn it is; after many, that nothing more is there."""
        self._count += 1
        return self.answers[self._count % len(self.answers)] if self._count < MAX_ANSWERS else (404, {}, b"{}")

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


def _wait(seconds: float) -> None:
    assert isfinite(seconds), seconds
    assert 0 <= seconds <= 30, seconds


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing of a client that hung up: answers that cannot be HTTP make it do so."""


class _Handler(BaseHTTPRequestHandler):
    server: Any
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer()

    def _answer(self) -> None:
        status, headers, body = self.server.told.next()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
