"""Asks a person to prove again who they are before what cannot be taken back."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import UseError
from reminders.services.staff.access.confirm import confirm_person
from reminders.services.staff.sign_in import ThrottledError
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, session_cookie, text_of
from reminders.web.requests.proxies import address_of
from reminders.web.staff.current_user import Enroller
from reminders.web.staff.sign_in import local_path

router = APIRouter()


@router.get("/confirm")
def ask(user: Enroller, next_url: str = "") -> HTMLResponse:
    """Ask for the password or a code."""
    return user.page("staff/confirm.html", next_url=local_path(next_url), errors={})


@router.post("/confirm")
def confirm(user: Enroller, form: Form) -> Response:
    """Take it and go on."""
    token, next_url = user.request.cookies[session_cookie(user.request)], local_path(text_of(form, "next_url"))
    try:
        proof, address = text_of(form, "proof"), address_of(user.request)
        confirm_person(user.context, user.staff, token, proof, address, actor=user.actor)
    except UseError as error:
        status = 429 if isinstance(error, ThrottledError) else 403
        return user.page("staff/confirm.html", status=status, next_url=next_url, errors={"proof": str(error)})
    return redirect(next_url or "/")
