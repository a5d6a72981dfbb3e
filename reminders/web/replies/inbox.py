"""The inbox: what patients wrote by text, what waits on top; answer by text, close with a note, hand over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.roles import Role
from reminders.core.wording.sms_text import segments
from reminders.services.replies.inbox import load_inbox, open_thread
from reminders.services.replies.threads import Became, NotForThisRoleError, answer_thread, close_text, close_thread
from reminders.web.pages.pages import see
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.signed import Clinician, Enroller, NotAllowedError, Signed

router = APIRouter()

LONGEST_NOTE = 4000


@router.get("/inbox")
def show(signed: Enroller) -> HTMLResponse:
    """Show whom to call, then the other threads that wait, the oldest first, then what was dealt with."""
    page = load_inbox(signed.context, signed.clinic, actor=signed.actor, refreshed=signed.by_itself)
    return signed.page(
        "staff/_inbox_list.html" if signed.by_itself else "staff/inbox.html",
        triage=page.triage,
        counted=page.counted,
        left_out=page.left_out,
        threads=page.threads,
        dealt_with=page.dealt_with,
        sharing=page.sharing,
        unclear=page.unclear,
        answers=page.answers,
        now=signed.context.clock.now(),
    )


@router.get("/inbox/{patient_id}")
def thread(signed: Enroller, patient_id: UUID) -> HTMLResponse:
    """Show one thread."""
    return _thread(signed, patient_id)


@router.post("/inbox/{patient_id}/reply")
def reply(signed: Clinician, patient_id: UUID, form: Form) -> Response:
    """Text the patient; what was waiting counts as dealt with."""
    words = text_of(form, "words")
    try:
        answer_thread(signed.context, signed.clinic, str(patient_id), words, actor=signed.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError as error:
        return _thread(signed, patient_id, words=words, errors={"words": error}, status=422)
    return see(f"/inbox/{patient_id}?done=texted")


@router.post("/inbox/{patient_id}/close")
def close(signed: Enroller, patient_id: UUID, form: Form) -> Response:
    """Write a note; resolve a thread with its alerts, or hand it over: then it stays open and has an owner."""
    text = text_of(form, "note").strip()[:LONGEST_NOTE]
    try:
        became = _close(signed, patient_id, text, to=text_of(form, "to"))
    except NotFoundError:
        raise HTTPException(404) from None
    except NotForThisRoleError:
        raise NotAllowedError(signed) from None
    except UseError:
        _close(signed, patient_id, text, to="")  # the note is kept
        return see(f"/inbox/{patient_id}?done=decide-first")
    return see(f"/inbox/{patient_id}?done=noted" if became is Became.NOTED else f"/inbox?done={became.value}")


def _close(signed: Signed, patient_id: UUID, note: str, *, to: str) -> Became:
    return close_thread(
        signed.context,
        signed.clinic,
        str(patient_id),
        note,
        to=to,
        by=signed.staff.email,
        grave=signed.may(Role.CLINICIAN),
        actor=signed.actor,
    )


@router.post("/replies/{reply_id}/close")
def close_reply(signed: Enroller, reply_id: UUID, form: Form) -> Response:
    """Mark a text that belongs to no single patient as dealt with."""
    del form
    try:
        grave = signed.may(Role.CLINICIAN)
        by = signed.staff.email
        close_text(signed.context, signed.clinic, str(reply_id), by=by, grave=grave, actor=signed.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except NotForThisRoleError:
        raise NotAllowedError(signed) from None
    except UseError:
        return see("/inbox?done=decide-first")
    return see("/inbox?done=closed")


def _thread(
    signed: Signed, patient_id: UUID, *, words: str = "", errors: dict[str, Any] | None = None, status: int = 200
) -> HTMLResponse:
    try:
        page = open_thread(signed.context, signed.clinic, str(patient_id), actor=signed.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    now = signed.context.clock.now()
    return signed.page(
        "staff/thread.html",
        status=status,
        patient=page.patient,
        zone=page.patient.zone,
        said=page.said,
        no_text=page.no_text,
        may_close=signed.may(Role.CLINICIAN) or not page.grave,
        alerts=page.alerts,
        answers=page.answers,
        held=page.held,
        members=page.members,
        words=words,
        errors=errors or {},
        count=segments(words),
        now=now,
        in_hours=signed.clinic.hours.next_allowed(now, page.patient.zone) == now,
    )
