"""One-click unsubscribe from email (RFC 8058): a GET shows a button, since scanners fetch links; a POST does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from reminders.services.consent.unsubscribe import LinkReader, find_reader, keep_emails, unsubscribe
from reminders.web.pages.dead_link import dead_link
from reminders.web.pages.pages import page
from reminders.web.pages.patient_language import language_values

if TYPE_CHECKING:
    from reminders.services.context import Context


def make_router(context: Context) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/u/{token}")
    def ask(request: Request, token: str, language: str = "") -> HTMLResponse:
        """Show the button, or how to undo; change nothing."""
        reader = find_reader(context, token)
        return _answer(request, reader, token, language, "stopped" if reader and reader.can_undo else "ask")

    @router.post("/u/{token}")
    def do(request: Request, token: str, language: str = "") -> HTMLResponse:
        """Stop email for this patient; a second time changes nothing."""
        return _answer(request, unsubscribe(context, token), token, language, "stopped")

    @router.post("/u/{token}/undo")
    def undo(request: Request, token: str, language: str = "") -> HTMLResponse:
        """Go on with email, if it was stopped by this link."""
        return _answer(request, keep_emails(context, token), token, language, "kept")

    return router


def _answer(request: Request, reader: LinkReader | None, token: str, asked: str, state: str) -> HTMLResponse:
    if reader is None:
        return dead_link(request)
    home = f"/u/{token}"
    values = language_values(reader.clinic, reader.language, asked, home)
    answer = page("patient/unsubscribe.html", reader=reader, home=home, state=state, **values)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
