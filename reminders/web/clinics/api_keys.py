"""The clinic's API keys: created and shown once, revoked. For admins."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.api.keys import Scope
from reminders.core.model.errors import NotFoundError
from reminders.services.api.keys import create_key, list_keys, revoke_key
from reminders.services.forms.fields import FieldError
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Admin, CurrentUser, RecentAdmin, RowId

router = APIRouter()


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


SCOPES = (
    (Scope.ENROLLMENTS_READ, _("View enrollments")),
    (Scope.ENROLLMENTS_WRITE, _("Enroll patients and change enrollments")),
    (Scope.MESSAGES_READ, _("View message statuses")),
    (Scope.HL7_WRITE, _("Send HL7 messages")),
)


@router.get("/settings/api-keys")
def show(user: Admin) -> HTMLResponse:
    """List the keys."""
    return _page(user)


@router.post("/settings/api-keys")
def create(user: RecentAdmin, form: Form) -> HTMLResponse:
    """Create a key and show it, this once."""
    name, is_test = text_of(form, "name"), text_of(form, "kind") == "test"
    chosen = [scope for scope in Scope if text_of(form, f"scope-{scope}") == "yes"]
    try:
        key, token = create_key(user.context, user.clinic, name, is_test=is_test, scopes=chosen, actor=user.actor)
    except FieldError as error:
        return _page(user, name=name[:200], is_test=is_test, chosen=chosen, errors={error.field: error}, status=422)
    return _page(user, token=token, created=key.name)


@router.post("/settings/api-keys/{key_id}/revoke")
def revoke(user: Admin, form: Form, key_id: RowId) -> Response:
    """Revoke a key."""
    del form
    try:
        revoke_key(user.context, user.clinic, key_id, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect("/settings/api-keys?done=key-revoked")


def _page(  # noqa: PLR0913 what the page may show
    user: CurrentUser,
    *,
    name: str = "",
    is_test: bool = False,
    chosen: list[Scope] | None = None,
    token: str | None = None,
    created: str = "",
    errors: dict[str, FieldError] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return user.page(
        "staff/api_keys.html",
        status=status,
        keys=list_keys(user.context, user.clinic),
        now=user.context.clock.now(),
        scopes=SCOPES,
        labels=dict(SCOPES),
        chosen=list(Scope) if chosen is None else chosen,
        name=name,
        kind="test" if is_test else "live",
        token=token,
        created=created,
        errors=errors or {},
    )
