"""Today: what needs attention, the gravest first, surgeries to confirm, what goes out, and the last 30 days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.audit_actions import Action
from reminders.core.model.status import Status
from reminders.services.alerts.acknowledge import acknowledge, close
from reminders.services.find import NotFoundError, UseError
from reminders.services.records.month import load_month
from reminders.services.records.write_note import close_trouble
from reminders.services.replies.unclear_stop import keep_texts, stop_texts
from reminders.services.sending.reconcile_by_hand import reconcile_by_hand
from reminders.store.alerts import today
from reminders.store.alerts.today import TodayMessage
from reminders.store.database.session import Tx
from reminders.store.records import recent, undos
from reminders.web.pages.bars import bars
from reminders.web.pages.pages import see
from reminders.web.replies.triage_rows import load_triage
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.signed import Clinician, Enroller, Signed, audit

router = APIRouter()

ROWS, LINES = 15, 25  # what waits for a click is heavier than what is only read
LOOK_BACK = timedelta(days=30)
UNREACHED_FROM, UNREACHED_UNTIL = timedelta(days=2), timedelta(days=7)
CONFIRM_DAYS = 365
LONGEST_NOTE = 4000
SETTLED = {Status.ACCEPTED: "settled", Status.PLANNED: "sent-again", Status.MISSED: "too-late"}


@router.get("/")
def show(signed: Enroller) -> HTMLResponse:
    """Show today."""
    clinic = signed.clinic
    now = signed.context.clock.now()
    day = now.astimezone(clinic.zone).date()
    evening = datetime.combine(day + timedelta(days=1), time(), clinic.zone)
    with signed.context.db.begin() as tx:
        values: dict[str, Any] = {
            "triage": load_triage(signed.context, tx, clinic, now - LOOK_BACK, ROWS),
            "trouble": today.trouble(tx, clinic.id, now - LOOK_BACK, ROWS),
            "trouble_total": today.count_trouble(tx, clinic.id, now - LOOK_BACK),
            "unreached": today.unreached(tx, clinic.id, now - UNREACHED_FROM, now + UNREACHED_UNTIL, 4 * ROWS),
            "going": today.going_out(tx, clinic.id, evening, LINES),
            "how_many": today.count_going_out(tx, clinic.id, evening),
        }
        shown = [*values["trouble"], *values["unreached"], *values["going"]]
        values |= {
            "templates": {message.id: _template(signed, tx, message) for message in shown},
            "plans": {message.id: _plan(signed, tx, message) for message in shown},
            "now": now,
        }
        if signed.by_itself:  # what was recorded as seen goes on being seen
            return signed.page("staff/_today_list.html", **values)
        month = signed.context.kept.get(("month", clinic.id, day), lambda: load_month(tx, clinic, now))
        since, until = day - timedelta(days=CONFIRM_DAYS), day - timedelta(days=1)
        values |= {
            "surgeries": recent.unconfirmed_surgeries(tx, clinic.id, since, until, ROWS),
            "unconfirmed": recent.count_unconfirmed(tx, clinic.id, since, until),
            "undos": undos.open_undos(tx, clinic.id, now),
        }
        audit(tx, signed, Action.VIEWED_TODAY)
    return signed.page("staff/today.html", month=month, bars=bars(month), day=day, **values)


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


def _template(signed: Signed, tx: Tx, message: TodayMessage) -> str:
    """Return what a message is called by: the template of its step."""
    if message.pathway_version_id is None:
        return message.step
    step = signed.context.book.get(tx, message.pathway_version_id).step(message.step)
    return step.template if step else message.step


def _plan(signed: Signed, tx: Tx, message: TodayMessage) -> str | None:
    """Return the pathway that a message belongs to."""
    if message.pathway_version_id is None:
        return None
    return signed.context.book.get(tx, message.pathway_version_id).id


def _back(form: Form, done: str) -> str:
    """Return where the button was: the inbox, or today."""
    return f"/inbox?done={done}" if text_of(form, "back") == "inbox" else f"/?done={done}"
