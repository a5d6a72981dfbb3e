"""Signing in and out, and the language of the pages."""

from __future__ import annotations

import math
import secrets
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Request, Response
from fastapi.responses import HTMLResponse

from reminders.core.model.errors import UseError
from reminders.core.staff.second_factor import Needs
from reminders.data import DEFAULT_LANGUAGE
from reminders.services.staff.access.passkeys import passkeys_work
from reminders.services.staff.sign_in import ThrottledError, sign_in, sign_out, speak
from reminders.web.pages.navigation import is_refusal, sentence
from reminders.web.pages.pages import page, redirect
from reminders.web.pages.translations import site_languages
from reminders.web.requests.forms import Form, csrf_of, form_cookie, session_cookie, set_cookie, text_of, visitor_cookie
from reminders.web.staff.browser import browser_of, go_in, keep_session
from reminders.web.staff.current_user import Enroller

router = APIRouter()

STEPS = {Needs.CODE: "/sign-in/code", Needs.SETUP: "/sign-in/set-up"}
"""Where a sign-in goes on that needs more than the password."""


@router.get("/sign-in")
def ask(request: Request, next_url: str = "", done: str = "") -> HTMLResponse:
    """Show the form."""
    return signed_out_page(
        request,
        "staff/sign_in.html",
        next_url=local_path(next_url),
        done=sentence(done),
        refused=is_refusal(done),
    )


@router.post("/sign-in")
def submit_sign_in(request: Request, form: Form, later: BackgroundTasks) -> Response:
    """Open a session, or say that email or password is wrong; which of them is not told."""
    email, next_url = text_of(form, "email"), local_path(text_of(form, "next_url"))
    try:
        signed_in = sign_in(request.app.state.context, email, text_of(form, "password"), browser_of(request))
    except UseError as error:
        return refused(request, "staff/sign_in.html", error, email=email[:200], next_url=next_url)
    if signed_in.needs is None:
        return go_in(request, later, signed_in, next_url)
    answer = redirect(f"{STEPS[signed_in.needs]}?next_url={quote(next_url)}")
    keep_session(request, answer, signed_in)
    return answer


@router.post("/sign-out")
def submit_sign_out(user: Enroller, form: Form) -> Response:
    """End the session."""
    del form
    sign_out(user.context, user.clinic, user.request.cookies[session_cookie(user.request)], actor=user.actor)
    answer = redirect("/sign-in?done=signed-out")
    answer.delete_cookie(session_cookie(user.request), secure=user.request.app.state.secure, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.post("/language")
def choose_language(user: Enroller, form: Form) -> Response:
    """Show the pages in another language from now on."""
    language = text_of(form, "language")
    if language in site_languages():
        speak(user.context, user.staff, language, actor=user.actor)
    return redirect(local_path(text_of(form, "next_url")) or "/")


def refused(request: Request, template: str, failure: UseError, **values: Any) -> HTMLResponse:
    """Render the form again: 403, or 429 with the seconds to wait when there were too many attempts."""
    wait = failure.wait if isinstance(failure, ThrottledError) else None
    answer = signed_out_page(request, template, status=429 if wait else 403, error=str(failure), **values)
    if wait:
        answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return answer


def signed_out_page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page for someone who is not signed in, with a token for its form."""
    tied = form_cookie(request)
    visitor = tied or secrets.token_urlsafe(18)
    context = request.app.state.context
    sso, passkeys = context.sso, passkeys_work(context)
    values = {
        "done": None,
        "refused": False,
        "error": None,
        "email": "",
        "next_url": "",
        "sso": sso.provider and sso.name,
        **values,
    }
    values = {"passkeys": passkeys, **values}
    answer = page(template, status=status, language=browser_language(request), csrf=csrf_of(visitor), **values)
    if not tied:
        set_cookie(request, answer, visitor_cookie(request), visitor)
    return answer


def browser_language(request: Request) -> str:
    """Return the first of our languages that the browser asks for."""
    preferred = [
        part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")
    ]
    return next((language for language in preferred if language in site_languages()), DEFAULT_LANGUAGE)


def local_path(text: str) -> str:
    """Return a path of this site, or nothing: a link must not lead away from here after signing in."""
    inside = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isascii() and text.isprintable()
    return text if inside else ""
