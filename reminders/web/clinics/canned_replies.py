"""A clinic's saved replies: list, add, edit, retire, restore. For admins."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError
from reminders.services.forms.fields import FieldError
from reminders.services.replies.canned import add_reply, change_reply, get_canned, list_all, retire_reply
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Admin, CurrentUser, RowNumber

router = APIRouter()

FIELDS = ("language", "title", "text")


@router.get("/settings/replies")
def show(user: Admin) -> HTMLResponse:
    """List them, with a form for a new one."""
    return _page(user, {"language": user.clinic.language_list[0], "title": "", "text": ""})


@router.post("/settings/replies")
def add(user: Admin, form: Form) -> Response:
    """Add a saved reply."""
    values = {name: text_of(form, name) for name in FIELDS}
    try:
        add_reply(user.context, user.clinic, **values, actor=user.actor)
    except FieldError as error:
        return _page(user, values, {error.field: error})
    return redirect("/settings/replies?done=saved")


@router.get("/settings/replies/{canned_id}")
def edit(user: Admin, canned_id: RowNumber) -> HTMLResponse:
    """Show one as a form."""
    try:
        reply = get_canned(user.context, user.clinic, canned_id)
    except NotFoundError:
        raise HTTPException(404) from None
    values = {"language": reply.language, "title": reply.title, "text": reply.text}
    return _page(user, values, canned_id=canned_id)


@router.post("/settings/replies/{canned_id}")
def change(user: Admin, form: Form, canned_id: RowNumber) -> Response:
    """Change a saved reply."""
    values = {name: text_of(form, name) for name in FIELDS}
    try:
        change_reply(user.context, user.clinic, canned_id, **values, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except FieldError as error:
        return _page(user, values, {error.field: error}, canned_id=canned_id)
    return redirect("/settings/replies?done=saved")


@router.post("/settings/replies/{canned_id}/retire")
def retire(user: Admin, form: Form, canned_id: RowNumber) -> Response:
    """Retire a saved reply, or restore it."""
    back = text_of(form, "action") == "restore"
    try:
        retire_reply(user.context, user.clinic, canned_id, actor=user.actor, back=back)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect("/settings/replies?done=saved")


def _page(
    user: CurrentUser,
    values: dict[str, str],
    errors: dict[str, FieldError] | None = None,
    canned_id: int | None = None,
) -> HTMLResponse:
    return user.page(
        "staff/canned_replies.html",
        status=422 if errors else 200,
        replies=list_all(user.context, user.clinic) if canned_id is None else [],
        canned_id=canned_id,
        values=values,
        errors=errors or {},
        spoken=user.clinic.language_list,
    )
