"""`reminders settle ID arrived|send-again`: a person's word on a message whose outcome no one could find out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from reminders.cli.opening import ClinicOption, clinic_named, command_line, open_context
from reminders.services.sending.reconcile_by_hand import reconcile_by_hand


class Word(StrEnum):
    """What the person found out."""

    ARRIVED = "arrived"
    SEND_AGAIN = "send-again"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("settle")(settle)


def settle(
    message_id: Annotated[UUID, typer.Argument(metavar="ID", help="Its id, as `reminders messages --json` prints it.")],
    word: Annotated[Word, typer.Argument(help="It arrived; or send it again, if there is still time.")],
    clinic: ClinicOption = None,
) -> None:
    """Settle an unconfirmed message by hand."""
    with open_context() as context:
        arrived = word is Word.ARRIVED
        who = command_line()
        at = clinic_named(context, clinic)
        by = f"command line ({who.name})"
        became = reconcile_by_hand(context, at, str(message_id), arrived=arrived, by=by, actor=who)
    print(f"the message is {became.value}")
