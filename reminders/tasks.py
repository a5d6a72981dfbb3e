"""The Celery tasks: one call each into a service. Arguments name a lane and nothing else."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from celery import current_app, shared_task
from celery.signals import worker_shutting_down

from reminders.config import load_settings
from reminders.services.deliver import deliver
from reminders.services.tick import tick
from reminders.wiring import build_context

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.services.context import Context

TICK = "reminders.tick"
DELIVER = "reminders.deliver"

WAKE_UP_EXPIRES = 60
"""A wake-up that waited a minute is worthless: every tick makes new ones."""

STOPPING = threading.Event()
"""Set when this process has been asked to stop: deliveries give back what they have not started."""


class _Holder:
    """Keeps one context per process, built at the first task, so that nothing is shared over a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._context: Context | None = None

    def get(self) -> Context:
        with self._lock:
            if self._context is None:
                self._context = build_context(load_settings())
            return self._context

    def put(self, context: Context | None) -> None:
        with self._lock:
            self._context = context


process_context = _Holder()


@worker_shutting_down.connect
def on_shutdown(**_: object) -> None:
    """Let running deliveries know that the process is ending."""
    STOPPING.set()


def _wake(lane: str) -> None:
    send: Callable[..., object] = current_app.send_task  # pyright: ignore[reportAssignmentType] a proxy of the app
    send(DELIVER, args=[lane], queue=lane, expires=WAKE_UP_EXPIRES)


@shared_task(name=TICK)
def tick_task() -> None:
    """Sweep, and wake as many deliveries as the backlog needs."""
    for lane, wake_ups in tick(process_context.get()).items():
        for _ in range(wake_ups):
            _wake(lane)


@shared_task(name=DELIVER)
def deliver_task(lane: str) -> None:
    """Send what is due in one lane."""
    deliver(process_context.get(), lane, stopping=STOPPING.is_set)
