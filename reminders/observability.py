"""Structured logs without patient data, and metrics.

A log line names rows by our own random ids. Everything else that could be about a patient is refused by name and by
shape before it is written: a net below the rule, not instead of it.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import structlog

from reminders.data import book

if TYPE_CHECKING:
    from collections.abc import Collection, MutableMapping

REDACTED = "[redacted]"
# Each begins where a word begins and has an end: a line of any length takes time in proportion to its length.
_USER_OF_ADDRESS = re.compile(r"(?<!\w)(\w[\w+.-]{0,30}://)[^\s/@\"'<>]{1,200}@")
_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,320}@(?:[\w-]{1,63}\.){1,8}\w{1,63}")
_PHONE = re.compile(r"\+\d{7,15}\b|(?<![\w.-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])")
_TOKEN_PATH = re.compile(r"(/(?:[ruak]|welcome)/)[A-Za-z0-9_-]{8,}")
_DEEPEST = 4
_QUIET = (
    "alembic",
    "celery.app.trace",  # a line per tick would bury what matters
    "celery.beat",
    "celery.worker.strategy",
    "sqlalchemy.engine",
    "twilio",
)


def configure_logging(log_format: str, level: int = logging.INFO) -> None:
    """Send all logs to standard error, as `text` or `json`, through the redaction filter."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Remove what names a patient from one log event."""
    for key, value in event.items():
        if key in _private_names():
            event[key] = REDACTED
        else:
            event[key] = _redact_value(value)
    return event


def _redact_value(value: Any, depth: int = 0) -> Any:
    """Remove what names a patient from a value, however it is packed."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, bytes | bytearray):
        return redact_text(bytes(value).decode(errors="replace"))
    if depth >= _DEEPEST and isinstance(value, Mapping | list | tuple | set | frozenset):
        return REDACTED
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, Any]", value).items()
        return {key: REDACTED if key in _private_names() else _redact_value(inner, depth + 1) for key, inner in pairs}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redact_value(inner, depth + 1) for inner in cast("Collection[Any]", value)]
    return redact_text(str(value)) if isinstance(value, BaseException) else value


@cache
def _private_names() -> frozenset[str]:
    return book("private_names").words("private")


def redact_text(text: str) -> str:
    """Remove addresses, numbers, passwords of servers and link tokens from a text; a server's own name stays."""
    text = _USER_OF_ADDRESS.sub(rf"\1{REDACTED}@", text)
    text = _EMAIL.sub(REDACTED, text)
    text = _PHONE.sub(REDACTED, text)
    return _TOKEN_PATH.sub(rf"\1{REDACTED}", text)
