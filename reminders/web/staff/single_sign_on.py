"""Single sign-on: to the identity provider and back."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks, Request, Response

from reminders.core.model.errors import UseError
from reminders.services.staff.access.single_sign_on import LASTS, begin_single_sign_on, finish_single_sign_on
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import set_cookie
from reminders.web.staff.browser import browser_of, go_in
from reminders.web.staff.sign_in import local_path, refused

router = APIRouter()


@router.get("/sign-in/sso")
def begin(request: Request, next_url: str = "", again: str = "") -> Response:
    """Send the browser to the provider; with `again` the person must sign in there again."""
    try:
        url, token = begin_single_sign_on(request.app.state.context, local_path(next_url), again=again == "yes")
    except UseError as error:
        return refused(request, "staff/sign_in.html", error)
    answer = redirect(url)
    set_cookie(request, answer, _cookie(request), token, int(LASTS.total_seconds()))
    return answer


@router.get("/sign-in/sso/callback")
def finish(request: Request, later: BackgroundTasks, code: str = "", state: str = "") -> Response:
    """Take the provider's answer and open the session."""
    token, context = request.cookies.get(_cookie(request), ""), request.app.state.context
    try:
        signed_in, next_url = finish_single_sign_on(context, token, state, code, browser_of(request))
    except UseError as error:
        return refused(request, "staff/sign_in.html", error)
    answer = go_in(request, later, signed_in, next_url)
    answer.delete_cookie(_cookie(request), secure=request.app.state.secure, httponly=True)
    return answer


def _cookie(request: Request) -> str:
    return "__Host-sso" if request.app.state.secure else "sso"
