"""`reminders reconcile`: after a restore, take over from the provider what was sent and received since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reminders.cli.opening import command_line, open_context
from reminders.core.model.errors import WrongUseError
from reminders.services.upkeep.reconcile_all import reconcile_all
from reminders.services.upkeep.simulation_events import read_moment

if TYPE_CHECKING:
    from reminders.services.upkeep.reconcile_all import Reconciliation


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("reconcile")(reconcile)


def reconcile(
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="From when on; without it, the latest moment that the database knows of."),
    ] = None,
) -> None:
    """Ask Twilio what was sent and received since a backup, take it over, and let sending go on."""
    try:
        start = read_moment("--since", since) if since else None
    except ValueError as error:
        raise WrongUseError(str(error)) from None
    with open_context() as context:
        _tell(reconcile_all(context, start, actor=command_line()))


def _tell(result: Reconciliation) -> None:
    if result.asked:
        print(f"asked Twilio for all texts since {result.since:%Y-%m-%d %H:%M} UTC")
        print(f"sent: {result.marked_sent} marked as sent; answers and texts by staff: {result.other_texts}")
        print(f"received: {result.came_in} taken in, {result.stops} of them STOP, {result.red_flags} urgent")
    else:
        print("SMS_BACKEND is outbox: no text ever left, so there is no one to ask")
    if result.unknown_phones:
        print(
            f"phones that got texts and belong to no patient here: {len(result.unknown_phones)}. Enrolled since the "
            "backup? Enroll them again, after comparing with Twilio's log"
        )
    if result.emails:
        print(f"emails: {result.emails} may have gone out; each is on the staff list, for a person to decide")
    if result.resumed:
        print("Not known here: what was done on the site since then (enrollments, changes, email unsubscribes)")
    print("sending goes on" if result.resumed else "sending was not paused for an old database")
