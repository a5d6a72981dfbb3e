"""Where someone on call says "I am on it". A GET only asks: mail programs and scanners fetch links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from reminders.services.alerts.acknowledge import acknowledge_notice, open_notice
from reminders.web.pages.dead_link import dead_link
from reminders.web.pages.pages import page

if TYPE_CHECKING:
    from reminders.services.alerts.acknowledge import NoticePage
    from reminders.services.context import Context


def make_router(context: Context) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/k/{token}")
    def ask(request: Request, token: str) -> HTMLResponse:
        """Show the button; change nothing."""
        return _answer(request, open_notice(context, token), done=False)

    @router.post("/k/{token}")
    def do(request: Request, token: str) -> HTMLResponse:
        """Acknowledge; a second time changes little."""
        return _answer(request, acknowledge_notice(context, token), done=True)

    return router


def _answer(request: Request, notice: NoticePage | None, *, done: bool) -> HTMLResponse:
    if notice is None:
        return dead_link(request)
    return page("staff/notice.html", notice=notice, language=notice.clinic.language_list[0], done=done)
