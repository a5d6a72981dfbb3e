"""Traces by OpenTelemetry, if OTEL_EXPORTER_OTLP_ENDPOINT is set: one message is one trace, in whatever process.

The trace's id is the message's own, so that no context travels with rows or receipts. What a span may say is `About`
and nothing else: ids of ours, a step, a channel, a lane, an outcome, a reason. Off, nothing is imported and
nothing is done.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from fastapi.telemetry import TelemetryConfig

    from reminders.telemetry.exporting import Spans

log = structlog.get_logger(__name__)

TRACEPARENT: Final = "traceparent"
"""The header by which a task names the span that started it: random numbers, as W3C Trace Context writes them."""

ASKED_AT: Final = "asked_at"
"""The header that says when, in ns since 1970."""

PREFIX: Final = "reminders."
INSTALL: Final = 'pip install "reminders[otel]", or unset OTEL_EXPORTER_OTLP_ENDPOINT'
FASTAPI: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""What FastAPI is told: spans of its own would hold paths with patients' tokens, and its logs what an error says."""

_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class About:
    """All that a span may say. What is neither an id nor a word of our own, such as a number or a name, is left out."""

    message_id: str
    attempt_id: str | None = None
    step: str | None = None
    channel: str | None = None
    lane: str | None = None
    outcome: str | None = None
    reason: str | None = None
    """Why it did not leave; of a reason that names a fact of the patient's (`missing_fact:NAME`), the first word."""

    def attributes(self) -> dict[str, str]:
        """Return what is known, by the names that spans have."""
        known = {item.name: getattr(self, item.name) for item in fields(self)}
        known["reason"] = self.reason and self.reason.partition(":")[0]
        return {PREFIX + name: str(value) for name, value in known.items() if _may_be_told(name, value)}


@dataclass(frozen=True, slots=True)
class _Wake:
    """What made this process look for messages: the span of it, and when it asked, in ns since 1970."""

    traceparent: str
    asked_at: int


spans: Spans | None = None
"""What makes spans. None: off, and who asks this first does no work for one, not even a call."""

_wake: ContextVar[_Wake | None] = ContextVar("wake", default=None)


def switch_on(endpoint: str | None, role: str, ratio: float = 1.0) -> None:
    """Export the spans of this process to an OTLP receiver over HTTP; without an `endpoint` nothing happens.

    `role` is web, worker, beat or up. `ratio` of the messages are traced, the same ones in every process. Where the
    extra `otel` is not installed, one line says so, and the process goes on without.
    """
    global spans  # noqa: PLW0603 one exporter per process, as there is one registry of metrics
    if endpoint is None or spans is not None:
        return
    try:
        from reminders.telemetry.exporting import Spans  # with 15 MB that a process without traces need not pay
    except ImportError as error:
        log.warning("traces_are_off", missing=error.name, todo=INSTALL)
    else:
        spans = Spans(endpoint, role, ratio)


def switch_off() -> None:
    """Export what waits, and make no more spans. The end of a process does it by itself."""
    global spans
    ended, spans = spans, None
    if ended is not None:
        ended.close()


def is_on() -> bool:
    """Return True if spans are made; asked before anything is worked out for one."""
    return spans is not None


def note_planned(messages: Iterable[About], began: datetime, ended: datetime) -> None:
    """Begin the trace of each message. A plan that is rolled back leaves traces of messages that never were."""
    if spans is not None:
        for about in messages:
            spans.add("plan", about, began, ended, is_root=True)


def note(name: str, about: About, began: datetime, ended: datetime, *, woken: bool = False) -> None:
    """Note what was done about a message, in its trace; `woken`: with the wait since a tick asked for it, linked."""
    if spans is None:
        return
    wake = _wake.get() if woken else None
    if wake is not None:
        asked = min(datetime.fromtimestamp(wake.asked_at / 1e9, UTC), began)
        spans.add("wake", About(about.message_id, lane=about.lane), asked, began, link=wake.traceparent)
    spans.add(name, about, began, ended)


@contextmanager
def job(name: str, parent: object = None) -> Generator[str | None]:
    """Make a span of a job that is about no single message; yield what names it to the tasks that it starts.

    `parent` is the header of the task that started it.
    """
    if spans is None:
        yield None
        return
    with spans.job(name, parent if isinstance(parent, str) else None) as named:
        yield named


@contextmanager
def woken_by(named: object, asked_at: object) -> Generator[None]:
    """Remember what started this task while it runs: two headers of its own."""
    if spans is None or not isinstance(named, str) or not isinstance(asked_at, int):
        yield
        return
    token = _wake.set(_Wake(named, asked_at))
    try:
        yield
    finally:
        _wake.reset(token)


def _may_be_told(name: str, value: str | None) -> bool:
    if value is None:
        return False
    return (_ID if name.endswith("_id") else _WORD).fullmatch(value) is not None
