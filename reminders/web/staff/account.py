"""A staff member's own settings."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.services.staff.own_notices import change_own_notices
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Enroller

router = APIRouter()


@router.get("/account")
def show(user: Enroller) -> HTMLResponse:
    """Show one's own settings."""
    return user.page("staff/account.html")


@router.post("/account")
def change(user: Enroller, form: Form) -> Response:
    """Change one's own settings."""
    told = text_of(form, "tell_assigned") == "yes"
    change_own_notices(user.context, user.staff, tell_assigned=told, actor=user.actor)
    return redirect("/account?done=saved")
