"""Today: what needs attention, the gravest first, surgeries to confirm, what goes out, and the last 30 days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.status import Status
from reminders.services.alerts.acknowledge import acknowledge, close
from reminders.services.alerts.today import Worklist, load_today, refresh_worklist
from reminders.services.records.write_note import close_trouble
from reminders.services.replies.unclear_stop import keep_texts, stop_texts
from reminders.services.sending.reconcile_by_hand import reconcile_by_hand
from reminders.web.pages.bars import bars
from reminders.web.pages.pages import see
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.signed import Clinician, Enroller

router = APIRouter()

LONGEST_NOTE = 4000
SETTLED = {Status.ACCEPTED: "settled", Status.PLANNED: "sent-again", Status.MISSED: "too-late"}


@router.get("/")
def show(signed: Enroller) -> HTMLResponse:
    """Show today."""
    if signed.by_itself:
        return signed.page("staff/_today_list.html", **_values(refresh_worklist(signed.context, signed.clinic)))
    page = load_today(signed.context, signed.clinic, actor=signed.actor)
    return signed.page(
        "staff/today.html",
        month=page.month,
        bars=bars(page.month),
        day=page.day,
        surgeries=page.surgeries,
        unconfirmed=page.unconfirmed,
        undos=page.undos,
        **_values(page.worklist),
    )


def _values(worklist: Worklist) -> dict[str, Any]:
    return {field.name: getattr(worklist, field.name) for field in fields(worklist)}


@router.post("/messages/{message_id}/close")
def close_message(signed: Enroller, message_id: UUID, form: Form) -> Response:
    """Close what went wrong with a message, with a note."""
    text, by = text_of(form, "note").strip()[:LONGEST_NOTE], signed.staff.email
    try:
        close_trouble(signed.context, signed.clinic, str(message_id), by, text, actor=signed.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return see("/?done=closed")


@router.post("/messages/{message_id}/settle")
def settle_message(signed: Clinician, message_id: UUID, form: Form) -> Response:
    """Take a person's word on a message that may or may not have gone: it arrived, or it goes again."""
    word = text_of(form, "word")
    if word not in ("arrived", "again"):
        raise HTTPException(404)
    try:
        became = reconcile_by_hand(
            signed.context,
            signed.clinic,
            str(message_id),
            arrived=word == "arrived",
            by=signed.staff.email,
            actor=signed.actor,
        )
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError:
        return see("/?done=settled-already")
    return see(f"/?done={SETTLED[became]}")


@router.post("/alerts/{alert_id}/acknowledge")
def acknowledge_alert(signed: Clinician, alert_id: int, form: Form) -> Response:
    """Say that somebody is on it."""
    try:
        acknowledge(signed.context, signed.clinic, alert_id, signed.staff.email, actor=signed.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return see(_back(form, "acknowledged"))


@router.post("/alerts/{alert_id}/close")
def close_alert(signed: Clinician, alert_id: int, form: Form) -> Response:
    """Close an alert, with a note about the patient it is about."""
    text = text_of(form, "note").strip()[:LONGEST_NOTE]
    try:
        close(signed.context, signed.clinic, alert_id, signed.staff.email, note=text, actor=signed.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError:
        return see(_back(form, "decide-first"))
    return see(_back(form, "closed"))


@router.post("/alerts/{alert_id}/keep-texts")
def keep(signed: Clinician, alert_id: int, form: Form) -> Response:
    """Decide that a text which may have meant stop was none."""
    return _decide(
        form,
        "texts-kept",
        lambda: keep_texts(signed.context, signed.clinic, alert_id, signed.staff.email, actor=signed.actor),
    )


@router.post("/alerts/{alert_id}/stop-texts")
def stop(signed: Clinician, alert_id: int, form: Form) -> Response:
    """Decide that a text which may have meant stop was one."""
    return _decide(
        form, "texts-stopped", lambda: stop_texts(signed.context, signed.clinic, alert_id, actor=signed.actor)
    )


def _decide(form: Form, done: str, decide: Callable[[], None]) -> Response:
    try:
        decide()
    except (NotFoundError, UseError):
        raise HTTPException(404) from None
    return see(_back(form, done))


def _back(form: Form, done: str) -> str:
    """Return where the button was: the inbox, or today."""
    return f"/inbox?done={done}" if text_of(form, "back") == "inbox" else f"/?done={done}"
