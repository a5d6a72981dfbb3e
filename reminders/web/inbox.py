"""The inbox: what patients wrote by text, what waits on top; answer by text, close with a note, hand over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.audit_actions import Action
from reminders.core.sms_text import segments
from reminders.services.find import NotFoundError, UseError
from reminders.services.pick_patient import pick_patient
from reminders.services.threads import answer_thread, close_text, close_thread
from reminders.store import inbox, staff, timeline
from reminders.web.forms import Form, text_of
from reminders.web.pages import see
from reminders.web.signed import Clinician, Enroller, Signed, audit

router = APIRouter()

ROWS = 60
LONGEST_NOTE = 4000


@router.get("/inbox")
def show(signed: Enroller) -> HTMLResponse:
    """Show the threads: what waits, oldest first, then what was dealt with."""
    with signed.context.db.begin() as tx:
        waiting = inbox.waiting(tx, signed.clinic.id, ROWS)
        dealt_with = inbox.dealt_with(tx, signed.clinic.id, ROWS)
        loose = [reply.sender_hash for reply in waiting if reply.patient is None]
        sharing = inbox.sharing(tx, signed.clinic.id, loose)
        audit(tx, signed, Action.VIEWED_INBOX)
    threads = _threads(waiting)
    seen = {thread[0].patient.id for thread in threads if thread[0].patient}
    done = [thread for thread in _threads(dealt_with) if not thread[0].patient or thread[0].patient.id not in seen]
    return signed.page("staff/inbox.html", threads=threads, dealt_with=done, sharing=sharing)


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
    """Mark a thread as dealt with, or hand it over: then it stays open, and the note says to whom."""
    text = text_of(form, "note").strip()[:LONGEST_NOTE]
    to = text_of(form, "to")
    try:
        handed = close_thread(signed.context, signed.clinic, str(patient_id), text, to=to, actor=signed.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return see(f"/inbox?done={'handed-over' if handed else 'closed'}")


@router.post("/replies/{reply_id}/close")
def close_reply(signed: Enroller, reply_id: UUID, form: Form) -> Response:
    """Mark a text that belongs to no single patient as dealt with."""
    del form
    try:
        close_text(signed.context, signed.clinic, str(reply_id), actor=signed.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return see("/inbox?done=closed")


def _threads(found: list[inbox.InboxReply]) -> list[list[inbox.InboxReply]]:
    """Group texts by patient; one that belongs to no single patient stands alone."""
    threads: dict[str, list[inbox.InboxReply]] = {}
    for item in found:
        threads.setdefault(item.patient.id if item.patient else item.id, []).append(item)
    return list(threads.values())


def _thread(
    signed: Signed, patient_id: UUID, *, words: str = "", errors: dict[str, Any] | None = None, status: int = 200
) -> HTMLResponse:
    with signed.context.db.begin() as tx:
        try:
            patient = pick_patient(tx, signed.clinic, str(patient_id))
        except NotFoundError:
            raise HTTPException(404) from None
        said = [(item.received_at, "theirs", item) for item in timeline.replies_of(tx, patient.id)]
        sent = timeline.messages_of(tx, patient.id)
        said += [(item.sent_at or item.due_at, "ours", item) for item in sent if item.text and item.channel == "sms"]
        alerts = [item for item in timeline.alerts_of(tx, patient.id) if item.closed_at is None]
        members = [member for member in staff.list_staff(tx, signed.clinic.id) if member.id != signed.staff.id]
        audit(tx, signed, Action.VIEWED_THREAD, patient_id=patient.id)
    return signed.page(
        "staff/thread.html",
        status=status,
        patient=patient,
        zone=patient.zone,
        said=sorted(said, key=lambda line: line[0]),
        alerts=alerts,
        members=members,
        words=words,
        errors=errors or {},
        count=segments(words),
        now=signed.context.clock.now(),
        in_hours=signed.clinic.hours.next_allowed(signed.context.clock.now(), patient.zone)
        == signed.context.clock.now(),
    )
