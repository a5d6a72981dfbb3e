"""One's own second factor: setting it up, new recovery codes, removing it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import UseError
from reminders.services.staff.access.passkeys import passkeys_work
from reminders.services.staff.access.second_factor import (
    confirm_app,
    factor_state,
    propose_app,
    remove_factor,
    renew_recovery_codes,
)
from reminders.web.pages.pages import redirect
from reminders.web.pages.qr_code import qr_code
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import CurrentUser, RecentEnroller

router = APIRouter()

PAGE = "/account/second-factor"


@router.get(PAGE)
def show(user: RecentEnroller) -> HTMLResponse:
    """Show how it stands, or what to set an app up with."""
    return factor_page(user)


@router.post(PAGE)
def confirm(user: RecentEnroller, form: Form) -> HTMLResponse:
    """Take the app's first code."""
    try:
        codes = confirm_app(user.context, user.staff, text_of(form, "code"), actor=user.actor)
    except UseError as error:
        return factor_page(user, errors={"code": str(error)})
    return factor_page(user, codes=codes)


@router.post(PAGE + "/codes")
def renew(user: RecentEnroller, form: Form) -> HTMLResponse:
    """Show new recovery codes."""
    del form
    try:
        codes = renew_recovery_codes(user.context, user.staff, actor=user.actor)
    except UseError as error:
        return factor_page(user, errors={"code": str(error)})
    return factor_page(user, codes=codes)


@router.post(PAGE + "/remove")
def remove(user: RecentEnroller, form: Form) -> Response:
    """Sign in with the password alone from now on."""
    del form
    try:
        remove_factor(user.context, user.clinic, user.staff, actor=user.actor)
    except UseError as error:
        return factor_page(user, errors={"remove": str(error)})
    return redirect("/account?done=saved")


def factor_page(
    user: CurrentUser, *, errors: dict[str, str] | None = None, codes: list[str] | None = None
) -> HTMLResponse:
    """Show one's second factor, with recovery codes that are shown this once."""
    state = factor_state(user.context, user.clinic, user.staff)
    works = passkeys_work(user.context)
    values: dict[str, Any] = {"state": state, "codes": codes, "errors": errors or {}, "works": works}
    if not state.has_app:
        setup = propose_app(user.context, user.staff, actor=user.actor)
        values |= {"seed": setup.seed, "picture": qr_code(setup.uri, "QR code")}
    return user.page("staff/second_factor.html", status=422 if errors else 200, **values)
