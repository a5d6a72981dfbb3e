"""Everything in one process: web in the main thread, the Celery worker and beat in threads, the in-memory transport.

For a small practice on SQLite. The truth is in the database, so what the in-memory broker forgets at the end of the
process costs nothing.
"""

from __future__ import annotations

import socket
import threading
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn
from celery.beat import Service
from celery.worker import WorkController
from filelock import FileLock, Timeout
from kombu.exceptions import OperationalError
from sqlalchemy import make_url
from starlette.concurrency import run_in_threadpool

from reminders.celery_app import THREADS, make_app
from reminders.config import IN_PROCESS_BROKER, SettingsError
from reminders.core.replies.replies import load_words
from reminders.services.upkeep.service_numbers import metrics_text
from reminders.telemetry import tracing
from reminders.telemetry.exposition import serve_metrics
from reminders.web.app import make_web_app
from reminders.web.requests.connections import PatientProtocol
from reminders.web.upkeep.watching import watching
from reminders.worker import tasks
from reminders.worker.debounce import Debouncer
from reminders.worker.traced_ticks import trace_ticks

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from celery import Celery
    from fastapi import FastAPI

    from reminders.config import Settings
    from reminders.services.context import Context

log = structlog.get_logger(__name__)

STOP_SECONDS = 5.0
DRAIN_SECONDS = 30.0


class _Worker(WorkController):
    """A Celery worker that tells when it listens. `worker_ready` is not sent outside Celery's own command."""

    ready: threading.Event

    def on_consumer_ready(self, consumer: Any) -> None:
        """Note that the worker listens."""
        del consumer
        self.ready.set()


@contextmanager
def only_one(settings: Settings) -> Generator[None]:
    """Hold the lock of this SQLite database; a second `up` on it is refused.

    Raises:
        SettingsError: another process holds it.

    """
    if not settings.is_sqlite:
        yield
        return
    database = make_url(settings.database_url).database or "reminders.db"
    lock = FileLock(f"{Path(database).resolve()}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SettingsError(f"another `reminders up` is running on {database}; stop that one first") from None
    try:
        yield
    finally:
        lock.release()


def bind(host: str, port: int) -> socket.socket:
    """Take the port before anything starts.

    Raises:
        SettingsError: the address or port cannot be used.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = error.strerror or "not possible"
        raise SettingsError(f"cannot listen on {host}:{port} ({reason}); choose another: --port or PORT") from None
    return listener


def run_up(context: Context, settings: Settings, listener: socket.socket) -> None:
    """Serve, tick and send until the process is told to stop."""
    settings = settings.model_copy(update={"broker_url": IN_PROCESS_BROKER})
    celery = make_app(settings)
    celery.set_default()
    tasks.process_context.put(context)
    tasks.STOPPING.clear()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        stop = await run_in_threadpool(_start, celery)
        yield
        await run_in_threadpool(stop)

    warn_of_proxy(settings)
    tracing.switch_on(settings.otel_exporter_otlp_endpoint, "up", settings.otel_traces_sampler_arg)
    trace_ticks()
    app = make_web_app(context, settings, lifespan=lifespan, wake=_waker(celery))
    with watching(context), serving_metrics(context, settings, listener):
        serve(app, listener)


def warn_of_proxy(settings: Settings) -> None:
    """Log when a proxy must stand before us and is not named: every visitor would have its address."""
    if settings.public_url.startswith("https:") and not settings.trusted_proxies:
        log.warning("trusted_proxies_not_set", todo="set TRUSTED_PROXIES to the network of your proxy")


def run_web(context: Context, settings: Settings, listener: socket.socket) -> None:
    """Serve the web side only; workers and beat are processes of their own."""
    warn_of_proxy(settings)
    tracing.switch_on(settings.otel_exporter_otlp_endpoint, "web", settings.otel_traces_sampler_arg)
    app = make_web_app(context, settings, wake=_waker(make_app(settings)))
    with watching(context), serving_metrics(context, settings, listener):
        serve(app, listener)


@contextmanager
def serving_metrics(context: Context, settings: Settings, listener: socket.socket) -> Generator[None]:
    """Serve metrics on METRICS_PORT, if one is set, at the address where the web side listens."""
    if settings.metrics_port is None:
        yield
        return
    stop = serve_metrics(listener.getsockname()[0], settings.metrics_port, lambda: metrics_text(context))
    try:
        yield
    finally:
        stop()


def _waker(celery: Celery) -> Debouncer:
    """Return what wakes a delivery at once; a broker that does not answer costs nothing but the wait for a tick."""

    def send(lane: str) -> None:
        try:
            celery.send_task(tasks.DELIVER, args=[lane], queue=lane, expires=tasks.WAKE_UP_EXPIRES, retry=False)
        except (OperationalError, OSError) as error:
            log.warning("broker_does_not_answer", problem=type(error).__name__)

    return Debouncer(send)


def serve(app: FastAPI, listener: socket.socket) -> None:
    """Run the web server on a bound socket. Its access log is off: paths may hold a patient's token."""
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # what proxies say is read by `reminders.web.requests.proxies`
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _start(celery: Celery) -> Any:
    """Start worker and beat in threads; return what stops them."""
    ready = threading.Event()
    _Worker.ready = ready
    worker = _Worker(
        app=celery,
        pool_cls="threads",
        concurrency=THREADS,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
        quiet=True,
    )
    beat = Service(celery, scheduler_cls="celery.beat:Scheduler", max_interval=1)
    threads = [
        threading.Thread(target=worker.start, name="worker", daemon=True),
        threading.Thread(target=beat.start, kwargs={"embedded_process": False}, name="beat", daemon=True),
    ]
    threads[0].start()
    ready.wait(DRAIN_SECONDS)
    threads[1].start()
    celery.send_task(tasks.TICK)  # beat's own first tick comes only after its interval
    # Pages do not wait for the word lists, more than half of what it takes to start; the first text would.
    threading.Thread(target=load_words, name="word lists", daemon=True).start()
    log.info("ready", threads=THREADS)

    def stop() -> None:
        tasks.STOPPING.set()
        beat.stop(wait=False)
        worker.stop(in_sighandler=False)
        for thread in threads:
            thread.join(STOP_SECONDS)
        log.info("stopped")

    return stop
