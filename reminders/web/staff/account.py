"""A staff member's own settings."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import UseError
from reminders.services.staff.access.sessions import end_other_sessions, end_own_session, own_access
from reminders.services.staff.own_settings import change_own_settings
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, session_cookie, text_of
from reminders.web.staff.current_user import CurrentUser, Enroller, keys_cookie

router = APIRouter()

YEAR = 366 * 24 * 3600


@router.get("/account")
def show(user: Enroller) -> HTMLResponse:
    """Show one's own settings."""
    return _page(user, user.staff.name or "")


@router.post("/account/sessions")
def end_sessions(user: Enroller, form: Form) -> Response:
    """End one of one's own sessions, or all others."""
    session = text_of(form, "session")
    if session:
        end_own_session(user.context, user.staff, session, actor=user.actor)
    else:
        token = user.request.cookies[session_cookie(user.request)]
        end_other_sessions(user.context, user.staff, token, actor=user.actor)
    return redirect("/account?done=session-ended")


@router.post("/account")
def change(user: Enroller, form: Form) -> Response:
    """Change one's own settings."""
    tells_assigned = text_of(form, "tell_assigned") == "yes"
    given = text_of(form, "name") if "name" in form else user.staff.name or ""
    try:
        change_own_settings(user.context, user.staff, name=given, tell_assigned=tells_assigned, actor=user.actor)
    except UseError as error:
        return _page(user, given[:200], {"name": str(error)}, status=422)
    answer, name = redirect("/account?done=saved"), keys_cookie(user.staff)
    if text_of(form, "keys") == "yes":
        answer.delete_cookie(name)
    else:
        secure = user.request.app.state.secure
        answer.set_cookie(name, "1", max_age=YEAR, secure=secure, httponly=True, samesite="lax")
    return answer


def _page(user: CurrentUser, name: str, errors: dict[str, str] | None = None, status: int = 200) -> HTMLResponse:
    token = user.request.cookies[session_cookie(user.request)]
    access = own_access(user.context, user.staff, token)
    return user.page("staff/account.html", status=status, access=access, name=name, errors=errors or {})
