"""Where somebody on call says "I am on it". A GET only asks: mail programs and scanners fetch links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from reminders.services.acknowledge import acknowledge_notice, open_notice
from reminders.web.pages import page

if TYPE_CHECKING:
    from reminders.services.acknowledge import NoticePage
    from reminders.services.context import Context


def make_router(context: Context) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/k/{token}")
    def ask(token: str) -> HTMLResponse:
        """Show the button; change nothing."""
        return _answer(open_notice(context, token), done=False)

    @router.post("/k/{token}")
    def do(token: str) -> HTMLResponse:
        """Acknowledge; a second time changes little."""
        return _answer(acknowledge_notice(context, token), done=True)

    return router


def _answer(notice: NoticePage | None, *, done: bool) -> HTMLResponse:
    if notice is None:
        return page("patient/unknown_link.html", status=404)
    return page("staff/notice.html", notice=notice, language=notice.clinic.language_list[0], done=done)
