"""The editor of wording. What is saved waits for a colleague: nothing goes live from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.clinics.care.preview import preview_words
from reminders.services.clinics.check_care import CareContentError
from reminders.services.clinics.edit_care import WordingForm, live_mark_of, open_wording, propose_wording
from reminders.services.staff.own_phone import email_oneself, text_oneself
from reminders.web.pages.navigation import is_refusal, sentence
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.requests.headers import EMAIL_POLICY
from reminders.web.staff.current_user import Clinician, CurrentUser

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.datastructures import FormData

router = APIRouter()

_LONGEST_CODE = 60


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
    typed = _typed(user, form, template, language)
    if text_of(form, "act") == "check":
        return _wording_page(user, template, language, typed)
    try:
        version = propose_wording(
            user.context, user.clinic, template, language, typed, shown=text_of(form, "shown"), actor=user.actor
        )
    except CareContentError as error:
        return _wording_page(user, template, language, typed, problems=error.problems)
    except UseError as error:
        return _wording_page(user, template, language, typed, problems=[str(error)])
    return redirect(f"/messages/versions/{version.id}?done=saved")


@router.post("/messages/wording/{template}/{language}/check")
def check(user: Clinician, form: Form, template: str, language: str) -> HTMLResponse:
    """Show what patients would get and what is wrong with it, for the script that asks while one types."""
    typed = _typed(user, form, template, language)
    preview = preview_words(user.context, user.clinic, template, language, typed)
    return user.page("staff/_words_check.html", preview=preview, written_in=language)


@router.post("/messages/wording/{template}/{language}/email")
def show_email(user: Clinician, form: Form, template: str, language: str) -> HTMLResponse:
    """Show the email that is being written as it looks, for a frame: nothing in it runs or loads."""
    preview = preview_words(user.context, user.clinic, template, language, _typed(user, form, template, language))
    html = preview.email.html if preview.email else None
    return HTMLResponse(html or "", headers={"Content-Security-Policy": EMAIL_POLICY})


@router.post("/messages/wording/{template}/{language}/test")
def send_to_me(user: Clinician, form: Form, template: str, language: str) -> Response:
    """Send what is being written to oneself; it stays in the form."""
    typed = _typed(user, form, template, language)
    preview = preview_words(user.context, user.clinic, template, language, typed)
    said = None
    if text_of(form, "act") == "email":
        if preview.email:
            said = email_oneself(user.context, user.clinic, user.staff, preview.email, actor=user.actor)
    elif preview.texts:
        said = text_oneself(user.context, user.clinic, user.staff, preview.texts[0].text, actor=user.actor)
    if said is None:
        return _wording_page(user, template, language, typed, problems=preview.problems)
    return _wording_page(user, template, language, typed, sent=said)


def _typed(user: CurrentUser, form: FormData, template: str, language: str) -> WordingForm:
    """Read the words from the form, with the answers that the live ones have."""
    try:
        standing = open_wording(user.context, user.clinic, template, language)
    except UseError:  # there is none, or one that only a file can hold
        raise HTTPException(404) from None
    return WordingForm(
        sms=text_of(form, "sms"),
        subject=text_of(form, "subject"),
        email=text_of(form, "email"),
        preheader=text_of(form, "preheader"),
        caregiver=None if standing.caregiver is None else text_of(form, "caregiver"),
        words={name: _answers(form, name, standing.words.get(name, {})) for name in ("sms", "email", "caregiver")},
        chips=standing.chips,
        new_code=" ".join(text_of(form, "new_code").split())[:_LONGEST_CODE],
    )


def _answers(form: FormData, said_in: str, standing: Iterable[str]) -> dict[str, str]:
    """Read the words of the answers: those that are there, and one that is new."""
    codes = {code: f"{said_in}-{code}" for code in standing}
    codes |= {name.partition("-")[2]: name for name in form if name.startswith(f"{said_in}-")}
    if new := " ".join(text_of(form, "new_code").split())[:_LONGEST_CODE]:
        codes[new] = f"new_{said_in}"
    return {code: " ".join(text_of(form, field).split()) for code, field in codes.items()}


def _wording_page(
    user: CurrentUser,
    template: str,
    language: str,
    words: WordingForm | None,
    problems: Sequence[str] = (),
    sent: str | None = None,
) -> HTMLResponse:
    return user.page(
        "staff/wording_edit.html",
        shown=live_mark_of(user.context, user.clinic, template),
        message=template,
        written_in=language,
        words=words,
        preview=preview_words(user.context, user.clinic, template, language, words) if words else None,
        sent=sentence(sent),
        not_sent=is_refusal(sent),
        problems=problems,
        status=422 if problems else 200,
    )
