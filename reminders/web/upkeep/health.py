"""Health: is the process up, may it be given work, and how does the service stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from reminders.services.staff.access.failures import REGISTRY
from reminders.services.upkeep.health import check_beat, check_database, check_disk, read_status
from reminders.worker.startup import NotYetError, StartError, check_broker

if TYPE_CHECKING:
    from fastapi import Response

    from reminders.config import Settings
    from reminders.core.upkeep.service_status import ServiceStatus
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
        checks = {"database": check_database(context) or "ok"}
        if not settings.broker_is_in_process:
            checks["broker"] = _check_broker(settings)
        if checks["database"] == "ok":
            if full := check_disk(context):
                checks["disk"] = full
            checks["beat"] = check_beat(context, settings.tick_seconds) or "ok"
        ready = all(state == "ok" for state in checks.values())
        return JSONResponse({"ready": ready, "checks": checks}, status_code=200 if ready else 503)

    @router.get("/metrics")
    def metrics() -> Response:
        """Answer with counts for Prometheus; none of them is about a person."""
        now = context.clock.now().timestamp()
        return PlainTextResponse(_metrics(read_status(context), now), media_type=CONTENT_TYPE_LATEST)

    return router


def _check_broker(settings: Settings) -> str:
    try:
        check_broker(settings, BROKER_PATIENCE_SECONDS)
    except (StartError, NotYetError):
        return "Redis cannot be reached"
    return "ok"


def _metrics(status: ServiceStatus, now: float) -> str:
    registry = CollectorRegistry()
    last_seen = status.beat_last_seen.timestamp() if status.beat_last_seen else 0.0
    values = {
        "due_messages": ("Messages that should leave now.", status.due),
        "oldest_due_seconds": ("How late the oldest due message is.", status.oldest_due_seconds or 0),
        "sending_messages": ("Messages on the wire.", status.sending),
        "unconfirmed_messages": ("Messages whose outcome is unknown.", status.unconfirmed),
        "failed_messages_24h": ("Messages that failed within a day.", status.failed_24h),
        "open_alerts": ("Alerts that wait for a person.", status.open_alerts),
        "unheard_alerts": ("Urgent alerts that have not been acknowledged.", status.unheard_alerts),
        "oldest_alert_seconds": ("How long the oldest open alert has waited.", status.oldest_alert_seconds or 0),
        "beat_age_seconds": ("Time since the last tick.", now - last_seen if last_seen else -1),
    }
    for name, (text, value) in values.items():
        Gauge(f"reminders_{name}", text, registry=registry).set(value)
    return (generate_latest(registry) + generate_latest(REGISTRY)).decode()
