"""The API as an application of its own: its refusals are problems, and nothing of the staff site reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from reminders.telemetry.tracing import FASTAPI
from reminders.web.api import contract, enrollments, hl7, messages, problems
from reminders.web.api.caller import RateLimit

if TYPE_CHECKING:
    from reminders.config import Settings
    from reminders.services.context import Context


def make_api(context: Context, settings: Settings) -> FastAPI:
    """Build what is mounted at `/api/v1`."""
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, telemetry=FASTAPI)
    api.state.context = context
    api.state.rate_limit = RateLimit(settings.api_per_second)
    problems.add_to(api)
    for module in (contract, enrollments, hl7, messages):
        api.include_router(module.router)
    return api
