"""Setting a password by a link that works once: after an invitation, or when it was forgotten."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import UseError
from reminders.core.staff.staff_name import UnusableNameError
from reminders.services.staff.invite import ask_for_reset, find_invited, take_up
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.browser import browser_of, keep_device
from reminders.web.staff.sign_in import signed_out_page

router = APIRouter()


@router.get("/forgot")
def ask(request: Request) -> HTMLResponse:
    """Show the form that asks for a link."""
    return signed_out_page(request, "staff/forgot.html", asked=False)


@router.post("/forgot")
def send(request: Request, form: Form, later: BackgroundTasks) -> HTMLResponse:
    """Send a link if someone has that email; the answer is the same, and as quick, if no one has."""
    later.add_task(ask_for_reset, request.app.state.context, text_of(form, "email"), browser_of(request))
    return signed_out_page(request, "staff/forgot.html", asked=True)


@router.get("/welcome/{token}")
def show(request: Request, token: str) -> HTMLResponse:
    """Show the form that sets a password."""
    return _welcome(request, token, 200)


@router.post("/welcome/{token}")
def set_password(request: Request, form: Form, token: str) -> Response:
    """Set it, and at the first time what the person is called."""
    name = text_of(form, "name") if "name" in form else None
    try:
        device = take_up(request.app.state.context, token, text_of(form, "password"), name)
    except UseError as error:
        field = "name" if isinstance(error, UnusableNameError) else "password"
        return _welcome(request, token, 422, name=name, errors={field: str(error)})
    answer = redirect("/sign-in?done=password-set")
    keep_device(request, answer, device)
    return answer


def _welcome(
    request: Request, token: str, status: int, *, name: str | None = None, errors: dict[str, str] | None = None
) -> HTMLResponse:
    member = find_invited(request.app.state.context, token)
    shown = (member.name or "") if name is None and member else (name or "")[:200]
    values = {"member": member, "token": token, "name": shown, "errors": errors or {}}
    return signed_out_page(request, "staff/welcome.html", status=status if member else 404, **values)
