"""`reminders patient reschedule|discharge|pause|resume|cancel|stop`. ID is the enrollment's external id."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import ClinicOption, JSONOption, clinic_named, command_line, open_context
from reminders.core.model.contact import Channel
from reminders.core.model.errors import WrongUseError
from reminders.services.consent.stop import stop_patient
from reminders.services.forms.enrollment_form import FieldError, check_date
from reminders.services.plans import change_state
from reminders.services.plans.change_state import CancelReason
from reminders.services.plans.discharge import record_discharge
from reminders.services.plans.reschedule import reschedule as move
from reminders.services.replies.unclear_stop import keep_texts_of

if TYPE_CHECKING:
    from reminders.core.plans.replanning import PlanDiff
    from reminders.services.plans.reschedule import Moved

app = typer.Typer(help="Change one enrollment; its unsent messages follow at once.", no_args_is_help=True)
ExternalID = Annotated[str, typer.Argument(metavar="ID", help="The enrollment's external id.")]


@app.command()
def reschedule(
    external_id: ExternalID,
    surgery_date: str,
    clinic: ClinicOption = None,
    as_json: JSONOption = False,  # noqa: FBT002
) -> None:
    """Move the surgery to another day (YYYY-MM-DD).

    Warnings say what to look at, such as that no message will go out. They do not change the exit code.
    """
    try:
        day = check_date("surgery_date", surgery_date)
    except FieldError as error:
        raise WrongUseError(str(error)) from None
    with open_context() as context:
        moved = move(context, clinic_named(context, clinic), external_id, day, actor=command_line())
    if as_json:
        print(json.dumps(_as_json(moved)))
        return
    _say(moved.diff)
    if moved.ahead.first is not None:
        print(f"{moved.ahead.messages} messages will go out, the first on {moved.ahead.first:%Y-%m-%d at %H:%M}")
    for warning in moved.ahead.all_warnings:
        print(f"warning: {warning}", file=sys.stderr)


def _as_json(moved: Moved) -> dict[str, object]:
    return {
        "changed": len(moved.diff.change),
        "new": len(moved.diff.insert),
        "messages": moved.ahead.messages,
        "first": moved.ahead.first.isoformat() if moved.ahead.first else None,
        "warnings": [{"column": item.column, "warning": str(item)} for item in moved.ahead.all_warnings],
    }


@app.command()
def discharge(
    external_id: ExternalID,
    discharge_date: Annotated[str, typer.Argument(metavar="YYYY-MM-DD", help="The day the patient went home.")] = "",
    clear: Annotated[  # noqa: FBT002 Typer's form
        bool, typer.Option("--clear", help="Take the date back: the patient is still in hospital.")
    ] = False,
    clinic: ClinicOption = None,
) -> None:
    """Record the day a patient left the hospital, or correct it. Steps that count from it follow at once."""
    if clear is bool(discharge_date):
        raise WrongUseError("write the discharge date as YYYY-MM-DD, or --clear to take it back")
    try:
        day = None if clear else check_date("discharge_date", discharge_date)
    except FieldError as error:
        raise WrongUseError(str(error)) from None
    with open_context() as context:
        _say(record_discharge(context, clinic_named(context, clinic), external_id, day, actor=command_line()))


@app.command()
def pause(external_id: ExternalID, clinic: ClinicOption = None) -> None:
    """Hold everything unsent."""
    with open_context() as context:
        _say(change_state.pause(context, clinic_named(context, clinic), external_id, actor=command_line()))


@app.command()
def resume(external_id: ExternalID, clinic: ClinicOption = None) -> None:
    """Free what was held."""
    with open_context() as context:
        _say(change_state.resume(context, clinic_named(context, clinic), external_id, actor=command_line()))


@app.command()
def cancel(
    external_id: ExternalID,
    reason: Annotated[CancelReason, typer.Option("--reason")],
    clinic: ClinicOption = None,
) -> None:
    """Cancel everything unsent."""
    with open_context() as context:
        _say(change_state.cancel(context, clinic_named(context, clinic), external_id, reason, actor=command_line()))


@app.command()
def stop(
    external_id: ExternalID,
    channel: Annotated[Channel, typer.Option("--channel")],
    clinic: ClinicOption = None,
) -> None:
    """Stop one channel at the patient's wish. Only the patient can start texts again, by texting START."""
    with open_context() as context:
        new = stop_patient(context, clinic_named(context, clinic), external_id, channel, "staff", actor=command_line())
    print(f"{channel.value} is stopped" if new else f"{channel.value} was stopped already")


@app.command("keep-texts")
def keep(external_id: ExternalID, clinic: ClinicOption = None) -> None:
    """Decide that a text which may have meant stop was none: what is on hold because of it goes on."""
    with open_context() as context:
        actor = command_line()
        keep_texts_of(context, clinic_named(context, clinic), external_id, actor.name or "command line", actor=actor)
    print("texts go on")


def _say(diff: PlanDiff) -> None:
    print(f"{len(diff.change)} messages changed, {len(diff.insert)} new")
