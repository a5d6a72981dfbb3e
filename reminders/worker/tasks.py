"""The Celery tasks: one call each into a service. Arguments name a lane and nothing else."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
from celery import current_app, current_task, shared_task
from celery.signals import worker_init, worker_shutdown, worker_shutting_down
from sqlalchemy.exc import OperationalError

from reminders.config import load_settings
from reminders.core.model.errors import SetupError
from reminders.core.sending.lanes import Lane
from reminders.services.alerts.escalate import escalate
from reminders.services.api.deliver_webhooks import deliver_webhooks
from reminders.services.clinics.care.starts import begin_due
from reminders.services.fhir.poll_due import poll_due, write_due
from reminders.services.records.purge import purge
from reminders.services.sending.deliver import deliver
from reminders.services.sending.reconcile import reconcile
from reminders.services.sending.tick import tick
from reminders.services.upkeep.watch import watch
from reminders.telemetry import tracing
from reminders.wiring import build_context, close_context, load_senders
from reminders.worker.single_flight import SingleFlight
from reminders.worker.startup import first_line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from reminders.services.context import Context

log = structlog.get_logger(__name__)

TICK = "reminders.tick"
DELIVER = "reminders.deliver"
WATCH = "reminders.watch"
ESCALATE = "reminders.escalate"
PURGE = "reminders.purge"
SETTLE = "reminders.settle"
WEBHOOKS = "reminders.webhooks"
FHIR = "reminders.fhir"
CARE = "reminders.care"

WAKE_UP_EXPIRES = 60
"""A wake-up that waited a minute is worthless: every tick makes new ones."""

STOPPING = threading.Event()
"""Set when this process has been asked to stop: deliveries give back what they have not started."""


class _Holder:
    """Keeps one context per process. Nothing in it connects before a task uses it, so a fork shares no connection."""

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

    def close(self) -> None:
        with self._lock:
            context, self._context = self._context, None
        if context is not None:
            close_context(context)


process_context = _Holder()


_deliveries: dict[str, SingleFlight] = {lane.value: SingleFlight() for lane in Lane}
_reconciling = threading.Lock()
_posting = threading.Lock()
_polling = threading.Lock()


@worker_init.connect
def on_start(**_: object) -> None:
    """Build before the worker takes jobs what the first ones would wait for. Nothing connects."""
    try:
        process_context.get()
        load_senders(load_settings())
    except SetupError as error:
        sys.exit(f"reminders: {error}")


@worker_shutting_down.connect
def on_shutdown(**_: object) -> None:
    """Let running deliveries know that the process is ending."""
    STOPPING.set()


@worker_shutdown.connect
def on_end(**_: object) -> None:
    """Take leave of database and providers once the last task has ended."""
    process_context.close()


def _wake(lane: str, named: str | None = None) -> None:
    """Start a delivery; `named` is the span of what asks for it, if there is one."""
    send: Callable[..., object] = current_app.send_task  # pyright: ignore[reportAssignmentType] a proxy of the app
    headers = {tracing.TRACEPARENT: named, tracing.ASKED_AT: time.time_ns()} if named else None
    send(DELIVER, args=[lane], queue=lane, expires=WAKE_UP_EXPIRES, headers=headers)


def _header(name: str) -> object:
    """Return a header of the task that runs, None where there is none or no traces are made."""
    if not tracing.is_on() or not current_task:
        return None
    request: Any = current_task.request  # Celery ships no types
    return request.get(name)


@contextmanager
def _database_may_fail() -> Generator[None]:
    """Make one line of a database that does not answer: the rows are as they were, and the next tick tries again."""
    try:
        yield
    except OperationalError as error:
        log.error("database_does_not_answer", problem=first_line(error), look_at="DATABASE_URL")  # noqa: TRY400 one line


@shared_task(name=TICK)
def tick_task() -> None:
    """Sweep, and wake as many deliveries as the backlog needs."""
    with _database_may_fail(), tracing.job("tick", _header(tracing.TRACEPARENT)) as named:
        for lane, wake_ups in tick(process_context.get()).items():
            for _ in range(wake_ups):
                _wake(lane, named)


@shared_task(name=ESCALATE)
def escalate_task() -> None:
    """Tell the next one on call of every alert that no one has taken on."""
    with _database_may_fail():
        if escalate(process_context.get()):
            _wake(Lane.URGENT)


@shared_task(name=WATCH)
def watch_task() -> None:
    """Tell a person when nothing leaves although it is due, and when that is over."""
    with _database_may_fail():
        watch(process_context.get())


@shared_task(name=DELIVER)
def deliver_task(lane: str) -> None:
    """Send what is due in one lane, unless this process is at it already."""
    delivery = _deliveries[lane]
    if not delivery.take():
        return
    try:
        with _database_may_fail(), tracing.woken_by(_header(tracing.TRACEPARENT), _header(tracing.ASKED_AT)):
            deliver(process_context.get(), lane, stopping=STOPPING.is_set)
    finally:
        should_continue = delivery.end()
    if should_continue and not STOPPING.is_set():
        _wake(lane)


@shared_task(name=PURGE)
def purge_task() -> None:
    """Delete what has served its time, once a day."""
    with _database_may_fail():
        settings = load_settings()
        purge(process_context.get(), settings.keep_words, settings.keep_audit)


@shared_task(name=CARE)
def care_task() -> None:
    """Note which care plans and wordings have gone live at their time."""
    with _database_may_fail():
        begin_due(process_context.get())


@shared_task(name=SETTLE)
def reconcile_task() -> None:
    """Settle what is of unknown outcome, unless this process is at it already."""
    if not _reconciling.acquire(blocking=False):
        return
    try:
        with _database_may_fail():
            reconcile(process_context.get(), stopping=STOPPING.is_set)
    finally:
        _reconciling.release()


@shared_task(name=WEBHOOKS)
def webhooks_task() -> None:
    """Tell other systems of what changed, unless this process is at it already."""
    if not _posting.acquire(blocking=False):
        return
    try:
        with _database_may_fail():
            deliver_webhooks(process_context.get(), stopping=STOPPING.is_set)
    finally:
        _posting.release()


@shared_task(name=FHIR)
def fhir_task() -> None:
    """Read what changed on FHIR servers that are due, and write back, unless this process is at it already."""
    if not _polling.acquire(blocking=False):
        return
    try:
        with _database_may_fail():
            poll_due(process_context.get())
            write_due(process_context.get(), stopping=STOPPING.is_set)
    finally:
        _polling.release()
