"""Structured logs without patient data, and metrics.

A log line names rows by our own random ids. Everything else that could be about a patient is refused by name and by
shape before it is written: a net below the rule, not instead of it.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

REDACTED = "[redacted]"
_PRIVATE_NAMES = frozenset(
    {
        "address",
        "body",
        "content",
        "email",
        "external_id",
        "family_name",
        "given_name",
        "name",
        "patient",
        "phone",
        "surgery_date",
        "text",
        "to",
        "token",
    }
)
_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+")
_PHONE = re.compile(r"\+\d{7,15}\b")
_TOKEN_PATH = re.compile(r"(/(?:[ruak]|welcome)/)[A-Za-z0-9_-]{8,}")
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
        if key in _PRIVATE_NAMES:
            event[key] = REDACTED
        elif isinstance(value, str):
            event[key] = redact_text(value)
    return event


def redact_text(text: str) -> str:
    """Remove addresses, numbers and link tokens from a text."""
    text = _EMAIL.sub(REDACTED, text)
    text = _PHONE.sub(REDACTED, text)
    return _TOKEN_PATH.sub(rf"\1{REDACTED}", text)
