"""A receiver of OTLP over HTTP: it reads protobuf as a collector does, and keeps the raw bytes."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Span:
    """One span as it arrived; ids in hexadecimal, `links` as (trace, span)."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    nanoseconds: int
    attributes: dict[str, str]
    links: tuple[tuple[str, str], ...]


@dataclass
class Received:
    """What came in so far."""

    address: str = ""
    raw: list[bytes] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    @property
    def spans(self) -> list[Span]:
        return [span for body in list(self.raw) for span in _read(body)]

    def of(self, message_id: str) -> dict[str, Span]:
        """Return the spans of a message's trace by name; of those that come twice, as receipts do, the last."""
        return {span.name: span for span in self.spans if span.trace == message_id.replace("-", "")}


@contextmanager
def receiving() -> Iterator[Received]:
    """Run a receiver on a port of its own."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            received.raw.append(self.rfile.read(int(self.headers["Content-Length"])))
            received.paths.add(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    received.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()


def _read(body: bytes) -> Iterator[Span]:
    request = ExportTraceServiceRequest.FromString(body)
    for process in request.resource_spans:
        service = {item.key: item.value.string_value for item in process.resource.attributes}["service.name"]
        for span in (one for scope in process.scope_spans for one in scope.spans):
            assert not span.events, "an event could hold what an error says"
            yield Span(
                service,
                span.name,
                span.trace_id.hex(),
                span.span_id.hex(),
                span.parent_span_id.hex(),
                span.end_time_unix_nano - span.start_time_unix_nano,
                {item.key: item.value.string_value for item in span.attributes},
                tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
            )
