"""The calendar: surgeries by week and surgeon. A day leads to its list, from which it can be moved."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from reminders.core.records.patient_filter import read_filter
from reminders.services.records.calendar import open_calendar
from reminders.web.staff.current_user import CurrentUser, Enroller

router = APIRouter()


@router.get("/calendar")
def show(user: Enroller, week: str = "") -> HTMLResponse:
    """Show the week of a day; what is no day is this week."""
    return _page(user, week)


def _page(user: CurrentUser, week: str) -> HTMLResponse:
    day = read_filter({"from": week}).since
    if day is not None and not 2000 <= day.year <= 2100:  # noqa: PLR2004 the years of a surgery
        day = None
    found = open_calendar(user.context, user.clinic, day, actor=user.actor)
    step = timedelta(days=7)
    return user.page("staff/calendar.html", week=found, earlier=found.monday - step, later=found.monday + step)
