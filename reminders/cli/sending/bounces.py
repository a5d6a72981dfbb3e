"""`reminders bounces FILE`: takes in mails that came back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from reminders.cli.opening import command_line, open_context
from reminders.core.model.errors import WrongUseError


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("bounces")(run)


def run(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A mail, an mbox, or - for standard input.")],
) -> None:
    """Take in bounces: mails that came back are marked, addresses that do not exist are closed."""
    from reminders.services.sending.take_bounce import take_bounces

    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise WrongUseError(f"{file} cannot be read: {error.strerror}") from None
    with open_context() as context:
        result = take_bounces(context, raw, actor=command_line())
    print(f"{result.taken} of {result.mails} messages were bounces of our email")
