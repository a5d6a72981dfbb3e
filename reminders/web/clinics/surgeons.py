"""The clinic's list of surgeons: add, rename, retire. For admins."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError
from reminders.services.clinics.surgeons import add_surgeon, list_surgeons, rename_surgeon, retire_surgeon
from reminders.services.forms.fields import FieldError
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Admin, CurrentUser, RowId

router = APIRouter()


@router.get("/settings/surgeons")
def show(user: Admin) -> HTMLResponse:
    """List the surgeons."""
    return _page(user)


@router.post("/settings/surgeons")
def add(user: Admin, form: Form) -> Response:
    """Add a surgeon."""
    name = text_of(form, "name")
    try:
        add_surgeon(user.context, user.clinic, name, actor=user.actor)
    except FieldError as error:
        return _page(user, name=name[:200], errors={"name": error}, status=422)
    return redirect("/settings/surgeons?done=saved")


@router.post("/settings/surgeons/{surgeon_id}/rename")
def rename(user: Admin, form: Form, surgeon_id: RowId) -> Response:
    """Rename a surgeon."""
    try:
        rename_surgeon(user.context, user.clinic, surgeon_id, text_of(form, "name"), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except FieldError as error:
        return _page(user, errors={f"name-{surgeon_id}": error}, status=422)
    return redirect("/settings/surgeons?done=saved")


@router.post("/settings/surgeons/{surgeon_id}/retire")
def retire(user: Admin, form: Form, surgeon_id: RowId) -> Response:
    """Retire a surgeon, or restore one."""
    back = text_of(form, "action") == "restore"
    try:
        retire_surgeon(user.context, user.clinic, surgeon_id, actor=user.actor, back=back)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect("/settings/surgeons?done=saved")


def _page(
    user: CurrentUser, *, name: str = "", errors: dict[str, FieldError] | None = None, status: int = 200
) -> HTMLResponse:
    return user.page(
        "staff/surgeons.html",
        status=status,
        surgeons=list_surgeons(user.context, user.clinic),
        name=name,
        errors=errors or {},
    )
