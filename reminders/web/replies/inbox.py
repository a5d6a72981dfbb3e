"""The inbox: what patients wrote by text, what waits on top; answer by text, close with a note, hand over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.roles import Role
from reminders.core.replies.canned import begin_with
from reminders.core.wording.sms_text import segments
from reminders.services.alerts.acknowledge import TakenError
from reminders.services.alerts.assign import NoColleagueError
from reminders.services.replies.inbox import load_inbox, open_thread
from reminders.services.replies.late_answer import save_late_answer
from reminders.services.replies.threads import (
    Became,
    NotForThisRoleError,
    answer_thread,
    close_text,
    close_thread,
    take_thread,
)
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Clinician, CurrentUser, Enroller, NotAllowedError

router = APIRouter()

MAX_NOTE_LENGTH = 4000


@router.get("/inbox")
def show(user: Enroller, taken: int | None = None) -> HTMLResponse:
    """Show whom to call, then the other threads that wait, the oldest first, then what was dealt with.

    `taken`: an alert that somebody else was the first to take.
    """
    page = load_inbox(user.context, user.clinic, actor=user.actor, refreshed=user.is_refresh)
    return user.page(
        "staff/_inbox_list.html" if user.is_refresh else "staff/inbox.html",
        triage=page.triage,
        counted=page.counted,
        left_out=page.left_out,
        threads=page.threads,
        dealt_with=page.dealt_with,
        sharing=page.sharing,
        unclear=page.unclear,
        answers=page.answers,
        taken=taken,
        late=page.late,
        now=user.context.clock.now(),
    )


@router.get("/inbox/{patient_id}")
def thread(user: Enroller, patient_id: UUID) -> HTMLResponse:
    """Show one thread."""
    return _thread(user, patient_id)


@router.post("/inbox/{patient_id}/reply")
def reply(user: Clinician, patient_id: UUID, form: Form) -> Response:
    """Text the patient; what was waiting counts as dealt with."""
    words = text_of(form, "words")
    try:
        answer_thread(user.context, user.clinic, str(patient_id), words, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError as error:
        return _thread(user, patient_id, words=words, errors={"words": error}, status=422)
    return redirect(f"/inbox/{patient_id}?done=texted")


@router.post("/inbox/{patient_id}/insert")
def insert(user: Clinician, patient_id: UUID, form: Form) -> Response:
    """Put a saved reply into the box, after what is typed there: for browsers without our script."""
    return _thread(user, patient_id, words=text_of(form, "words")[:MAX_NOTE_LENGTH], chosen=text_of(form, "canned"))


@router.post("/inbox/{patient_id}/take")
def take(user: Enroller, patient_id: UUID, form: Form) -> Response:
    """Become the owner of a thread, or take it over from who had it when the page was made."""
    over = text_of(form, "over") or None
    try:
        take_thread(user.context, user.clinic, str(patient_id), user.staff.email, over=over, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except TakenError:
        return redirect(f"/inbox/{patient_id}?done=taken-already")
    return redirect(f"/inbox/{patient_id}?done={'taken-over' if over else 'thread-taken'}")


@router.post("/inbox/{patient_id}/close")
def close(user: Enroller, patient_id: UUID, form: Form) -> Response:
    """Write a note; resolve a thread with its alerts, or hand it over: then it stays open and has an owner."""
    text = text_of(form, "note").strip()[:MAX_NOTE_LENGTH]
    try:
        became = _close(user, patient_id, text, to=text_of(form, "to"))
    except NotFoundError:
        raise HTTPException(404) from None
    except NotForThisRoleError:
        raise NotAllowedError(user) from None
    except NoColleagueError as error:
        return _thread(user, patient_id, errors={"to": error}, status=422)
    except UseError:
        _close(user, patient_id, text, to="")  # the note is kept
        return redirect(f"/inbox/{patient_id}?done=decide-first")
    return redirect(f"/inbox/{patient_id}?done=noted" if became is Became.NOTED else f"/inbox?done={became.value}")


def _close(user: CurrentUser, patient_id: UUID, note: str, *, to: str) -> Became:
    return close_thread(
        user.context,
        user.clinic,
        str(patient_id),
        note,
        to=to,
        by=user.staff.email,
        grave=user.may(Role.CLINICIAN),
        actor=user.actor,
    )


@router.post("/replies/{reply_id}/close")
def close_reply(user: Enroller, reply_id: UUID, form: Form) -> Response:
    """Mark a text that belongs to no single patient as dealt with."""
    del form
    try:
        grave = user.may(Role.CLINICIAN)
        by = user.staff.email
        close_text(user.context, user.clinic, str(reply_id), by=by, grave=grave, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except NotForThisRoleError:
        raise NotAllowedError(user) from None
    except UseError:
        return redirect("/inbox?done=decide-first")
    return redirect("/inbox?done=closed")


@router.post("/replies/{reply_id}/answer")
def save_answer(user: Clinician, reply_id: UUID, form: Form) -> Response:
    """Save a digit that came late as the answer to the question it was for."""
    del form
    try:
        save_late_answer(user.context, user.clinic, str(reply_id), actor=user.actor)
    except (NotFoundError, UseError):
        raise HTTPException(404) from None
    return redirect("/inbox?done=answer-saved")


def _thread(
    user: CurrentUser,
    patient_id: UUID,
    *,
    words: str = "",
    chosen: str = "",
    errors: dict[str, Any] | None = None,
    status: int = 200,
) -> HTMLResponse:
    try:
        page = open_thread(user.context, user.clinic, str(patient_id), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    for reply in page.canned:
        if str(reply.id) == chosen:
            words = f"{words.rstrip()} {reply.text}".strip()
    now = user.context.clock.now()
    return user.page(
        "staff/thread.html",
        status=status,
        patient=page.patient,
        zone=page.patient.zone,
        said=page.said,
        no_text=page.no_text,
        may_close=user.may(Role.CLINICIAN) or not page.grave,
        alerts=page.alerts,
        answers=page.answers,
        held=page.held,
        members=page.members,
        owner=page.owner,
        canned=page.canned,
        chosen=chosen,
        words=words,
        errors=errors or {},
        count=segments(begin_with(user.clinic.name, words)) if words else 0,
        now=now,
        in_hours=user.clinic.hours.next_allowed(now, page.patient.zone) == now,
    )
