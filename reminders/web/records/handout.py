"""A plan as a handout for the patient, in the patient's language, to be printed by the browser."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from reminders.core.language.known_languages import spoken_on_pages
from reminders.core.model.errors import NotFoundError
from reminders.services.records.handout import open_handout
from reminders.web.consent.own_page import days_of
from reminders.web.pages.labels import _
from reminders.web.pages.pages import page
from reminders.web.pages.translations import words
from reminders.web.staff.current_user import Enroller

router = APIRouter()


@router.get("/patients/{patient_id}/handout")
def show(user: Enroller, patient_id: UUID) -> HTMLResponse:
    """Show one patient's plan as it prints; what only staff read stays on the screen."""
    try:
        given_name, own = open_handout(user.context, user.clinic, str(patient_id), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    translate = words(user.staff.language).gettext
    return page(
        "patient/handout.html",
        language=spoken_on_pages(own.language),
        own=own,
        days=days_of(own),
        given_name=given_name,
        back=f"/patients/{patient_id}",
        back_label=translate(_("Back to the patient")),
        print_label=translate(_("Print this page with your browser (Ctrl+P or ⌘P). These lines are not printed.")),
        staff_language=user.staff.language,
    )
