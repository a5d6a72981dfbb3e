"""Builds the web application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from reminders.web import health, overview, own_page, unsubscribe
from reminders.web.headers import SecurityHeaders

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from reminders.config import Settings
    from reminders.services.context import Context


def make_web_app(
    context: Context,
    settings: Settings,
    *,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
) -> FastAPI:
    """Build the application on a context."""
    app = FastAPI(title="Reminders", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(SecurityHeaders)
    app.include_router(health.make_router(context, settings))
    app.include_router(overview.make_router(context))
    app.include_router(own_page.make_router(context))
    app.include_router(unsubscribe.make_router(context))
    return app
