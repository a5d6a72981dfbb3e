"""Pathways as calendars, and every message as it will look. Editing with a second signature comes later."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.contact import Channel
from reminders.core.plans.pathway import Pathway
from reminders.services.clinics.show_pathway import show_pathway, turn_steps, write_sample
from reminders.services.staff.own_phone import ask_code, confirm_code, email_oneself, find_own_phone, text_oneself
from reminders.services.wording.live_care import at_clinic
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.requests.headers import EMAIL_POLICY
from reminders.web.staff.current_user import Admin, Clinician, CurrentUser, Enroller

router = APIRouter()


@router.get("/messages")
def show_all(user: Enroller) -> HTMLResponse:
    """List the pathways."""
    return user.page("staff/pathways.html", pathways=at_clinic(user.context, user.clinic).catalog.pathways)


@router.get("/messages/{pathway_id}")
def show(user: Enroller, pathway_id: str, language: str = "") -> HTMLResponse:
    """Show one pathway as a calendar with its words, in the language asked for or else the reader's own."""
    pathway, spoken = _pathway(user, pathway_id), user.clinic.language_list
    shown = _spoken(user, language)
    steps = show_pathway(user.context, user.clinic, pathway, shown)
    own = find_own_phone(user.context, user.clinic, user.staff)
    return user.page("staff/pathway.html", pathway=pathway, steps=steps, shown_in=shown, spoken=spoken, own=own)


@router.get("/messages/{pathway_id}/print")
def show_year(user: Enroller, pathway_id: str, language: str = "") -> HTMLResponse:
    """Show what a patient of one procedure gets from first to last, in one language, on one page to be printed."""
    pathway, shown = _pathway(user, pathway_id), _spoken(user, language)
    steps = [item for item in show_pathway(user.context, user.clinic, pathway, shown) if item.on]
    return user.page("staff/pathway_print.html", pathway=pathway, steps=steps, shown_in=shown)


@router.get("/messages/{pathway_id}/email")
def show_email(user: Enroller, pathway_id: str, step: str = "", language: str = "") -> HTMLResponse:
    """Show an email as it looks, for a frame of the page above: nothing in it runs or loads."""
    asked = _pathway(user, pathway_id).step(step)
    if asked is None or Channel.EMAIL not in asked.channels or language not in user.clinic.language_list:
        raise HTTPException(404)
    content = write_sample(user.context, user.clinic, asked, language, Channel.EMAIL)
    return HTMLResponse(content.html or "", headers={"Content-Security-Policy": EMAIL_POLICY})


@router.post("/messages/{pathway_id}/phone")
def ask(user: Clinician, form: Form, pathway_id: str) -> Response:
    """Text a code to the phone that someone says is theirs."""
    pathway, phone = _pathway(user, pathway_id), text_of(form, "phone").strip()
    done = ask_code(user.context, user.clinic, user.staff, phone, actor=user.actor)
    return redirect(f"/messages/{pathway.id}?done={done}")


@router.post("/messages/{pathway_id}/phone/code")
def confirm(user: Clinician, form: Form, pathway_id: str) -> Response:
    """Take the code back."""
    pathway = _pathway(user, pathway_id)
    done = confirm_code(user.context, user.clinic, user.staff, text_of(form, "code"))
    return redirect(f"/messages/{pathway.id}?done={done}")


@router.post("/messages/{pathway_id}/steps")
def set_steps(user: Admin, form: Form, pathway_id: str) -> Response:
    """Turn optional steps on and off."""
    pathway = _pathway(user, pathway_id)
    on = [str(value) for value in form.getlist("on")]
    turn_steps(user.context, user.clinic, pathway, on, actor=user.actor)
    return redirect(f"/messages/{pathway.id}?done=saved")


@router.post("/messages/{pathway_id}/test")
def send_to_me(user: Clinician, form: Form, pathway_id: str) -> Response:
    """Send the words of a step to oneself: `message` names step, language and channel."""
    pathway = _pathway(user, pathway_id)
    key, language, way = (*text_of(form, "message").split(), "", "", "")[:3]
    step = pathway.step(key)
    channel = Channel.SMS if way == Channel.SMS.value else Channel.EMAIL
    if step is None or channel not in step.channels or language not in user.clinic.language_list:
        raise HTTPException(404)
    content = write_sample(user.context, user.clinic, step, language, channel)
    if channel is Channel.SMS:
        done = text_oneself(user.context, user.clinic, user.staff, content.text, actor=user.actor)
    else:
        done = email_oneself(user.context, user.clinic, user.staff, content, actor=user.actor)
    return redirect(f"/messages/{pathway.id}?language={language}&done={done}")


def _spoken(user: CurrentUser, language: str) -> str:
    """Return the language asked for, else the reader's own, else the clinic's, of those the clinic writes in."""
    spoken = user.clinic.language_list
    return next((name for name in (language, user.staff.language) if name in spoken), spoken[0])


def _pathway(user: CurrentUser, pathway_id: str) -> Pathway:
    file = at_clinic(user.context, user.clinic).catalog.find(pathway_id)
    if file is None:
        raise HTTPException(404)
    return file.pathway
