"""The Celery app: queues, acknowledgments, serializer. No tasks here.

The broker only wakes people up: messages carry no ids and no patient data, and losing or doubling one costs at most
a tick. The settings were tried with killed workers and with a killed, flushed and half-open Redis.
"""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.beat import SchedulingError
from celery.signals import beat_init, setup_logging, worker_init
from kombu.entity import Queue
from kombu.exceptions import OperationalError

from reminders.config import Settings, SettingsError, load_settings
from reminders.core.sending.lanes import Lane
from reminders.observability import configure_logging
from reminders.telemetry import tracing
from reminders.telemetry.exposition import MetricsPortError, serve_metrics
from reminders.wiring import build_database
from reminders.worker.liveness import touch_from_loops
from reminders.worker.schedule import beat_schedule
from reminders.worker.startup import StartError, await_broker, await_database, require_redis
from reminders.worker.traced_ticks import trace_ticks

SYSTEM_QUEUE = "system"
TASK_LIMIT = timedelta(seconds=120)
THREADS = 2 + len(Lane)
"""One for ticks, one for settling, one for each lane: `tasks` runs one of each at a time, so none waits for another."""

_TALK_OF_THE_BROKER = ("celery.beat", "celery.worker.consumer.consumer")


def make_app(settings: Settings) -> Celery:
    """Build the app for the settings; nothing connects."""
    broker, transport = settings.broker_url, None
    if not settings.broker_is_in_process:
        from reminders.worker.transport import (  # 6 MB that the in-process broker need not pay
            TRANSPORT,
            checked_url,
        )

        broker, transport = checked_url(broker), TRANSPORT
    app = Celery("reminders", broker=broker, include=["reminders.worker.tasks"])
    app.conf.update(
        broker_transport=transport,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,  # a thread takes its next message when it is done with this one: see also broker.py
        task_default_queue=SYSTEM_QUEUE,
        task_queues=[Queue(name) for name in (SYSTEM_QUEUE, *Lane)],
        task_create_missing_queues=False,
        task_time_limit=TASK_LIMIT.total_seconds(),
        worker_pool="threads",  # a prefork child is not told of a SIGTERM, and could not give back what it holds
        worker_concurrency=THREADS,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_transport_options(settings),
        beat_scheduler="celery.beat:Scheduler",  # keeps no schedule file
        beat_max_loop_interval=1,
        beat_schedule=beat_schedule(settings.tick_seconds, settings.settle_after_seconds),
        timezone="UTC",
    )
    return app


def production_app() -> Celery:
    """Build the app of a worker or beat process, or end the process with one sentence that says what is missing."""
    try:
        settings = _require_broker(load_settings())
        require_redis(settings)
    except (SettingsError, StartError) as error:
        sys.exit(f"reminders: {error}")

    def log(**_: object) -> None:
        configure_logging(settings.log_format)
        for name in _TALK_OF_THE_BROKER:
            logging.getLogger(name).addFilter(_in_one_line)

    def begin_work(**_: object) -> None:
        log()
        _check_or_exit(settings)
        _serve_metrics_or_exit(settings)
        tracing.switch_on(settings.otel_exporter_otlp_endpoint, "worker", settings.otel_traces_sampler_arg)

    def begin_ticks(**_: object) -> None:
        """Begin without keys or database: a tick is a wake-up for a worker, which does what there is to do."""
        log()
        _await_broker_or_exit(settings)
        _serve_metrics_or_exit(settings)
        tracing.switch_on(settings.otel_exporter_otlp_endpoint, "beat", settings.otel_traces_sampler_arg)
        trace_ticks()

    setup_logging.connect(log, weak=False)
    worker_init.connect(begin_work, weak=False)
    beat_init.connect(begin_ticks, weak=False)
    app = make_app(settings)
    if settings.liveness_file is not None:
        touch_from_loops(app, settings.liveness_file)
    return app


def _in_one_line(record: logging.LogRecord) -> bool:
    """Leave out the traceback of a broker that went away: its first line says all, and Celery tries again."""
    from redis.exceptions import RedisError  # 6 MB that the in-process broker need not pay

    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, OSError | RedisError | OperationalError | SchedulingError):
        record.msg, record.args, record.exc_info = record.getMessage().splitlines()[0], (), None
    return True


def _check_or_exit(settings: Settings) -> None:
    """Wait for what can come back; end the process over what cannot. No connection stays open."""
    try:
        database = build_database(settings)
    except SettingsError as error:
        sys.exit(f"reminders: {error}")
    try:
        await_database(database, settings)
    except StartError as error:
        sys.exit(f"reminders: {error}")
    finally:
        database.close()
    _await_broker_or_exit(settings)


def _await_broker_or_exit(settings: Settings) -> None:
    try:
        await_broker(settings)
    except StartError as error:
        sys.exit(f"reminders: {error}")


def _serve_metrics_or_exit(settings: Settings) -> None:
    if settings.metrics_port is None:
        return
    try:
        serve_metrics(settings.host, settings.metrics_port)
    except MetricsPortError as error:
        sys.exit(f"reminders: {error}")


def _require_broker(settings: Settings) -> Settings:
    if settings.broker_is_in_process:
        raise SettingsError(
            "BROKER_URL is missing: worker and beat are processes of their own and need a broker, for example "
            "redis://localhost:6379/0; to run all in one process: reminders up"
        )
    return settings


def _transport_options(settings: Settings) -> dict[str, object]:
    if settings.broker_is_in_process:
        return {"polling_interval": 0.1}
    return {
        "socket_timeout": 15,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,
    }


def __getattr__(name: str) -> Any:
    """Make `celery -A reminders.celery_app` work from an installed wheel without reading settings at import."""
    if name == "app":
        return production_app()
    raise AttributeError(name)
