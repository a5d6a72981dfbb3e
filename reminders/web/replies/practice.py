"""The practice outbox of test mode: texts and emails as they look, and a box to reply as the patient."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError
from reminders.core.sending.lanes import Lane
from reminders.services.forms.fields import FieldError
from reminders.services.replies.practice import (
    PracticeOffError,
    get_practice_email,
    open_practice,
    reply_as_patient,
)
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.requests.headers import EMAIL_POLICY
from reminders.web.staff.current_user import CurrentUser, Enroller

router = APIRouter()

PAGE = "/practice"


@router.get(PAGE)
def show(user: Enroller) -> HTMLResponse:
    """Show what was kept instead of sent; it keeps itself fresh."""
    return _page(user)


@router.get(PAGE + "/{message_id}/email")
def show_email(user: Enroller, message_id: UUID) -> HTMLResponse:
    """Show an email as it looks, for a frame of the page: nothing in it runs or loads."""
    try:
        html = get_practice_email(user.context, user.clinic, str(message_id))
    except NotFoundError:
        raise HTTPException(404) from None
    return HTMLResponse(html, headers={"Content-Security-Policy": EMAIL_POLICY})


@router.post(PAGE + "/{message_id}/reply")
def reply(user: Enroller, form: Form, message_id: UUID) -> Response:
    """Take in a text in the patient's place, on the way every text comes in."""
    body = text_of(form, "body")
    try:
        reply_as_patient(user.context, user.clinic, str(message_id), body, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except PracticeOffError:
        return _page(user, status=409)
    except FieldError as error:
        return _page(user, {f"body-{message_id}": error}, status=422, body=body[:2000])
    user.request.app.state.wake(Lane.URGENT)
    return redirect(f"{PAGE}?done=practice-replied")


def _page(
    user: CurrentUser, errors: dict[str, FieldError] | None = None, *, status: int = 200, body: str = ""
) -> HTMLResponse:
    outbox = open_practice(user.context, user.clinic, actor=user.actor)
    return user.page("staff/practice.html", status=status, outbox=outbox, errors=errors or {}, body=body)
