"""Passkeys: made on the account's page, used at the sign-in. Both need the browser's script; every other way stays."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks, Request, Response
from fastapi.responses import HTMLResponse

from reminders.core.model.errors import UseError
from reminders.services.staff.access.passkeys import (
    LASTS,
    add_passkey,
    ask_passkey,
    begin_passkey,
    remove_passkey,
    sign_in_by_passkey,
)
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, session_cookie, set_cookie, text_of
from reminders.web.staff.browser import browser_of, go_in
from reminders.web.staff.current_user import RecentEnroller
from reminders.web.staff.second_factor import PAGE, factor_page
from reminders.web.staff.sign_in import local_path, refused

router = APIRouter()


@router.post("/sign-in/passkey/options")
def ask(request: Request, form: Form) -> Response:
    """Give the browser a question for its passkeys."""
    del form
    return _question(request, *ask_passkey(request.app.state.context))


@router.post("/sign-in/passkey")
def sign_in(request: Request, form: Form, later: BackgroundTasks) -> Response:
    """Take the answer and open the session."""
    waiting, next_url = request.cookies.get(session_cookie(request), ""), local_path(text_of(form, "next_url"))
    try:
        token, answer = request.cookies.get(_cookie(request), ""), text_of(form, "answer")
        signed_in = sign_in_by_passkey(request.app.state.context, token, answer, browser_of(request), waiting)
    except UseError as error:
        return refused(request, "staff/sign_in.html", error, next_url=next_url)
    return go_in(request, later, signed_in, next_url)


@router.post(f"{PAGE}/passkeys/options")
def begin(user: RecentEnroller, form: Form) -> Response:
    """Give the browser what it makes a passkey with."""
    del form
    return _question(user.request, *begin_passkey(user.context, user.staff, actor=user.actor))


@router.post(f"{PAGE}/passkeys")
def add(user: RecentEnroller, form: Form) -> HTMLResponse:
    """Keep the new passkey."""
    token, answer = user.request.cookies.get(_cookie(user.request), ""), text_of(form, "answer")
    try:
        codes = add_passkey(user.context, user.staff, token, answer, browser_of(user.request), actor=user.actor)
    except UseError as error:
        return factor_page(user, errors={"passkeys": str(error)})
    return factor_page(user, codes=codes)


@router.post(f"{PAGE}/passkeys/remove")
def remove(user: RecentEnroller, form: Form) -> Response:
    """Delete one of one's passkeys."""
    try:
        remove_passkey(user.context, user.clinic, user.staff, text_of(form, "passkey"), actor=user.actor)
    except UseError as error:
        return factor_page(user, errors={"passkeys": str(error)})
    return redirect(f"{PAGE}?done=saved")


def _question(request: Request, options: str, token: str) -> Response:
    answer = Response(options, media_type="application/json")
    set_cookie(request, answer, _cookie(request), token, int(LASTS.total_seconds()))
    return answer


def _cookie(request: Request) -> str:
    return "__Host-passkey" if request.app.state.secure else "passkey"
