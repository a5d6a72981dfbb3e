"""The editor of wording. What is saved waits for a colleague: nothing goes live from here."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.clinics.check_care import CareContentError
from reminders.services.clinics.edit_care import WordingForm, live_mark_of, open_wording, propose_wording
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser

router = APIRouter()


@router.get("/messages/wording/{template}/{language}")
def edit_wording(user: Clinician, template: str, language: str) -> HTMLResponse:
    """Show the words of a message to change."""
    try:
        words = open_wording(user.context, user.clinic, template, language)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError as error:
        return _wording_page(user, template, language, None, problems=[str(error)])
    return _wording_page(user, template, language, words)


@router.post("/messages/wording/{template}/{language}")
def propose_words(user: Clinician, form: Form, template: str, language: str) -> Response:
    """Put the changed words up for review."""
    try:
        standing = open_wording(user.context, user.clinic, template, language)
    except NotFoundError:
        raise HTTPException(404) from None
    typed = WordingForm(
        sms=text_of(form, "sms"),
        subject=text_of(form, "subject"),
        email=text_of(form, "email"),
        preheader=text_of(form, "preheader"),
        caregiver=None if standing.caregiver is None else text_of(form, "caregiver"),
        words={
            said_in: {code: " ".join(text_of(form, f"{said_in}-{code}").split()) for code in codes}
            for said_in, codes in standing.words.items()
        },
        chips=standing.chips,
    )
    try:
        version = propose_wording(
            user.context, user.clinic, template, language, typed, shown=text_of(form, "shown"), actor=user.actor
        )
    except CareContentError as error:
        return _wording_page(user, template, language, typed, problems=error.problems)
    except UseError as error:
        return _wording_page(user, template, language, typed, problems=[str(error)])
    return redirect(f"/messages/versions/{version.id}?done=saved")


def _wording_page(
    user: CurrentUser, template: str, language: str, words: WordingForm | None, problems: list[str] | None = None
) -> HTMLResponse:
    return user.page(
        "staff/wording_edit.html",
        shown=live_mark_of(user.context, user.clinic, template),
        message=template,
        written_in=language,
        words=words,
        problems=problems or [],
        status=422 if problems else 200,
    )
