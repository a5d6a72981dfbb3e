"""Pathways as calendars, and every message as it will look. Editing with a second signature comes later."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.contact import Channel
from reminders.core.plans.pathway import Pathway
from reminders.services.clinics.show_pathway import show_pathway, turn_steps, write_sample
from reminders.services.staff.own_phone import ask_code, confirm_code, email_oneself, find_own_phone, text_oneself
from reminders.web.pages.pages import see
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.signed import Admin, Clinician, Enroller, Signed

router = APIRouter()


@router.get("/messages")
def show_all(signed: Enroller) -> HTMLResponse:
    """List the pathways."""
    return signed.page("staff/pathways.html", pathways=signed.context.catalog.pathways)


@router.get("/messages/{pathway_id}")
def show(signed: Enroller, pathway_id: str, language: str = "") -> HTMLResponse:
    """Show one pathway as a calendar with its words, in the language asked for or else the reader's own."""
    pathway, spoken = _pathway(signed, pathway_id), signed.clinic.language_list
    shown = next((name for name in (language, signed.staff.language) if name in spoken), spoken[0])
    steps = show_pathway(signed.context, signed.clinic, pathway, shown)
    own = find_own_phone(signed.context, signed.clinic, signed.staff)
    return signed.page("staff/pathway.html", pathway=pathway, steps=steps, shown_in=shown, spoken=spoken, own=own)


@router.post("/messages/{pathway_id}/phone")
def ask(signed: Clinician, form: Form, pathway_id: str) -> Response:
    """Text a code to the phone that somebody says is theirs."""
    pathway, phone = _pathway(signed, pathway_id), text_of(form, "phone").strip()
    done = ask_code(signed.context, signed.clinic, signed.staff, phone, actor=signed.actor)
    return see(f"/messages/{pathway.id}?done={done}")


@router.post("/messages/{pathway_id}/phone/code")
def confirm(signed: Clinician, form: Form, pathway_id: str) -> Response:
    """Take the code back."""
    pathway = _pathway(signed, pathway_id)
    done = confirm_code(signed.context, signed.clinic, signed.staff, text_of(form, "code"))
    return see(f"/messages/{pathway.id}?done={done}")


@router.post("/messages/{pathway_id}/steps")
def turn(signed: Admin, form: Form, pathway_id: str) -> Response:
    """Turn optional steps on and off."""
    pathway = _pathway(signed, pathway_id)
    on = [str(value) for value in form.getlist("on")]
    turn_steps(signed.context, signed.clinic, pathway, on, actor=signed.actor)
    return see(f"/messages/{pathway.id}?done=saved")


@router.post("/messages/{pathway_id}/test")
def send_to_me(signed: Clinician, form: Form, pathway_id: str) -> Response:
    """Send the words of a step to oneself; what is not found was never on the page."""
    pathway = _pathway(signed, pathway_id)
    step = pathway.step(text_of(form, "step"))
    language = text_of(form, "language")
    channel = Channel.SMS if text_of(form, "channel") == Channel.SMS.value else Channel.EMAIL
    if step is None or channel not in step.channels or language not in signed.clinic.language_list:
        raise HTTPException(404)
    content = write_sample(signed.context, signed.clinic, step, language, channel)
    if channel is Channel.SMS:
        done = text_oneself(signed.context, signed.clinic, signed.staff, content.text, actor=signed.actor)
    else:
        done = email_oneself(signed.context, signed.clinic, signed.staff, content, actor=signed.actor)
    return see(f"/messages/{pathway.id}?language={language}&done={done}")


def _pathway(signed: Signed, pathway_id: str) -> Pathway:
    file = signed.context.catalog.find(pathway_id)
    if file is None:
        raise HTTPException(404)
    return file.pathway
