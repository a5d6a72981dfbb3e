"""The front page for now: a read-only list of what is coming and what went out. It names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.store import overview, switches
from reminders.web.pages import page, stylesheet

if TYPE_CHECKING:
    from reminders.services.context import Context

ROWS = 50


def make_router(context: Context) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/")
    def front() -> HTMLResponse:
        """Show the next and the latest messages."""
        with context.db.read() as tx:
            now = context.clock.now()
            return page(
                "staff/overview.html",
                now=now,
                coming=overview.coming(tx, now, ROWS),
                latest=overview.latest(tx, ROWS),
                paused=switches.PAUSE_ALL in switches.switches_on(tx),
            )

    @router.get("/reminders.css")
    def css() -> Response:
        """Serve the stylesheet."""
        return Response(stylesheet(), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    return router
