"""Reports: what patients answered, who stopped, and how long urgent replies waited, as bars, tables, names and CSV."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.model.audit_actions import Action
from reminders.core.records.patient_filter import page_of
from reminders.core.records.report_filter import FEW, SPANS, read_number, read_report_filter
from reminders.core.records.waits import LIMITS
from reminders.services.records.reports.report import read_report
from reminders.services.records.reports.report_csv import FILES
from reminders.services.records.reports.report_names import ROWS, names_behind
from reminders.web.pages import shares
from reminders.web.staff.current_user import CurrentUser, Enroller, RecentEnroller

router = APIRouter()

DOWNLOADED = {
    "answers": Action.DOWNLOADED_ANSWERS,
    "opt-outs": Action.DOWNLOADED_OPT_OUTS,
    "urgent": Action.DOWNLOADED_URGENT,
}


@router.get("/reports")
def show(user: Enroller) -> HTMLResponse:
    """Show the clinic in numbers: the days, the procedure and the surgeon that the address says."""
    report_filter = read_report_filter(user.request.query_params)
    return user.page(
        "staff/reports.html",
        report=read_report(user.context, user.clinic, report_filter, Action.VIEWED_REPORTS, actor=user.actor),
        chosen=report_filter,
        spans=SPANS,
        procedures=user.context.catalog.ids,
        limits=[_duration(limit) for limit in LIMITS],
        duration=_duration,
        few=FEW,
        bars=shares,
    )


@router.get("/reports/names")
def names(user: Enroller, page: str = "") -> HTMLResponse:
    """Show the patients behind one number."""
    values = user.request.query_params
    report_filter, number = read_report_filter(values), read_number(values)
    if number is None:
        raise HTTPException(404)
    shown = page_of(page)
    found = names_behind(user.context, user.clinic, report_filter, number, shown, actor=user.actor)
    return user.page(
        "staff/report_names.html",
        names=found,
        chosen=report_filter,
        number=number,
        of=values.get("of") or "urgent",
        limits=[_duration(limit) for limit in LIMITS],
        duration=_duration,
        shown=shown,
        last_page=-(-found.total // ROWS),
        query={key: text for key, text in values.items() if key not in {"page", "days", "procedure", "surgeon"}},
    )


@router.get("/reports/answers.csv")
def answers(user: RecentEnroller) -> Response:
    """Download the answers."""
    return _csv(user, "answers")


@router.get("/reports/opt-outs.csv")
def opt_outs(user: RecentEnroller) -> Response:
    """Download the opt-outs."""
    return _csv(user, "opt-outs")


@router.get("/reports/urgent.csv")
def urgent(user: RecentEnroller) -> Response:
    """Download how long urgent replies waited."""
    return _csv(user, "urgent")


def _csv(user: CurrentUser, name: Literal["answers", "opt-outs", "urgent"]) -> Response:
    report_filter = read_report_filter(user.request.query_params)
    report = read_report(user.context, user.clinic, report_filter, DOWNLOADED[name], actor=user.actor)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{report_filter.days}-days.csv"'}
    return Response(FILES[name](report).encode("utf-8-sig"), media_type="text/csv", headers=headers)


def _duration(wait: timedelta) -> str:
    """Write `3 min` or `2 h 5 min`, rounded up: no wait looks shorter than it was. The same in English and Spanish."""
    minutes = -(-int(wait.total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0 or not hours)
    return " ".join(words).replace(" ", "\N{NO-BREAK SPACE}")
