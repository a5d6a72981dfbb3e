"""The inbox: what patients wrote by text, what waits on top; answer by text, close with a note, hand over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.alerts.alert_kinds import NEVER_CUT
from reminders.core.model.audit_actions import Action
from reminders.core.model.roles import Role
from reminders.core.wording.sms_text import segments
from reminders.services.find import NotFoundError, UseError
from reminders.services.pick_patient import pick_to_show
from reminders.services.replies.conversation import load_conversation
from reminders.services.replies.staff_text import why_no_text
from reminders.services.replies.threads import Became, NotForThisRoleError, answer_thread, close_text, close_thread
from reminders.store.consent.on_hold import undecided
from reminders.store.records import timeline
from reminders.store.replies import holds, inbox
from reminders.store.staff import staff
from reminders.web.pages.pages import see
from reminders.web.replies.triage_rows import load_triage
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.signed import Clinician, Enroller, NotAllowedError, Signed, audit

router = APIRouter()

ROWS, DONE_ROWS = 60, 30
LOOK_BACK = timedelta(days=30)
LONGEST_NOTE = 4000


@router.get("/inbox")
def show(signed: Enroller) -> HTMLResponse:
    """Show whom to call, then the other threads that wait, the oldest first, then what was dealt with."""
    now = signed.context.clock.now()
    with signed.context.db.begin() as tx:
        triage = load_triage(signed.context, tx, signed.clinic, now - LOOK_BACK, 0)
        counted = inbox.count_waiting(tx, signed.clinic.id)
        waiting = inbox.waiting(tx, signed.clinic.id, ROWS)
        dealt_with = inbox.dealt_with(tx, signed.clinic.id, DONE_ROWS)
        loose = [reply.sender_hash for reply in waiting if reply.patient is None]
        sharing = inbox.sharing(tx, signed.clinic.id, loose)
        unclear = holds.open_unclear_stops(tx, signed.clinic.id, loose)
        if not signed.by_itself:  # what was recorded as seen goes on being seen
            audit(tx, signed, Action.VIEWED_INBOX)
    above = {row.alert.patient.id for row in triage.rows if row.alert.patient}
    above |= {row.alert.reply_id for row in triage.rows if row.alert.reply_id}
    threads = [thread for thread in _threads(waiting) if _key(thread[0]) not in above]
    seen = above | {_key(thread[0]) for thread in threads}
    done = [thread for thread in _threads(dealt_with) if _key(thread[0]) not in seen]
    return signed.page(
        "staff/_inbox_list.html" if signed.by_itself else "staff/inbox.html",
        triage=triage,
        counted=counted,
        left_out=counted.total - len(waiting),
        threads=threads,
        dealt_with=done,
        sharing=sharing,
        unclear=unclear,
        now=now,
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


def _threads(found: list[inbox.InboxReply]) -> list[list[inbox.InboxReply]]:
    """Group texts by patient; one that belongs to no single patient stands alone."""
    threads: dict[str, list[inbox.InboxReply]] = {}
    for item in found:
        threads.setdefault(_key(item), []).append(item)
    return list(threads.values())


def _key(item: inbox.InboxReply) -> str:
    return item.patient.id if item.patient else item.id


def _thread(
    signed: Signed, patient_id: UUID, *, words: str = "", errors: dict[str, Any] | None = None, status: int = 200
) -> HTMLResponse:
    with signed.context.db.begin() as tx:
        try:
            patient = pick_to_show(tx, signed.clinic, str(patient_id))
        except NotFoundError:
            raise HTTPException(404) from None
        said = load_conversation(signed.context, tx, patient.id)
        no_text = why_no_text(tx, signed.clinic, patient)
        alerts = [item for item in timeline.alerts_of(tx, patient.id) if item.closed_at is None]
        held = undecided(tx, [item.id for item in alerts])
        members = [member for member in staff.list_staff(tx, signed.clinic.id) if member.id != signed.staff.id]
        audit(tx, signed, Action.VIEWED_THREAD, patient_id=patient.id)
    return signed.page(
        "staff/thread.html",
        status=status,
        patient=patient,
        zone=patient.zone,
        said=said,
        no_text=no_text,
        may_close=signed.may(Role.CLINICIAN) or not any(item.kind in NEVER_CUT for item in alerts),
        alerts=alerts,
        held=held,
        members=members,
        words=words,
        errors=errors or {},
        count=segments(words),
        now=signed.context.clock.now(),
        in_hours=signed.clinic.hours.next_allowed(signed.context.clock.now(), patient.zone)
        == signed.context.clock.now(),
    )
