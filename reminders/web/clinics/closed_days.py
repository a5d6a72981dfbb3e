"""The days on which the clinic is closed: public holidays and its own; what a change moves is shown first."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from reminders.core.model.clinic import Clinic
from reminders.core.model.errors import SettingError
from reminders.services.clinics.clinic_settings import change_clinic
from reminders.services.clinics.closed_days import close_days, follow_holidays, open_day, read_calendar
from reminders.services.clinics.preview_rules import preview_rules
from reminders.services.forms.fields import FieldError, check_date
from reminders.web.pages.labels import _
from reminders.web.pages.pages import redirect
from reminders.web.requests.forms import TOKEN_FIELD, Form, text_of
from reminders.web.staff.current_user import Admin, CurrentUser

router = APIRouter()

PAGE = "/settings/closed-days"
TEXTS = ("first", "last", "name")


@router.get(PAGE)
def show(user: Admin) -> HTMLResponse:
    """Show the year ahead, the holidays, and a form for own closed days."""
    return _page(user, dict.fromkeys(TEXTS, ""))


@router.post(PAGE)
def change(user: Admin, form: Form) -> Response:
    """Show which messages a change moves; carry it out when that was seen, or where none moves."""
    try:
        clinic = _changed(user.clinic, form)
    except (FieldError, SettingError) as error:
        return _page(user, {name: text_of(form, name)[:200] for name in TEXTS}, {error.field: error})
    if clinic == user.clinic:
        return redirect(f"{PAGE}?done=saved")
    if text_of(form, "seen") != "yes":
        effect = preview_rules(user.context, clinic)
        if effect.messages:
            posted = [(name, str(value)) for name, value in form.multi_items() if name != TOKEN_FIELD]
            return user.page("staff/closed_days_preview.html", effect=effect, posted=posted)
    change_clinic(user.context, clinic, actor=user.actor)
    return redirect(f"{PAGE}?done=saved")


def _changed(clinic: Clinic, form: FormData) -> Clinic:
    """Return the clinic as the form would have it.

    Raises:
        FieldError: a day is none.
        SettingError: the days or the region cannot be.

    """
    action = text_of(form, "action")
    if action == "holidays":
        listed, closed = (
            [name for name in form.getlist(field) if isinstance(name, str)] for field in ("listed", "closed")
        )
        return follow_holidays(clinic, text_of(form, "holiday_region"), listed, closed)
    if action == "open":
        return open_day(clinic, check_date("first", text_of(form, "day")))
    if not text_of(form, "first"):
        raise FieldError("first", _("choose a date"))
    first = check_date("first", text_of(form, "first"))
    last = check_date("last", text_of(form, "last")) if text_of(form, "last") else first
    return close_days(clinic, first, last, text_of(form, "name"))


def _page(user: CurrentUser, values: Mapping[str, str], errors: Mapping[str, Exception] | None = None) -> HTMLResponse:
    today = user.context.clock.now().astimezone(user.clinic.zone).date()
    calendar = read_calendar(user.clinic, today)
    status = 422 if errors else 200
    return user.page("staff/closed_days.html", status=status, calendar=calendar, values=values, errors=errors or {})
