"""The commands: each parses, calls one service, and prints. A mistake is one sentence and a non-zero exit."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from reminders import __version__
from reminders.cli.upkeep import serve
from reminders.core.model.errors import RemindersError, SetupError
from reminders.data import DataError
from reminders.observability import configure_logging
from reminders.worker.startup import first_line

SERVING = frozenset({"up", "web"})
"""The commands that keep running: they start without the code of all the others."""


def make_app(command: str | None) -> typer.Typer:
    """Build the commands: all of them, or those beside `command` if it is one that keeps running."""
    app = typer.Typer(
        name="reminders",
        help="Walks patients through recovery by text and email: the right message, at the right local hour, once.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    serve.add_to(app)
    if command not in SERVING:
        _add_others(app)
    return app


def main() -> None:
    """Run the command line."""
    configure_logging("text", level=logging.WARNING)
    try:
        make_app(sys.argv[1] if len(sys.argv) > 1 else None)()
    except RemindersError as error:
        _fail(str(error), error.exit_code)
    except DataError as error:
        _fail(str(error), SetupError.exit_code)
    except DBAPIError as error:
        _fail(f"the database does not answer as it should: {first_line(error)}", RemindersError.exit_code)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 Typer's form
    if wanted:
        print(f"reminders {__version__}")
        raise typer.Exit


def _options(
    _version: Annotated[  # noqa: FBT002 Typer's form
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version, and end."),
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


def _add_others(app: typer.Typer) -> None:
    from reminders.cli import (
        alert,
        api_key,
        audit,
        clinic,
        enroll,
        hl7,
        patient,
        plan,
        plans,
        read,
        report,
        staff,
    )
    from reminders.cli.care import fhir, visits
    from reminders.cli.sending import bounces, messages, settle, webhooks
    from reminders.cli.upkeep import backup, doctor, language, reconcile, rekey, safety, simulate, templates

    for module in (messages, settle, doctor, backup, reconcile, rekey, bounces, enroll, plan, simulate, read, report):
        module.add_to(app)
    groups = {
        "alert": alert,
        "api-key": api_key,
        "audit": audit,
        "clinic": clinic,
        "fhir": fhir,
        "hl7": hl7,
        "language": language,
        "patient": patient,
        "plans": plans,
        "report": report,
        "safety": safety,
        "staff": staff,
        "templates": templates,
        "visits": visits,
        "webhooks": webhooks,
    }
    for name, group in groups.items():
        app.add_typer(group.app, name=name)


def _fail(message: str, code: int) -> None:
    print(f"reminders: {message}", file=sys.stderr)
    sys.exit(code)
