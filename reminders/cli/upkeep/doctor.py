"""`reminders doctor`: is everything there that the service stands on?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import ClinicOption, JSONOption
from reminders.cli.upkeep.registration import print_registration
from reminders.clock import SystemClock
from reminders.config import SettingsError, load_local_settings
from reminders.doctor import CheckResult, examine

if TYPE_CHECKING:
    from collections.abc import Iterator


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("doctor")(doctor)


def doctor(
    as_json: JSONOption = False,  # noqa: FBT002 Typer's form
    registration: Annotated[  # noqa: FBT002
        bool, typer.Option("--registration", help="Print what A2P 10DLC and toll-free forms ask for, per clinic.")
    ] = False,
    clinic: ClinicOption = None,
    every_row: Annotated[  # noqa: FBT002
        bool, typer.Option("--every-row", help="Open every encrypted value, not the first 10,000 rows of each table.")
    ] = False,
) -> None:
    """Check database, broker, Twilio, mail server, keys, time zones and beat; say what to do. Sends nothing."""
    if registration:
        print_registration(clinic, as_json=as_json)
        return
    results: list[CheckResult] = []
    for result in _examine(every_row=every_row):
        results.append(result)
        if not as_json:
            print(f"{'ok   ' if result.ok else 'WRONG'}  {result.name:<10}  {result.says}", flush=True)
    ok = all(result.ok for result in results)
    if as_json:
        print(json.dumps({"ok": ok, "checks": [asdict(result) for result in results]}))
    if not ok:
        raise typer.Exit(1)


def _examine(*, every_row: bool) -> Iterator[CheckResult]:
    try:
        settings = load_local_settings()
    except SettingsError as error:
        yield from (CheckResult("settings", ok=False, says=line) for line in str(error).splitlines())
        return
    yield from examine(settings, SystemClock(), every_row=every_row)
