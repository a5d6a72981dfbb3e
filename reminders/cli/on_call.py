"""`reminders clinic on-call add|list|remove`: who is told of an urgent reply, in which order."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.core.alerts.on_call import OnCall
from reminders.services.alerts.on_call_list import add_on_call, list_on_call, remove_on_call

app = typer.Typer(help="Who is told of an urgent reply, in which order.", no_args_is_help=True)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="As the others know the person.")],
    phone: Annotated[str | None, typer.Option("--phone", help="Gets a text.")] = None,
    email: Annotated[str | None, typer.Option("--email", help="Gets an email.")] = None,
    place: Annotated[int, typer.Option("--place", min=0, help="From 1; left out: at the end.")] = 0,
    clinic: ClinicOption = None,
) -> None:
    """Put a person on the list."""
    with open_context() as context:
        clinic_row = clinic_named(context, clinic)
        position = add_on_call(context, clinic_row, OnCall(name, phone, email, place), actor=command_line())
    print(f"{name} is number {position} on the list")


@app.command("list")
def list_(clinic: ClinicOption = None, as_json: JSONOption = False) -> None:  # noqa: FBT002 Typer's form
    """Show the list."""
    with open_context() as context:
        clinic_row = clinic_named(context, clinic)
        people = list_on_call(context, clinic_row)
    for place, person in enumerate(people, start=1):
        line = {"place": place, "name": person.name, "phone": person.phone, "email": person.email}
        ways = ", ".join(address for _, address in person.ways)
        print(json.dumps(line) if as_json else f"{place}. {person.name}: {ways}")
    if people and not as_json:
        print(f"the next person is notified after {clinic_row.escalate_minutes} minutes")
    elif not people:
        typer.echo("no one is on call: urgent replies appear on the Today page but no one is notified", err=True)


@app.command("remove")
def remove(place: Annotated[int, typer.Argument(help="From 1, as listed.")], clinic: ClinicOption = None) -> None:
    """Take a person off the list."""
    with open_context() as context:
        removed = remove_on_call(context, clinic_named(context, clinic), place, actor=command_line())
    print(f"{removed.name} is off the list")
