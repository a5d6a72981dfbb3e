"""The clinic's on-call list: who is notified of an urgent reply, in which order, when, and who is away. For admins."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.errors import NotFoundError
from reminders.services.alerts.on_call_list import (
    add_on_call,
    edit_on_call,
    get_on_call,
    move_up,
    read_duty,
    remove_person,
)
from reminders.services.forms.fields import FieldError, check_date
from reminders.web.alerts.shift_form import ShiftLine, day_names, in_words, lines_of, read_lines, shifts_of
from reminders.web.pages.pages import phone_as_read, redirect
from reminders.web.requests.forms import Form, text_of
from reminders.web.staff.current_user import Admin, CurrentUser, RowNumber

router = APIRouter()

PAGE = "/settings/on-call"
TEXTS = ("name", "phone", "email", "away_from", "away_until")
Values = dict[str, str]
Errors = dict[str, FieldError]


@router.get(PAGE)
def show(user: Admin) -> HTMLResponse:
    """Show the list, who is on call now, and a form for one more person."""
    return _list(user, dict.fromkeys(TEXTS, ""), lines_of(()))


@router.post(PAGE)
def add(user: Admin, form: Form) -> Response:
    """Add a person at the end."""
    values, lines = _posted(form)
    try:
        add_on_call(user.context, user.clinic, _person(values, lines), actor=user.actor)
    except FieldError as error:
        return _list(user, values, lines, {error.field: error})
    return redirect(f"{PAGE}?done=saved")


@router.get(PAGE + "/{on_call_id}")
def edit(user: Admin, on_call_id: RowNumber) -> HTMLResponse:
    """Show one person as a form."""
    person = _pick(user, on_call_id)
    values = {
        "name": person.name,
        "phone": phone_as_read(person.phone) if person.phone else "",
        "email": person.email or "",
        "away_from": str(person.away_from or ""),
        "away_until": str(person.away_until or ""),
    }
    return _form(user, person, values, lines_of(person.shifts))


@router.post(PAGE + "/{on_call_id}")
def change(user: Admin, form: Form, on_call_id: RowNumber) -> Response:
    """Change a person's details, hours and absence."""
    standing = _pick(user, on_call_id)
    values, lines = _posted(form)
    try:
        edit_on_call(user.context, user.clinic, _person(values, lines, on_call_id), actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    except FieldError as error:
        return _form(user, standing, values, lines, {error.field: error})
    return redirect(f"{PAGE}?done=saved")


@router.post(PAGE + "/{on_call_id}/move")
def move(user: Admin, form: Form, on_call_id: RowNumber) -> Response:
    """Move a person one place up or down."""
    try:
        move_up(user.context, user.clinic, on_call_id, actor=user.actor, down=text_of(form, "to") == "down")
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect(f"{PAGE}#people")


@router.post(PAGE + "/{on_call_id}/remove")
def remove(user: Admin, form: Form, on_call_id: RowNumber) -> Response:
    """Take a person off the list."""
    del form
    try:
        remove_person(user.context, user.clinic, on_call_id, actor=user.actor)
    except NotFoundError:
        raise HTTPException(404) from None
    return redirect(f"{PAGE}?done=saved")


def _pick(user: CurrentUser, on_call_id: int) -> OnCall:
    try:
        return get_on_call(user.context, user.clinic, on_call_id)
    except NotFoundError:
        raise HTTPException(404) from None


def _posted(form: Form) -> tuple[Values, list[ShiftLine]]:
    return {name: text_of(form, name).strip()[:200] for name in TEXTS}, read_lines(form)


def _person(values: Values, lines: list[ShiftLine], person_id: int = 0) -> OnCall:
    return OnCall(
        name=values["name"],
        phone=values["phone"] or None,
        email=values["email"] or None,
        id=person_id,
        shifts=shifts_of(lines),
        away_from=_day("away_from", values),
        away_until=_day("away_until", values),
    )


def _day(name: str, values: Values) -> date | None:
    return check_date(name, values[name]) if values[name] else None


def _list(user: CurrentUser, values: Values, lines: list[ShiftLine], errors: Errors | None = None) -> HTMLResponse:
    now, duty = user.context.clock.now(), read_duty(user.context, user.clinic)
    language, country = user.staff.language, user.clinic.country
    return user.page(
        "staff/on_call.html",
        status=422 if errors else 200,
        duty=duty,
        today=now.astimezone(user.clinic.zone).date(),
        on_duty={person.id for person in duty.people if person.on_duty(now, user.clinic.zone)},
        hours={person.id: in_words(person.shifts, language, country) for person in duty.people},
        **_fields(user, values, lines, errors),
    )


def _form(
    user: CurrentUser, person: OnCall, values: Values, lines: list[ShiftLine], errors: Errors | None = None
) -> HTMLResponse:
    fields = _fields(user, values, lines, errors)
    return user.page("staff/on_call_person.html", status=422 if errors else 200, person=person, **fields)


def _fields(user: CurrentUser, values: Values, lines: list[ShiftLine], errors: Errors | None) -> dict[str, object]:
    days = day_names(user.staff.language, user.clinic.country)
    return {"values": values, "lines": lines, "days": days, "errors": errors or {}}
