"""Plays the demo clinic and prints what each patient got. Everyone in it is invented."""

from __future__ import annotations

import secrets
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from reminders.cli.opening import clinic_named, command_line
from reminders.clock import FixedClock, SystemClock
from reminders.core.model.errors import WrongUseError
from reminders.core.model.roles import Role
from reminders.core.model.status import Kind
from reminders.services.staff.staff import add_member
from reminders.services.upkeep.demo import CLINIC, ON_CALL, DemoStory, tell_demo
from reminders.services.upkeep.demo_result import read_demo
from reminders.services.upkeep.schema import migrate
from reminders.services.upkeep.simulate import simulate
from reminders.wiring import build_context, close_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from reminders.config import Settings
    from reminders.core.records.message_line import MessageLine
    from reminders.services.upkeep.demo_result import DemoPatient


DEMO_DATABASE = Path("reminders-demo.db")
DEMO_MARK = 0x52444D4F
"""SQLite's `application_id` of a database that the demo made, and may therefore make again."""


def demo_database(settings: Settings) -> Path:
    """Return the file the demo plays in: the one DATABASE_URL names, if someone set it, else `reminders-demo.db`.

    Raises:
        WrongUseError: that is a database server, or holds something that the demo did not make.

    """
    if "database_url" not in settings.model_fields_set:
        return DEMO_DATABASE
    database = make_url(settings.database_url).database
    if not settings.is_sqlite or not database or database == ":memory:":
        raise WrongUseError(
            "the demo uses its own SQLite file, but DATABASE_URL names something else: unset it, or set it to "
            "a new file, for example sqlite:///my-demo.db"
        )
    path = Path(database)
    if path.exists() and not _is_demo(path):
        raise WrongUseError(
            f"DATABASE_URL names {path}, which was not created by the demo and would be overwritten: "
            "unset it, or name a new file"
        )
    return path


def _is_demo(path: Path) -> bool:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("PRAGMA application_id").fetchone()[0] == DEMO_MARK
        except sqlite3.DatabaseError:
            return False


def play_demo(settings: Settings) -> DemoStory:
    """Make a fresh demo database and replay the clinic's last months through the real pipeline."""
    from rich.console import Console
    from rich.progress import Progress

    database = Path(make_url(settings.database_url).database or "")
    for leftover in (database, *(Path(f"{database}{end}") for end in ("-wal", "-shm"))):
        leftover.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA application_id = {DEMO_MARK}")
    now = SystemClock().now()
    clock = FixedClock(now)
    context = build_context(settings, clock)
    try:
        clock.set(now - timedelta(days=365))
        migrate(context.db)
        story = tell_demo(context.catalog, now)
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("Playing four months of a clinic", total=(story.end - story.start).total_seconds())
            simulate(
                context,
                clock,
                CLINIC,
                story.cohort,
                story.events,
                (story.start, story.end),
                lambda moment: bar.update(task, completed=(moment - story.start).total_seconds()),
                ON_CALL,
            )
    finally:
        close_context(context)
    return story


def add_demo_staff(settings: Settings) -> None:
    """Make someone who can sign in to the demo, under a fresh password, and print how."""
    context = build_context(settings)
    try:
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        clinic = clinic_named(context, CLINIC.slug)
        member = add_member(context, clinic, "nurse@oak-street.example", Role.ADMIN, password, actor=command_line())
        print(f"\nSign in:  {member.email}\nPassword: {password}\n", flush=True)
    finally:
        close_context(context)


def print_demo(settings: Settings, *, full: bool) -> None:
    """Print a summary, and with `full` every message as its patient saw it."""
    context = build_context(settings)
    try:
        result = read_demo(context)
    finally:
        close_context(context)
    if full:
        for patient in result.patients:
            person = patient.person
            external_id = patient.messages[0].external_id
            print(f"\n{person.given_name} {person.family_name} ({external_id}, {person.timezone})")
            _print_story([*map(_sent, patient.messages), *_received(patient)], person.zone)
        print(f"\nOn call: {', '.join(person.name for person in ON_CALL)}")
        _print_story(list(map(_sent, result.notices)), CLINIC.zone)
    sent = sum(line.sent_at is not None for patient in result.patients for line in patient.messages)
    people_and_sent = f"{len(result.patients)} made-up patients, {sent} messages sent"
    print(
        f"\n{CLINIC.name}: {people_and_sent}, {result.open_alerts} alerts open, "
        f"{result.unacknowledged} urgent and not yet acknowledged."
    )


def _print_story(happenings: Sequence[tuple[datetime, int, str]], zone: ZoneInfo) -> None:
    """Print what went out, what came in and what staff did, in the order in which it happened."""
    for moment, _, words in sorted(happenings, key=lambda item: item[:2]):
        print(f"  {moment.astimezone(zone):%a %b %d %H:%M}  {words}")


def _sent(line: MessageLine) -> tuple[datetime, int, str]:
    return line.sent_at or line.due_at, 2, _shown(line)


def _received(patient: DemoPatient) -> Iterator[tuple[datetime, int, str]]:
    """Yield what a patient wrote, and the alerts about it: when, its place among what happened at once, and words."""
    for reply in patient.replies:
        yield reply.received_at, 0, f"wrote: {reply.body}  [{reply.summary}]"
    for alert in patient.alerts:
        detail = f" ({alert.detail})" if alert.detail else ""
        yield alert.opened_at, 1, f"ALERT {alert.kind}{detail}" + ("" if alert.closed_at else ", still open")
        if alert.closed_at:
            yield alert.closed_at, 1, f"alert {alert.kind} closed by {alert.closed_by}"


def _shown(line: MessageLine) -> str:
    what = line.step or ("notice" if line.kind == Kind.ALERT.value else "answer")
    reason = f" ({line.reason})" if line.reason else ""
    shown = f"{line.channel:<5} {what:<18} {line.status}{reason}"
    if not (line.body and line.sent_at):
        return shown
    text = line.body if line.channel == "sms" else line.body.strip().splitlines()[0] + " …"
    return f"{shown}\n      {text}"
