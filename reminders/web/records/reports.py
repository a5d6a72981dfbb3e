"""Reports: what patients answered, who stopped, and how long urgent replies waited, as tables, pictures and CSV."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.audit_actions import Action
from reminders.core.plans.waits import LIMITS
from reminders.services.records.report import SPANS, Report, read_report
from reminders.services.records.report_csv import FILES
from reminders.web.pages.bars import stripe
from reminders.web.staff.current_user import CurrentUser, Enroller

router = APIRouter()

DOWNLOADED = {
    "answers": Action.DOWNLOADED_ANSWERS,
    "opt-outs": Action.DOWNLOADED_OPT_OUTS,
    "urgent": Action.DOWNLOADED_URGENT,
}


@router.get("/reports")
def show(user: Enroller, days: str = "") -> HTMLResponse:
    """Show the clinic in numbers; a span that is not offered is the shortest."""
    span = _span(days)
    report = _load(user, span, Action.VIEWED_REPORTS)
    return user.page(
        "staff/reports.html",
        report=report,
        days=span,
        spans=SPANS,
        limits=[_duration(limit) for limit in LIMITS],
        stripe=stripe,
        duration=_duration,
    )


@router.get("/reports/answers.csv")
def answers(user: Enroller, days: str = "") -> Response:
    """Download the answers."""
    return _csv(user, days, "answers")


@router.get("/reports/opt-outs.csv")
def opt_outs(user: Enroller, days: str = "") -> Response:
    """Download the opt-outs."""
    return _csv(user, days, "opt-outs")


@router.get("/reports/urgent.csv")
def urgent(user: Enroller, days: str = "") -> Response:
    """Download how long urgent replies waited."""
    return _csv(user, days, "urgent")


def _csv(user: CurrentUser, days: str, name: Literal["answers", "opt-outs", "urgent"]) -> Response:
    span = _span(days)
    text = FILES[name](_load(user, span, DOWNLOADED[name]))
    headers = {"Content-Disposition": f'attachment; filename="{name}-{span}-days.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv", headers=headers)


def _load(user: CurrentUser, days: int, action: Action) -> Report:
    return read_report(user.context, user.clinic, days, action, actor=user.actor)


def _span(days: str) -> int:
    return next((span for span in SPANS if str(span) == days), SPANS[0])


def _duration(wait: timedelta) -> str:
    """Write `3 min` or `2 h 5 min`, rounded up: no wait looks shorter than it was. The same in English and Spanish."""
    minutes = -(-int(wait.total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0 or not hours)
    return " ".join(words).replace(" ", "\N{NO-BREAK SPACE}")
