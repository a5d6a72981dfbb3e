"""Messages from the hospital's systems: surgeries to ask consent for, codes without a care plan, errors, replay."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse, Response

from reminders.core.hl7.outcomes import State
from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.hl7.work_list import Shown, dismiss, list_for_staff, replay, show_message
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form
from reminders.web.staff.current_user import Admin, CurrentUser, Enroller, RowId

router = APIRouter()
_Page = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/hl7")
def show(user: Enroller, shown: Shown = Shown.CONSENT, page: _Page = 1) -> HTMLResponse:
    """List the messages that wait, or all."""
    return _list(user, shown, page)


@router.get("/hl7/{hl7_id}")
def show_one(user: Admin, hl7_id: RowId) -> HTMLResponse:
    """Show one message in full."""
    try:
        one = show_message(user.context, user.clinic, hl7_id, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return user.page("staff/hl7_message.html", message=one.message, text=one.text)


@router.post("/hl7/{hl7_id}/replay")
def replay_one(user: Enroller, form: Form, hl7_id: RowId) -> Response:  # noqa: ARG001 the form has proven itself
    """Apply a message again."""
    try:
        outcome = replay(user.context, user.clinic, hl7_id, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError as error:
        return _list(user, Shown.CONSENT, 1, problem=error, status=409)
    return redirect(f"/hl7?shown=all&done={'hl7-applied' if outcome.state is State.APPLIED else 'hl7-tried'}")


@router.post("/hl7/{hl7_id}/dismiss")
def dismiss_one(user: Enroller, form: Form, hl7_id: RowId) -> Response:  # noqa: ARG001 the form has proven itself
    """Take a message off the list."""
    try:
        dismiss(user.context, user.clinic, hl7_id, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect("/hl7?done=hl7-dismissed")


def _list(
    user: CurrentUser, shown: Shown, page: int, *, problem: UseError | None = None, status: int = 200
) -> HTMLResponse:
    listed = list_for_staff(user.context, user.clinic, shown, page, actor=user.actor)
    return user.page(
        "staff/hl7.html",
        status=status,
        items=listed.items,
        counts=listed.counts,
        shown=shown.value,
        lists=[item.value for item in Shown],
        page=page,
        more=listed.more,
        problem=problem,
    )
