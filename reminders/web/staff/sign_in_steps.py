"""The second step of signing in: a code, or setting up an authenticator app."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks, Request, Response

from reminders.core.model.errors import UseError
from reminders.core.staff.second_factor import Needs
from reminders.services.staff.access.sign_in_steps import (
    StartAgainError,
    begin_setup,
    finish_setup,
    finish_sign_in,
    waits_for,
)
from reminders.web.pages.pages import redirect
from reminders.web.pages.qr_code import qr_code
from reminders.web.requests.forms import Form, session_cookie, text_of
from reminders.web.staff.browser import browser_of, go_in, keep_session
from reminders.web.staff.sign_in import local_path, refused, signed_out_page

router = APIRouter()


@router.get("/sign-in/code")
def ask_code(request: Request, next_url: str = "") -> Response:
    """Ask for a code of the second factor."""
    if waits_for(request.app.state.context, _token(request)) is not Needs.CODE:
        return redirect("/sign-in")
    return signed_out_page(request, "staff/sign_in_code.html", next_url=local_path(next_url))


@router.post("/sign-in/code")
def take_code(request: Request, form: Form, later: BackgroundTasks) -> Response:
    """Take it and open the session."""
    next_url = local_path(text_of(form, "next_url"))
    try:
        opened = finish_sign_in(request.app.state.context, _token(request), text_of(form, "code"), browser_of(request))
    except StartAgainError:
        return redirect("/sign-in?done=sign-in-again")
    except UseError as error:
        return refused(request, "staff/sign_in_code.html", error, next_url=next_url)
    return go_in(request, later, opened, next_url)


@router.get("/sign-in/set-up")
def ask_setup(request: Request, next_url: str = "") -> Response:
    """Show what to set an authenticator app up with."""
    return _setup_page(request, local_path(next_url))


@router.post("/sign-in/set-up")
def take_setup(request: Request, form: Form) -> Response:
    """Take the app's first code, open the session and show the recovery codes."""
    next_url = local_path(text_of(form, "next_url"))
    try:
        opened, codes = finish_setup(
            request.app.state.context, _token(request), text_of(form, "code"), browser_of(request)
        )
    except StartAgainError:
        return redirect("/sign-in?done=sign-in-again")
    except UseError as error:
        return _setup_page(request, next_url, str(error))
    answer = signed_out_page(request, "staff/sign_in_set_up.html", codes=codes, next_url=next_url or "/")
    keep_session(request, answer, opened)
    return answer


def _setup_page(request: Request, next_url: str, error: str | None = None) -> Response:
    setup = begin_setup(request.app.state.context, _token(request))
    if setup is None:
        return redirect("/sign-in")
    values = {"next_url": next_url, "error": error, "seed": setup.seed, "picture": qr_code(setup.uri, "QR code")}
    return signed_out_page(request, "staff/sign_in_set_up.html", status=422 if error else 200, codes=None, **values)


def _token(request: Request) -> str:
    return request.cookies.get(session_cookie(request), "")
