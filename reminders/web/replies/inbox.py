"""The inbox: what patients wrote by text, what waits on top; answer by text, close with a note, hand over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.roles import Role
from reminders.core.records.patient_filter import page_of
from reminders.core.replies.canned import begin_with
from reminders.core.replies.inbox_filters import Show
from reminders.core.wording.sms_text import segments
from reminders.services.alerts.acknowledge import TakenError
from reminders.services.alerts.assign import NoColleagueError
from reminders.services.replies.entered.enter_answer import ALREADY, enter_answer
from reminders.services.replies.entered.late_answer import save_late_answer
from reminders.services.replies.inbox import load_inbox, open_thread
from reminders.services.replies.threads import (
    RESOLVE,
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


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed into the forms of a thread: the text, the saved reply that was `chosen`, the note."""

    words: str = ""
    chosen: str = ""
    note: str = ""
    errors: Mapping[str, UseError] = field(default_factory=dict[str, UseError])


NOTHING_TYPED = Draft()


@router.get("/inbox")
def show(user: Enroller, show: str = "", page: str = "", taken: int | None = None) -> HTMLResponse:
    """Show whom to call, then the other threads that wait, the oldest first, then what was dealt with.

    `show`: a filter. `page`: which part of what waits. `taken`: an alert that someone else was the first to take.
    """
    template = "staff/_inbox_list.html" if user.is_refresh else "staff/inbox.html"
    return user.page(template, **_list(user, show, page, recorded=user.is_refresh), taken=taken, thread=None)


@router.get("/inbox/{patient_id}")
def thread(user: Enroller, patient_id: UUID, show: str = "", page: str = "", taken: int | None = None) -> HTMLResponse:
    """Show one thread beside the list."""
    return _thread(user, patient_id, show=show, number=page, taken=taken)


@router.post("/inbox/{patient_id}/reply")
def reply(user: Clinician, patient_id: UUID, form: Form) -> Response:
    """Text the patient; what was waiting counts as dealt with."""
    words = text_of(form, "words")
    try:
        answer_thread(user.context, user.clinic, str(patient_id), words, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError as error:
        return _thread(user, patient_id, Draft(words, errors={"words": error}))
    return redirect(f"/inbox/{patient_id}?done=texted")


@router.post("/inbox/{patient_id}/insert")
def insert(user: Clinician, patient_id: UUID, form: Form) -> Response:
    """Put a saved reply into the box, after what is typed there: for browsers without our script."""
    return _thread(user, patient_id, Draft(text_of(form, "words")[:MAX_NOTE_LENGTH], chosen=text_of(form, "canned")))


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
    """Write a note; resolve a thread with its alerts, or hand it over: then it stays open and has an owner.

    `act` is the button, where the page has one for each.
    """
    text, act = text_of(form, "note").strip()[:MAX_NOTE_LENGTH], text_of(form, "act")
    to = {"resolve": RESOLVE, "note": "", "assign": text_of(form, "to") or "nobody"}.get(act, text_of(form, "to"))
    try:
        became = _close(user, patient_id, text, to=to)
    except NotFoundError:
        raise HTTPException(404) from None
    except NotForThisRoleError:
        raise NotAllowedError(user) from None
    except NoColleagueError as error:
        return _thread(user, patient_id, Draft(note=text, errors={"to": error}))
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


@router.post("/inbox/{patient_id}/texts/{reply_id}")
def enter(user: Clinician, patient_id: UUID, reply_id: UUID, form: Form) -> Response:
    """Keep what the member of staff reads in a text as the answer to a question."""
    chosen = [value for number in (1, 2) if (value := text_of(form, f"answer_{number}"))]
    which = str(patient_id), str(reply_id), text_of(form, "question")
    try:
        enter_answer(user.context, user.clinic, *which, chosen, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError as error:
        return redirect(f"/inbox/{patient_id}?done={'answer-stands' if str(error) == ALREADY else 'no-answer'}")
    return redirect(f"/inbox/{patient_id}?done=answer-saved")


def _list(user: CurrentUser, chosen: str, number: str, *, recorded: bool) -> dict[str, Any]:
    show = Show(chosen) if chosen in set(Show) else Show.ALL
    me, wanted = user.staff.email, page_of(number)
    page = load_inbox(user.context, user.clinic, me, show, wanted, actor=user.actor, recorded=recorded)
    values = {each.name: getattr(page, each.name) for each in fields(page)}

    def query(number: int) -> str:
        parts = {"show": show.value if show is not Show.ALL else "", "page": str(number) if number > 1 else ""}
        return "?" + urlencode(kept) if (kept := {key: part for key, part in parts.items() if part}) else ""

    return values | {"now": user.context.clock.now(), "query": query(page.number), "query_of": query}


def _thread(
    user: CurrentUser,
    patient_id: UUID,
    draft: Draft = NOTHING_TYPED,
    *,
    show: str = "",
    number: str = "",
    taken: int | None = None,
) -> HTMLResponse:
    again = user.is_refresh
    try:
        page = open_thread(user.context, user.clinic, str(patient_id), actor=user.actor, recorded=again)
    except NotFoundError:
        raise HTTPException(404) from None
    words = draft.words
    for reply in page.canned:
        if str(reply.id) == draft.chosen:
            words = f"{words.rstrip()} {reply.text}".strip()
    now = user.context.clock.now()
    return user.page(
        "staff/_inbox_pieces.html" if again else "staff/inbox.html",
        status=422 if draft.errors else 200,
        **_list(user, show, number, recorded=True),  # the entry about the thread stands for the whole page
        thread=page,
        zone=page.patient.zone,
        may_close=user.may(Role.CLINICIAN) or not page.grave,
        taken=taken,
        chosen=draft.chosen,
        words=words,
        note=draft.note,
        errors=draft.errors,
        count=segments(begin_with(user.clinic.name, words)) if words else 0,
        in_hours=user.clinic.hours.next_allowed(now, page.patient.zone) == now,
    )
