"""`reminders hl7 try|listen`."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import JSONOption, clinic_named, open_context, read_input, settings_with_keys
from reminders.config import load_local_settings
from reminders.core.hl7.framing import messages_of_file
from reminders.core.hl7.outcomes import State
from reminders.core.model.errors import SetupError, WrongUseError
from reminders.wiring import load_partner

if TYPE_CHECKING:
    from collections.abc import Generator

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
    from reminders.services.hl7.read import find_partner
    from reminders.services.hl7.try_messages import try_messages

    slug = load_partner(load_local_settings(), partner).clinic
    messages = messages_of_file(read_input(file, LARGEST_FILE))
    if not messages:
        raise SetupError(f"{file.name} holds no message; one begins with MSH")
    has_errors = False
    with _open(slug) as (context, clinic):
        described = find_partner(context, clinic, partner)
        for item in try_messages(context, clinic, described, messages):
            has_errors = has_errors or item.decision.state is State.ERROR
            print(json.dumps(_as_json(item)) if as_json else _line(item))
    if has_errors:
        raise typer.Exit(1)


@app.command()
def listen(
    partner: PartnerOption,
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = 2575,
    tls_cert: Annotated[Path | None, typer.Option("--tls-cert", help="Our certificate, PEM: TLS only.")] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="Its key.")] = None,
    client_ca: Annotated[
        Path | None, typer.Option("--client-ca", help="Senders must show a certificate that this authority signed.")
    ] = None,
) -> None:
    """Take messages in over MLLP. Each is stored and applied before it is acknowledged.

    Without TLS the connection must be a private one: the messages are patient data.
    """
    from reminders.embedded import bind
    from reminders.mllp import make_tls, run
    from reminders.observability import configure_logging
    from reminders.services.hl7.read import find_partner
    from reminders.services.hl7.receive import receive_from, refuse_too_large
    from reminders.wiring import build_context, close_context
    from reminders.worker.startup import await_database

    settings = settings_with_keys()
    slug = load_partner(settings, partner).clinic
    if (tls_cert is None) != (tls_key is None) or (client_ca and not tls_cert):
        raise WrongUseError("--tls-cert and --tls-key go together, and --client-ca needs both")
    tls = make_tls(tls_cert, tls_key, client_ca) if tls_cert and tls_key else None
    listener = bind(host, port)
    configure_logging(settings.log_format)
    context = build_context(settings)
    try:
        await_database(context.db, settings)
        clinic = clinic_named(context, slug)  # a partner of no clinic is told now, not to the first sender
        described = find_partner(context, clinic, partner)
        listener.listen()
        address = listener.getsockname()
        print(f"listening for {partner} on {address[0]}:{address[1]}{' with TLS' if tls else ''}", flush=True)
        run(
            listener,
            lambda raw: receive_from(context, described, raw).answer,
            lambda beginning: refuse_too_large(context, beginning),
            tls,
        )
    finally:
        close_context(context)


@contextmanager
def _open(slug: str | None) -> Generator[tuple[Context, Clinic]]:
    """Open the clinic that a partner sends to."""
    with open_context() as context:
        yield context, clinic_named(context, slug)


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
