"""`reminders hl7 try FILE`."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import JSONOption, clinic_named, open_context
from reminders.config import load_local_settings
from reminders.core.hl7.framing import messages_of_file
from reminders.core.hl7.outcomes import State
from reminders.core.model.errors import SetupError
from reminders.wiring import load_partner

if TYPE_CHECKING:
    from collections.abc import Generator

    from reminders.core.hl7.partner import Partner
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.hl7.try_messages import Tried

app = typer.Typer(help="HL7 v2 messages from a hospital's systems.", no_args_is_help=True)
PartnerOption = Annotated[
    str, typer.Option("--partner", metavar="NAME", help="The partner file in HL7_PARTNERS_DIR, without its ending.")
]
LARGEST_FILE = 64 * 1024 * 1024


@app.command("try")
def try_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One message or many, framed or not; - reads them.")],
    partner: PartnerOption,
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
) -> None:
    """Show what each message of a file would do. Nothing is changed, and nothing of a patient is printed.

    Exit code 1 when a message could not be read.
    """
    from reminders.services.hl7.try_messages import try_messages

    described = load_partner(load_local_settings(), partner)
    messages = messages_of_file(_content(file))
    if not messages:
        raise SetupError(f"{file.name} holds no message; one begins with MSH")
    has_errors = False
    with _open(described) as (context, clinic):
        for item in try_messages(context, clinic, described, messages):
            has_errors = has_errors or item.decision.state is State.ERROR
            print(json.dumps(_as_json(item)) if as_json else _line(item))
    if has_errors:
        raise typer.Exit(1)


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read(LARGEST_FILE)
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise SetupError(f"{file.name} is larger than {LARGEST_FILE // 2**20} MB; split it")
        return file.read_bytes()
    except OSError as error:
        raise SetupError(f"{file.name} cannot be read: {error.strerror}") from None


@contextmanager
def _open(partner: Partner) -> Generator[tuple[Context, Clinic]]:
    """Open the clinic that a partner sends to."""
    with open_context() as context:
        yield context, clinic_named(context, partner.clinic)


def _line(item: Tried) -> str:
    name = f"{item.kind} {item.control_id}".strip() or "not readable"
    return f"message {item.number} ({name}): {item.words}"


def _as_json(item: Tried) -> dict[str, object]:
    decision = item.decision
    return {
        "message": item.number,
        "control_id": item.control_id or None,
        "event": item.kind or None,
        "state": decision.state.value,
        "action": decision.outcome.value,
        "words": item.words,
        "ack": item.acknowledgment.value,
        "plan": decision.values.get("plan"),
        "surgery_date": decision.values.get("day") if "plan" in decision.values else None,
    }
