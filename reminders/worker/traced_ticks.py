"""Gives each tick that beat sends the name of a span of beat's own, in a header; for traces alone."""

from __future__ import annotations

from typing import Final

from celery.signals import before_task_publish

from reminders.telemetry import tracing

_TICK: Final = "reminders.tick"


def trace_ticks() -> None:
    """From now on, name the ticks that this process sends; without traces nothing is changed."""
    if tracing.is_on():
        before_task_publish.connect(_name, sender=_TICK, weak=False, dispatch_uid=__name__)


def _name(headers: dict[str, object], **_: object) -> None:
    with tracing.job("beat") as named:
        headers[tracing.TRACEPARENT] = named
