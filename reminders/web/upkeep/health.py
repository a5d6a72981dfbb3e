"""Health: is the process up, may it be given work, and how does the service stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from reminders.services.upkeep.watch_beat import beat_problem
from reminders.store.database.session import UnfitDatabaseError
from reminders.store.database.vault import WrongKeyError
from reminders.store.records import reporting
from reminders.store.upkeep.schema import require_schema
from reminders.worker.startup import NotYetError, StartError, check_broker

if TYPE_CHECKING:
    from datetime import timedelta

    from fastapi import Response

    from reminders.config import Settings
    from reminders.core.model.service_status import ServiceStatus
    from reminders.services.context import Context

BROKER_PATIENCE_SECONDS = 2


def make_router(context: Context, settings: Settings) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> PlainTextResponse:
        """Answer while the process is up."""
        return PlainTextResponse("ok")

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        """Answer 200 only when database, broker and beat are as they should be; say what is wrong otherwise."""
        checks = {"database": _check_database(context)}
        if not settings.broker_is_in_process:
            checks["broker"] = _check_broker(settings)
        if checks["database"] == "ok":
            checks["beat"] = _check_beat(context, settings.tick_seconds)
        ready = all(found == "ok" for found in checks.values())
        return JSONResponse({"ready": ready, "checks": checks}, status_code=200 if ready else 503)

    @router.get("/metrics")
    def metrics() -> Response:
        """Answer with counts for Prometheus; none of them is about a person."""
        with context.db.read() as tx:
            now = context.clock.now()
            status = reporting.service_status(tx, now)
        return PlainTextResponse(_metrics(status, now.timestamp()), media_type=CONTENT_TYPE_LATEST)

    return router


def _check_database(context: Context) -> str:
    try:
        require_schema(context.db)
    except (UnfitDatabaseError, WrongKeyError) as error:
        return str(error)
    except SQLAlchemyError:
        return "the database cannot be reached"
    return "ok"


def _check_broker(settings: Settings) -> str:
    try:
        check_broker(settings, BROKER_PATIENCE_SECONDS)
    except (StartError, NotYetError):
        return "Redis cannot be reached"
    return "ok"


def _check_beat(context: Context, tick: timedelta) -> str:
    with context.db.read() as tx:
        return beat_problem(tx, context.clock.now(), tick) or "ok"


def _metrics(status: ServiceStatus, now: float) -> str:
    registry = CollectorRegistry()
    seen = status.beat_last_seen.timestamp() if status.beat_last_seen else 0.0
    values = {
        "due_messages": ("Messages that should leave now.", status.due),
        "oldest_due_seconds": ("How late the oldest due message is.", status.oldest_due_seconds or 0),
        "sending_messages": ("Messages on the wire.", status.sending),
        "unconfirmed_messages": ("Messages whose outcome is unknown.", status.unconfirmed),
        "failed_messages_24h": ("Messages that failed within a day.", status.failed_24h),
        "open_alerts": ("Alerts that wait for a person.", status.open_alerts),
        "unheard_alerts": ("Urgent alerts that nobody has acknowledged.", status.unheard_alerts),
        "oldest_alert_seconds": ("How long the oldest open alert has waited.", status.oldest_alert_seconds or 0),
        "beat_age_seconds": ("Time since the last tick.", now - seen if seen else -1),
    }
    for name, (text, value) in values.items():
        Gauge(f"reminders_{name}", text, registry=registry).set(value)
    return generate_latest(registry).decode()
