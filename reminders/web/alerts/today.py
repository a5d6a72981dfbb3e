"""Today: what needs attention, the gravest first, surgeries to confirm, what goes out, and the last 30 days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.status import Status
from reminders.services.alerts.acknowledge import ResolvedError, TakenError, acknowledge, close
from reminders.services.alerts.assign import NoColleagueError, assign_alert, list_colleagues
from reminders.services.alerts.first_steps import hide_first_steps
from reminders.services.alerts.today import Worklist, load_today, refresh_worklist
from reminders.services.records.write_note import close_trouble
from reminders.services.replies.unclear_stop import keep_texts, stop_texts
from reminders.services.sending.reconcile_by_hand import reconcile_by_hand
from reminders.web.pages.bars import bars
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import WAITING, Admin, Clinician, CurrentUser, Enroller, RowNumber

router = APIRouter()

MAX_NOTE_LENGTH = 4000
SETTLED = {Status.ACCEPTED: "settled", Status.PLANNED: "sent-again", Status.MISSED: "too-late"}


@router.get("/")
def show(user: Enroller, taken: int | None = None) -> Response:
    """Show today. `taken`: an alert that someone else was the first to take."""
    if user.asks_for("counts"):  # a page that has no list of its own keeps its navigation fresh
        return Response(status_code=204, headers={WAITING: user.counted})
    if user.is_refresh:
        fresh = refresh_worklist(user.context, user.clinic, user.staff.email)
        return user.page("staff/_today_list.html", **_values(fresh), taken=None)
    page = load_today(user.context, user.clinic, user.staff.email, user.staff.role, actor=user.actor)
    return user.page(
        "staff/today.html",
        month=page.month,
        bars=bars(page.month),
        day=page.day,
        surgeries=page.surgeries,
        unconfirmed=page.unconfirmed,
        undos=page.undos,
        first_steps=page.first_steps,
        taken=taken,
        **_values(page.worklist),
    )


def _values(worklist: Worklist) -> dict[str, Any]:
    return {field.name: getattr(worklist, field.name) for field in fields(worklist)}


@router.post("/first-steps/hide")
def hide_steps(user: Admin, form: Form) -> Response:
    """Put the list of first steps away, for everyone at the clinic."""
    del form  # its token only
    hide_first_steps(user.context, user.clinic, actor=user.actor)
    return redirect("/")


@router.post("/messages/{message_id}/close")
def close_message(user: Enroller, message_id: UUID, form: Form) -> Response:
    """Close what went wrong with a message, with a note."""
    text, by = text_of(form, "note").strip()[:MAX_NOTE_LENGTH], user.staff.email
    try:
        close_trouble(user.context, user.clinic, str(message_id), by, text, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect("/?done=closed")


@router.post("/messages/{message_id}/settle")
def settle_message(user: Clinician, message_id: UUID, form: Form) -> Response:
    """Take a person's word on a message that may or may not have gone: it arrived, or it goes again."""
    word = text_of(form, "word")
    if word not in ("arrived", "again"):
        raise HTTPException(404)
    try:
        became = reconcile_by_hand(
            user.context,
            user.clinic,
            str(message_id),
            arrived=word == "arrived",
            by=user.staff.email,
            actor=user.actor,
        )
    except NotFoundError:
        raise HTTPException(404) from None
    except UseError:
        return redirect("/?done=settled-already")
    return redirect(f"/?done={SETTLED[became]}")


@router.post("/alerts/{alert_id}/acknowledge")
def acknowledge_alert(user: Clinician, alert_id: RowNumber, form: Form) -> Response:
    """Take it, or take it over from who had it when the page was made."""
    over = text_of(form, "over") or None
    return _unless_too_late(
        form,
        alert_id,
        "taken-over" if over else "acknowledged",
        lambda: acknowledge(user.context, user.clinic, alert_id, user.staff.email, over=over, actor=user.actor),
    )


@router.get("/alerts/{alert_id}/assign")
def ask_assign(user: Clinician, alert_id: RowNumber, back: str = "") -> Response:
    """Ask to whom."""
    return _ask_assign(user, alert_id, back)


@router.post("/alerts/{alert_id}/assign")
def assign(user: Clinician, alert_id: RowNumber, form: Form) -> Response:
    """Give it to a colleague, who is told if they want to be."""
    to, over = text_of(form, "to"), text_of(form, "over") or None
    try:
        return _unless_too_late(
            form,
            alert_id,
            "assigned",
            lambda: assign_alert(user.context, user.clinic, alert_id, to, over=over, actor=user.actor),
        )
    except NoColleagueError as error:
        return _ask_assign(user, alert_id, text_of(form, "back"), {"to": error})


def _ask_assign(
    user: CurrentUser, alert_id: int, back: str, errors: dict[str, NoColleagueError] | None = None
) -> Response:
    try:
        people, owner = list_colleagues(user.context, user.clinic, alert_id)
    except ResolvedError:
        return redirect("/?done=resolved-already")
    except NotFoundError:
        raise HTTPException(404) from None
    status, back = 422 if errors else 200, "inbox" if back == "inbox" else "today"
    values = {"people": people, "owner": owner, "alert_id": alert_id, "back": back, "errors": errors or {}}
    return user.page("staff/assign.html", status=status, **values)


@router.post("/alerts/{alert_id}/close")
def close_alert(user: Clinician, alert_id: RowNumber, form: Form) -> Response:
    """Close an alert, with a note about the patient it is about."""
    text = text_of(form, "note").strip()[:MAX_NOTE_LENGTH]
    try:
        return _unless_too_late(
            form,
            alert_id,
            "closed",
            lambda: close(user.context, user.clinic, alert_id, user.staff.email, note=text, actor=user.actor),
        )
    except UseError:
        return redirect(_back(form, "decide-first"))


@router.post("/alerts/{alert_id}/keep-texts")
def keep(user: Clinician, alert_id: RowNumber, form: Form) -> Response:
    """Decide that a text which may have meant stop was none."""
    return _decide(
        form,
        "texts-kept",
        lambda: keep_texts(user.context, user.clinic, alert_id, user.staff.email, actor=user.actor),
    )


@router.post("/alerts/{alert_id}/stop-texts")
def stop(user: Clinician, alert_id: RowNumber, form: Form) -> Response:
    """Decide that a text which may have meant stop was one."""
    return _decide(form, "texts-stopped", lambda: stop_texts(user.context, user.clinic, alert_id, actor=user.actor))


def _decide(form: Form, done: str, decide: Callable[[], None]) -> Response:
    try:
        decide()
    except (NotFoundError, UseError):
        raise HTTPException(404) from None
    return redirect(_back(form, done))


def _unless_too_late(form: Form, alert_id: int, done: str, do: Callable[[], None]) -> Response:
    """Do it, and go back; say so where a colleague was first."""
    try:
        do()
    except ResolvedError:
        return redirect(_back(form, "resolved-already"))
    except NotFoundError:
        raise HTTPException(404) from None
    except TakenError:
        return redirect(f"{_back(form, 'taken-already')}&taken={alert_id}#alert-{alert_id}")
    return redirect(_back(form, done))


def _back(form: Form, done: str) -> str:
    """Return where the button was: the inbox, or today."""
    return f"/inbox?done={done}" if text_of(form, "back") == "inbox" else f"/?done={done}"
