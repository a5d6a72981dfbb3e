"""`reminders alert list|acknowledge|close`: what needs a person."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.services.alerts.acknowledge import acknowledge, close, list_alerts

app = typer.Typer(help="What needs a person: list, acknowledge, close.", no_args_is_help=True)

By = Annotated[str, typer.Option("--by", help="Who you are, for the record.")]


@app.command("list")
def list_(
    clinic: Annotated[str | None, typer.Option("--clinic", metavar="SLUG", help="Only this clinic's.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones too.")] = False,  # noqa: FBT002 Typer's form
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """List alerts of every clinic, or of one, the oldest first. No words of a patient are printed."""
    with open_context() as context:
        lines = list_alerts(context, clinic_named(context, clinic) if clinic else None, closed=closed)
    for line in lines:
        if as_json:
            print(json.dumps({name: str(value) if value is not None else None for name, value in line.items()}))
            continue
        owner = line["acknowledged_by"]
        state = "closed" if line["closed_at"] else f"taken by {owner}" if owner else "not taken"
        detail = f" ({line['detail']})" if line["detail"] else ""
        print(f"{line['id']}  {line['clinic']}  {line['opened_at']:%Y-%m-%d %H:%M}Z  {line['kind']}{detail}: {state}")


@app.command("acknowledge")
def acknowledge_(
    alert: int,
    by: By = "command line",
    over: Annotated[str | None, typer.Option("--take-over-from", help="Who has it now, as the list says.")] = None,
    clinic: ClinicOption = None,
) -> None:
    """Take an alert: the on-call list is not contacted for some hours. A colleague's alert needs --take-over-from."""
    with open_context() as context:
        acknowledge(context, clinic_named(context, clinic), alert, by, over=over, actor=command_line())
    print(f"alert {alert}: taken by {by}")


@app.command("close")
def close_(alert: int, by: By = "command line", clinic: ClinicOption = None) -> None:
    """End an alert."""
    with open_context() as context:
        close(context, clinic_named(context, clinic), alert, by, actor=command_line())
    print(f"alert {alert} is closed")
