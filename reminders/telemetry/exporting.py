"""Makes spans and hands them to an OTLP receiver over HTTP. Only tracing.py imports it, and only when traces are on."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from uuid import UUID

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

from reminders import __version__

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from reminders.telemetry.tracing import About

MAX_WAITING: Final = 16_384
"""Spans that wait to be exported: the plans of a thousand patients. More are dropped; nothing waits for them."""

_TRACEPARENT: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])")


class _Ids(IdGenerator):
    """Random ids, except for the root of a message's trace."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()
        self._next = threading.local()

    @contextmanager
    def root(self, trace: int, span: int) -> Generator[None]:
        """Give these ids to the span that this thread starts within."""
        self._next.ids = (trace, span)
        try:
            yield
        finally:
            self._next.ids = None

    def generate_trace_id(self) -> int:
        """Return the id of a new trace."""
        ids: tuple[int, int] | None = getattr(self._next, "ids", None)
        return ids[0] if ids else self._random.generate_trace_id()

    def generate_span_id(self) -> int:
        """Return the id of a new span."""
        ids: tuple[int, int] | None = getattr(self._next, "ids", None)
        return ids[1] if ids else self._random.generate_span_id()


class Spans:
    """The spans of one process."""

    def __init__(self, endpoint: str, role: str, ratio: float) -> None:
        """Begin to export. Which messages are traced follows from their ids, so every process traces the same."""
        # Never the global provider: FastAPI would make spans with it, named after paths that hold patients' tokens.
        self._ids = _Ids()
        about = {"service.name": f"reminders-{role}", "service.namespace": "reminders", "service.version": __version__}
        self._provider = TracerProvider(
            sampler=TraceIdRatioBased(ratio), resource=Resource.create(about), id_generator=self._ids
        )
        logging.getLogger(OTLPSpanExporter.__module__).setLevel(logging.ERROR)  # its first tries need no line each
        exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=MAX_WAITING))
        self._tracer = self._provider.get_tracer("reminders", __version__)

    def add(
        self,
        name: str,
        about: About,
        began: datetime,
        ended: datetime,
        *,
        is_root: bool = False,
        link: str | None = None,
    ) -> None:
        """Add a span to the trace of a message."""
        trace, root = UUID(about.message_id).int, _root_of(about.message_id)
        linked = _context_of(link)
        links = [Link(linked)] if linked else []
        start, end = _nanoseconds(began), _nanoseconds(max(began, ended))
        if is_root:
            with self._ids.root(trace, root):
                span = self._tracer.start_span(name, attributes=about.attributes(), links=links, start_time=start)
        else:
            parent = set_span_in_context(NonRecordingSpan(_remote(trace, root)))
            span = self._tracer.start_span(name, parent, attributes=about.attributes(), links=links, start_time=start)
        span.end(end)

    @contextmanager
    def job(self, name: str, parent: str | None) -> Generator[str]:
        """Make a span of its own trace, or of its parent's; yield its traceparent."""
        started_by = _context_of(parent)
        span = self._tracer.start_span(name, set_span_in_context(NonRecordingSpan(started_by)) if started_by else None)
        made = span.get_span_context()
        try:
            yield f"00-{made.trace_id:032x}-{made.span_id:016x}-{int(made.trace_flags):02x}"
        finally:
            span.end()

    def close(self) -> None:
        """Export what waits, and end."""
        self._provider.shutdown()


def _root_of(message_id: str) -> int:
    """Return the id that the first span of a message's trace has, in whatever process."""
    return int.from_bytes(hashlib.sha256(message_id.encode()).digest()[:8]) or 1


def _remote(trace: int, span: int) -> SpanContext:
    return SpanContext(trace, span, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))


def _context_of(traceparent: str | None) -> SpanContext | None:
    parts = _TRACEPARENT.fullmatch(traceparent or "")
    return _remote(int(parts[1], 16), int(parts[2], 16)) if parts else None


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
