"""One-click unsubscribe from email (RFC 8058): a GET shows a button, since scanners fetch links; a POST does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from reminders.core.language.known_languages import spoken_on_pages
from reminders.services.consent.unsubscribe import find_reader, unsubscribe
from reminders.web.pages.dead_link import dead_link
from reminders.web.pages.pages import page

if TYPE_CHECKING:
    from reminders.services.context import Context


def make_router(context: Context) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/u/{token}")
    def ask(request: Request, token: str) -> HTMLResponse:
        """Show the button; change nothing."""
        reader = find_reader(context, token)
        if reader is None:
            return dead_link(request)
        return page("patient/unsubscribe.html", reader=reader, language=spoken_on_pages(reader.language), done=False)

    @router.post("/u/{token}")
    def do(request: Request, token: str) -> HTMLResponse:
        """Stop email for this patient; a second time changes nothing."""
        reader = unsubscribe(context, token)
        if reader is None:
            return dead_link(request)
        return page("patient/unsubscribe.html", reader=reader, language=spoken_on_pages(reader.language), done=True)

    return router
