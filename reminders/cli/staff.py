"""`reminders staff add|list|rename|disable|enable|reset-second-factor`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from reminders.cli.opening import ClinicOption, clinic_named, command_line, open_context
from reminders.core.model.errors import WrongUseError
from reminders.core.model.roles import Role
from reminders.services.staff.access.second_factor import reset_second_factor
from reminders.services.staff.rename import rename_member
from reminders.services.staff.staff import (
    add_member,
    disable_member,
    enable_member,
    get_member,
    list_members,
    pick_member,
)

app = typer.Typer(help="Who may sign in to the staff site.", no_args_is_help=True)


@app.command("add")
def add(
    email: str,
    role: Annotated[Role, typer.Option("--role", help="What the person may do.")],
    name: Annotated[str, typer.Option("--name", help="What colleagues see, as 'Ana Ruiz, RN'.")] = "",
    clinic: ClinicOption = None,
) -> None:
    """Add a staff member. The password is asked for, or read as one line from standard input."""
    with open_context() as context:
        at = clinic_named(context, clinic)
        member = add_member(context, at, email, role, _password(), name=name, actor=command_line())
    print(f"{member.email} may sign in as {member.role}")


@app.command("list")
def list_(clinic: ClinicOption = None) -> None:
    """List the staff of a clinic."""
    with open_context() as context:
        for member in list_members(context, clinic_named(context, clinic)):
            state = "disabled" if member.disabled_at else "active" if member.has_password else "invited"
            print(f"{member.email}  {member.role}  {state}" + (f"  {member.name}" if member.name else ""))


@app.command("rename")
def rename(
    email: str,
    name: Annotated[str, typer.Argument(help="What colleagues see, as 'Ana Ruiz, RN'; empty: the email again.")],
    clinic: ClinicOption = None,
) -> None:
    """Change what a person is called on the staff site."""
    with open_context() as context:
        at = clinic_named(context, clinic)
        with context.db.read() as tx:
            member = pick_member(tx, at, email)
        rename_member(context, member, name, actor=command_line())
        named = get_member(context, at, member.id)
    print(f"{named.email} is shown as {named.shown}")


@app.command("disable")
def disable(email: str, clinic: ClinicOption = None) -> None:
    """Let a person in no more, and end their sessions at once."""
    with open_context() as context:
        at = clinic_named(context, clinic)
        with context.db.read() as tx:
            member = pick_member(tx, at, email)
        disable_member(context, at, member, actor=command_line())
    print(f"{member.email} may no longer sign in")


@app.command("enable")
def enable(email: str, clinic: ClinicOption = None) -> None:
    """Let a disabled person in again."""
    with open_context() as context:
        at = clinic_named(context, clinic)
        with context.db.read() as tx:
            member = pick_member(tx, at, email)
        enable_member(context, at, member, actor=command_line())
    print(f"{member.email} may sign in again")


@app.command("reset-second-factor")
def reset_second_factor_(email: str, clinic: ClinicOption = None) -> None:
    """Remove the second factor of a person who lost their phone and recovery codes, and end their sessions.

    They sign in with their password; if their role needs a second factor, they set one up again.
    """
    with open_context() as context:
        had = reset_second_factor(context, clinic_named(context, clinic), email, actor=command_line())
    print(f"{email} signs in with the password alone now" if had else f"{email} had no second factor; sessions ended")


def _password() -> str:
    if sys.stdin.isatty():
        return typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise WrongUseError("no password: give it as one line on standard input")
    return line
