"""Health: is the process up, may it be given work, and how does the service stand."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse

from reminders.core.staff.client_address import is_public
from reminders.fhir_keys import fhir_key_set
from reminders.services.upkeep.health import check_beat, check_database, check_disk
from reminders.services.upkeep.service_numbers import metrics_text
from reminders.telemetry.exposition import CONTENT_TYPE
from reminders.web.requests.proxies import address_of
from reminders.worker.startup import NotYetError, StartError, check_broker

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Response

    from reminders.config import Settings
    from reminders.services.context import Context

BROKER_PATIENCE_SECONDS = 2
_KEYS_KEPT_SECONDS = 300


def make_router(context: Context, settings: Settings) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> PlainTextResponse:
        """Answer while the process is up."""
        return PlainTextResponse("ok")

    @router.get("/readyz")
    def readyz(request: Request) -> JSONResponse:
        """Answer 200 only when database, broker and beat are as they should be; say what is wrong otherwise.

        The internet gets the status alone: a load balancer or a monitor that asks from there needs no more.
        """
        checks = {"database": check_database(context) or "ok"}
        if not settings.broker_is_in_process:
            checks["broker"] = _check_broker(settings)
        if checks["database"] == "ok":
            if full := check_disk(context):
                checks["disk"] = full
            checks["beat"] = check_beat(context, settings.tick_seconds) or "ok"
        ready = all(state == "ok" for state in checks.values())
        told = {} if is_public(address_of(request)) else {"checks": checks}
        return JSONResponse({"ready": ready} | told, status_code=200 if ready else 503)

    @router.get("/.well-known/jwks.json")
    def jwks() -> JSONResponse:
        """Answer the public keys that FHIR servers check our sign-in by."""
        minute = int(context.clock.monotonic() // 60)
        return JSONResponse(published(minute), headers={"Cache-Control": f"public, max-age={_KEYS_KEPT_SECONDS}"})

    @lru_cache(maxsize=1)  # files are read once a minute, however often anyone asks
    def published(_minute: int) -> dict[str, Any]:
        return fhir_key_set(settings)

    if settings.metrics_port is None:
        router.get("/metrics")(_metrics(context))
    return router


def _metrics(context: Context) -> Callable[[], Response]:
    def metrics() -> Response:
        """Answer with counts for Prometheus; none of them is about a person."""
        return PlainTextResponse(metrics_text(context), media_type=CONTENT_TYPE)

    return metrics


def _check_broker(settings: Settings) -> str:
    try:
        check_broker(settings, BROKER_PATIENCE_SECONDS)
    except (StartError, NotYetError):
        return "Redis cannot be reached"
    return "ok"
