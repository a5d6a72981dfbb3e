"""Signing in and out, and the language of the pages."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from reminders.core.model.errors import UseError
from reminders.services.staff.sign_in import ThrottledError, sign_in, sign_out, speak
from reminders.web.pages.navigation import sentence
from reminders.web.pages.pages import page, see
from reminders.web.pages.translations import LANGUAGES
from reminders.web.requests.forms import Form, csrf_of, form_cookie, session_cookie, set_cookie, text_of, visitor_cookie
from reminders.web.staff.signed import Enroller

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request, came_for: str = "", done: str = "") -> HTMLResponse:
    """Show the form."""
    return visitor_page(request, "staff/sign_in.html", came_for=local_path(came_for), done=sentence(done))


@router.post("/sign-in")
def enter(request: Request, form: Form) -> Response:
    """Open a session, or say that email or password is wrong; which of them is not told."""
    email, came_for = text_of(form, "email"), local_path(text_of(form, "came_for"))
    address = request.client.host if request.client else ""
    try:
        token = sign_in(request.app.state.context, email, text_of(form, "password"), address)
    except UseError as error:
        status = 429 if isinstance(error, ThrottledError) else 403
        values = {"email": email[:200], "came_for": came_for, "error": str(error)}
        return visitor_page(request, "staff/sign_in.html", status=status, **values)
    answer = see(came_for or "/")
    set_cookie(request, answer, session_cookie(request), token)
    return answer


@router.post("/sign-out")
def leave(signed: Enroller, form: Form) -> Response:
    """End the session."""
    del form
    sign_out(signed.context, signed.clinic, signed.request.cookies[session_cookie(signed.request)], actor=signed.actor)
    answer = see("/sign-in?done=signed-out")
    answer.delete_cookie(session_cookie(signed.request), secure=signed.request.app.state.secure, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.post("/language")
def choose_language(signed: Enroller, form: Form) -> Response:
    """Show the pages in another language from now on."""
    language = text_of(form, "language")
    if language in LANGUAGES:
        speak(signed.context, signed.staff, language, actor=signed.actor)
    return see(local_path(text_of(form, "came_for")) or "/")


def visitor_page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page for somebody who is not signed in, with a token for its form."""
    tied = form_cookie(request)
    visitor = tied or secrets.token_urlsafe(18)
    values = {"done": None, "error": None, "email": "", "came_for": "", **values}
    answer = page(template, status=status, language=browser_language(request), csrf=csrf_of(visitor), **values)
    if not tied:
        set_cookie(request, answer, visitor_cookie(request), visitor)
    return answer


def browser_language(request: Request) -> str:
    """Return the first of our languages that the browser asks for."""
    wanted = [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((language for language in wanted if language in LANGUAGES), "en")


def local_path(text: str) -> str:
    """Return a path of this site, or nothing: a link must not lead away from here after signing in."""
    inside = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isascii() and text.isprintable()
    return text if inside else ""
