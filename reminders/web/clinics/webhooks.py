"""The clinic's webhooks, and what became of each event. For admins."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError
from reminders.services.api.webhooks import (
    add_webhook,
    list_webhooks,
    remove_webhook,
    replay_delivery,
    switch_webhook,
    try_webhook,
)
from reminders.services.forms.fields import FieldError
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Admin, CurrentUser, RecentAdmin, RowId

router = APIRouter()

PAGE = "/settings/webhooks"


@router.get("/settings/webhooks")
def show(user: Admin) -> HTMLResponse:
    """List the webhooks and the latest events."""
    return _page(user)


@router.post("/settings/webhooks")
def add(user: RecentAdmin, form: Form) -> HTMLResponse:
    """Add a webhook and show its secret, this once."""
    url, with_data = text_of(form, "url"), text_of(form, "with_data") == "yes"
    try:
        _webhook, secret = add_webhook(user.context, user.clinic, url, includes_data=with_data, actor=user.actor)
    except FieldError as error:
        return _page(user, url=url[:500], with_data=with_data, errors={error.field: error}, status=422)
    return _page(user, secret=secret)


@router.post("/settings/webhooks/{webhook_id}")
def change(user: Admin, form: Form, webhook_id: RowId) -> Response:
    """Test a webhook, switch it on or off, or remove it."""
    context, clinic, action = user.context, user.clinic, text_of(form, "action")
    try:
        if action == "remove":
            remove_webhook(context, clinic, webhook_id, actor=user.actor)
        elif action == "test":
            try_webhook(context, clinic, webhook_id, actor=user.actor)
        else:
            switch_webhook(context, clinic, webhook_id, on=action == "on", actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect(f"{PAGE}?done={'webhook-tested' if action == 'test' else 'saved'}")


@router.post("/settings/webhooks/events/{event_id}/replay")
def replay(user: Admin, form: Form, event_id: RowId) -> Response:
    """Send an event again."""
    del form
    try:
        replay_delivery(user.context, user.clinic, event_id, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect(f"{PAGE}?done=event-replayed")


def _page(
    user: CurrentUser,
    *,
    url: str = "",
    with_data: bool = False,
    secret: str | None = None,
    errors: dict[str, FieldError] | None = None,
    status: int = 200,
) -> HTMLResponse:
    hooks, events = list_webhooks(user.context, user.clinic)
    return user.page(
        "staff/webhooks.html",
        status=status,
        webhooks=hooks,
        events=events,
        addresses={hook.id: hook.url for hook in hooks},
        url=url,
        with_data=with_data,
        secret=secret,
        errors=errors or {},
    )
