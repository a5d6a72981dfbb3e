"""`reminders clinic on-call add|list|remove`: who is told of an urgent reply, in which order."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.core.alerts.on_call import OnCall, parse_shifts, shifts_text
from reminders.core.model.errors import NotFoundError, WrongUseError
from reminders.services.alerts.on_call_list import add_on_call, change_on_call, list_on_call, read_duty, remove_on_call
from reminders.services.forms.fields import FieldError

if TYPE_CHECKING:
    from collections.abc import Generator

HoursOption = Annotated[
    str | None, typer.Option("--hours", help="On duty, on the clinic's clock: 'mon-fri 08:00-18:00'; always [always].")
]
AwayFrom = Annotated[str | None, typer.Option("--away-from", metavar="YYYY-MM-DD", help="First day away, or none.")]
AwayUntil = Annotated[str | None, typer.Option("--away-until", metavar="YYYY-MM-DD", help="Last day away, or none.")]

app = typer.Typer(help="Who is told of an urgent reply, in which order.", no_args_is_help=True)


@app.command("add")
def add(  # noqa: PLR0913 one option per thing known of a person
    name: Annotated[str, typer.Argument(help="As the others know the person.")],
    phone: Annotated[str | None, typer.Option("--phone", help="Gets a text.")] = None,
    email: Annotated[str | None, typer.Option("--email", help="Gets an email.")] = None,
    place: Annotated[int, typer.Option("--place", min=0, help="From 1; left out: at the end.")] = 0,
    hours: HoursOption = None,
    away_from: AwayFrom = None,
    away_until: AwayUntil = None,
    clinic: ClinicOption = None,
) -> None:
    """Put a person on the list."""
    if not (phone or email):
        raise WrongUseError("a person on call needs --phone, --email or both")
    person = _with_duty(OnCall(name, phone, email, place), hours, away_from, away_until)
    with open_context() as context:
        clinic_row = clinic_named(context, clinic)
        with _named_options():
            position = add_on_call(context, clinic_row, person, actor=command_line())
    print(f"{name} is number {position} on the list")


@app.command("set")
def set_(
    place: Annotated[int, typer.Argument(help="From 1, as listed.")],
    hours: HoursOption = None,
    away_from: AwayFrom = None,
    away_until: AwayUntil = None,
    clinic: ClinicOption = None,
) -> None:
    """Change when a person is on duty, or away."""
    with open_context() as context:
        clinic_row = clinic_named(context, clinic)
        people = list_on_call(context, clinic_row)
        if not 1 <= place <= len(people):
            raise NotFoundError(f"no one is at position {place}; see: reminders clinic on-call list")
        person = _with_duty(people[place - 1], hours, away_from, away_until)
        with _named_options():
            change_on_call(context, clinic_row, person, actor=command_line())
    print(f"{person.name}: {_duty_text(person)}")


@app.command("list")
def list_(clinic: ClinicOption = None, as_json: JSONOption = False) -> None:  # noqa: FBT002 Typer's form
    """Show the list."""
    with open_context() as context:
        clinic_row = clinic_named(context, clinic)
        duty = read_duty(context, clinic_row)
    people = duty.people
    for place, person in enumerate(people, start=1):
        line = {"place": place, "name": person.name, "phone": person.phone, "email": person.email}
        line |= {} if not _has_duty(person) else _duty_json(person)
        ways = ", ".join(address for _, address in person.ways)
        when = f" ({_duty_text(person)})" if _has_duty(person) else ""
        print(json.dumps(line) if as_json else f"{place}. {person.name}: {ways}{when}")
    if people and not as_json:
        print(f"notified first now: {', '.join(person.name for person in duty.now)}")
        print(f"the next person is notified after {clinic_row.escalate_minutes} minutes")
        for gap in duty.gaps[:3]:
            start, end = (moment.astimezone(clinic_row.zone) for moment in (gap.start, gap.end))
            message = (
                f"no one is on duty from {start:%a %Y-%m-%d %H:%M} to {end:%a %Y-%m-%d %H:%M}: everyone is notified"
            )
            typer.echo(message, err=True)
    elif not people:
        typer.echo("no one is on call: urgent replies appear on the Today page but no one is notified", err=True)


@app.command("remove")
def remove(place: Annotated[int, typer.Argument(help="From 1, as listed.")], clinic: ClinicOption = None) -> None:
    """Take a person off the list."""
    with open_context() as context:
        removed = remove_on_call(context, clinic_named(context, clinic), place, actor=command_line())
    print(f"{removed.name} is off the list")


@contextmanager
def _named_options() -> Generator[None]:
    """Name the option that cannot be used, as a person typed it."""
    try:
        yield
    except FieldError as error:
        option = "" if error.field == "name" else f"--{error.field.replace('_', '-')}: "
        raise WrongUseError(f"{option}{error}") from None


def _with_duty(person: OnCall, hours: str | None, away_from: str | None, away_until: str | None) -> OnCall:
    changes: dict[str, Any] = {}
    if hours is not None:
        try:
            changes["shifts"] = parse_shifts("" if hours.strip().lower() == "always" else hours)
        except ValueError as error:
            raise WrongUseError(f"--hours: {error}") from None
    for name, text in (("away_from", away_from), ("away_until", away_until)):
        if text is not None:
            changes[name] = _day(name, text)
    return replace(person, **changes)


def _day(name: str, text: str) -> date | None:
    try:
        return None if text.strip().lower() == "none" else date.fromisoformat(text.strip())
    except ValueError:
        option = name.replace("_", "-")
        raise WrongUseError(f"--{option}: {text!r} is not a date; write YYYY-MM-DD or none") from None


def _has_duty(person: OnCall) -> bool:
    return bool(person.shifts or person.away_from or person.away_until)


def _duty_text(person: OnCall) -> str:
    away = f", away {person.away_from or '...'} to {person.away_until or '...'}"
    return (shifts_text(person.shifts) or "always") + (away if person.away_from or person.away_until else "")


def _duty_json(person: OnCall) -> dict[str, str | None]:
    days = {"away_from": person.away_from, "away_until": person.away_until}
    return {"hours": shifts_text(person.shifts) or "always"} | {key: day and str(day) for key, day in days.items()}
