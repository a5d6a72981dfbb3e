"""Builders for tests of the store, the services and the commands: a clinic, forms, CSV files, and time that passes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from reminders.channels.outbox import Outbox
from reminders.core.model.actor import Actor
from reminders.core.model.clinic import Clinic
from reminders.core.model.contact import Channel
from reminders.pathways.catalog import Catalog
from reminders.rendering import TemplateFolder
from reminders.services.context import Context
from reminders.services.enrollment.enroll import enroll
from reminders.services.forms.enrollment_form import REQUIRED_COLUMNS, check_form
from reminders.services.links import LinkMaker
from reminders.services.pathway_book import PathwayBook
from reminders.services.sending.deliver import deliver
from reminders.services.sending.tick import tick
from reminders.store.clinics import clinics
from reminders.store.database.vault import Vault
from reminders.store.sending import due
from reminders.store.tables import alerts, attempts, history, messages, metadata
from tests.core.hl7.making import RIVERSIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Row, Table

    from reminders.clock import FixedClock
    from reminders.core.sending.retrying import SendOutcome
    from reminders.ports import Outgoing
    from reminders.services.enrollment.enroll import Outcome
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.store.database.session import Database

KEY, OTHER_KEY = bytes(range(32)), bytes(range(32, 64))

# A Monday afternoon in New York, the day before the usual surgery. Its steps, by local date: walk_1 Wednesday 11
# March, wound_1 Saturday 14, pain_plan Monday 16, light_1 Thursday 19. New York is four hours behind UTC all month.
NOW = datetime(2026, 3, 9, 19, tzinfo=UTC)
OAK = Clinic(slug="oak", name="Oak Clinic", phone="(202) 555-0100")
CATALOG, TEMPLATES = Catalog(), TemplateFolder()
SOMEBODY = Actor.command_line("somebody")
"""The person who makes a change in a test that is not about who does."""
_numbers = count(100)


def uid(number: int) -> str:
    """Make the id of a row."""
    return str(UUID(int=number))


def vault(*keys: bytes) -> Vault:
    """Keys of the tests, the writing one first."""
    return Vault(keys or (KEY,))


def make_context(database: Database, clock: FixedClock) -> Context:
    """Build a context on a database: real templates and pathways, outboxes that keep everything."""
    return Context(
        db=database,
        clock=clock,
        catalog=CATALOG,
        book=PathwayBook(),
        renderer=TEMPLATES,
        links=LinkMaker("https://reminders.example.org", "a secret of these tests"),
        senders={channel: Outbox(channel, keep=None) for channel in Channel},
        find_partner=lambda *_: RIVERSIDE,
    )


def add_oak(context: Context, **more: object) -> Clinic:
    """Add the clinic of these tests, or one like it."""
    with context.db.begin() as tx:
        return clinics.add_clinic(tx, replace(OAK, **more))


def change_clinic_to(context: Context, clinic: Clinic, **more: object) -> Clinic:
    """Change settings of a clinic."""
    changed = replace(clinic, **more)
    with context.db.begin() as tx:
        clinics.change_clinic(tx, changed)
    return changed


def at(text: str) -> datetime:
    """Read `03-11 14:30` (UTC, 2026)."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def row(**more: str) -> dict[str, str]:
    """One CSV row of a new person with phone and email who agreed to both; `more` changes cells."""
    number = next(_numbers)
    return {
        "external_id": f"S{number}",
        "given_name": "Ana",
        "family_name": f"Rivera{number}",
        "phone": f"(212) {736 + number // 5000}-{5000 + number % 5000}",  # none that a test writes down: those are 555
        "email": f"ana{number}@example.org",
        "language": "en",
        "timezone": "America/New_York",
        "procedure": "microdiscectomy",
        "surgery_date": "2026-03-10",
        "job_strain": "desk",
        "sms_consent": "yes",
        "email_consent": "yes",
    } | more


def csv_text(rows: Sequence[dict[str, str]], delimiter: str = ",", newline: str = "\n") -> str:
    """Write rows as CSV; columns beyond the required ones come last."""
    names = list(dict.fromkeys([*REQUIRED_COLUMNS, *(name for item in rows for name in item)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, delimiter=delimiter, lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def csv_file(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a CSV file of rows."""
    path = folder / f"patients{next(_numbers)}.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    return path


def form(context: Context, clinic: Clinic, values: dict[str, str]) -> EnrollmentForm:
    """Check one row."""
    return check_form(values, clinic, context.catalog)


def enroll_rows(context: Context, clinic: Clinic, *rows: dict[str, str]) -> tuple[Outcome, ...]:
    """Enroll rows in one batch."""
    return enroll(context, clinic, [form(context, clinic, item) for item in rows], actor=SOMEBODY).outcomes


def all_rows(context: Context, table: Table) -> Sequence[Row[Any]]:
    """Read a whole table, messages as they fall due, others by their first column: the same rows always come alike."""
    order = [table.c.due_at, table.c.step] if "due_at" in table.c else [table.c[0]]
    with context.db.read() as tx:
        return tx.conn.execute(select(table).order_by(*order, *table.primary_key)).all()


def whole_store(context: Context, *but: str) -> dict[str, list[str]]:
    """Read all tables but those named, to compare them with what they hold later."""
    tables = [table for table in metadata.sorted_tables if table.name not in but]
    return {table.name: sorted(map(repr, all_rows(context, table))) for table in tables}


def sent_steps(context: Context, channel: Channel) -> list[str]:
    """Name the steps that were accepted on a channel, in order of sending."""
    found = [item for item in all_rows(context, messages) if item.channel == channel and item.status == "accepted"]
    return [item.step for item in sorted(found, key=lambda item: item.sent_at)]


def message(context: Context, step: str, channel: str = "sms", **more: object) -> Row[Any]:
    """Find the one message of a step and channel; `more` narrows by other columns."""
    wanted = {"step": step, "channel": channel, **more}
    found = [
        item
        for item in all_rows(context, messages)
        if all(getattr(item, name) == value for name, value in wanted.items())
    ]
    assert len(found) == 1, f"{len(found)} messages of {wanted}"
    return found[0]


def standing(context: Context, step: str, channel: str = "sms", **more: object) -> tuple[str, str | None]:
    """Tell status and reason of the one message of a step and channel."""
    found = message(context, step, channel, **more)
    return found.status, found.reason


def events_of(context: Context, message_id: str) -> list[str]:
    """List the history of a message as `event: from > to`."""
    rows = [item for item in all_rows(context, history) if item.message_id == message_id]
    return [f"{item.event}: {item.from_status} > {item.to_status}" for item in rows]


def attempts_of(context: Context, message_id: str) -> list[Row[Any]]:
    """List the attempts of a message in order."""
    rows = [item for item in all_rows(context, attempts) if item.message_id == message_id]
    return sorted(rows, key=lambda item: item.number)


def alert_kinds(context: Context) -> list[str]:
    """List the open alerts as `kind: detail`."""
    return [f"{item.kind}: {item.detail}" for item in all_rows(context, alerts)]


def outbox(context: Context, channel: Channel = Channel.SMS) -> Outbox:
    """Return the outbox of a channel."""
    sender = context.senders[channel]
    assert isinstance(sender, Outbox)
    return sender


def run(context: Context) -> None:
    """One tick and all it wakes."""
    for lane in tick(context):
        deliver(context, lane)


def run_at(context: Context, clock: FixedClock, moment: str) -> None:
    """Set the clock and tick once."""
    clock.set(at(moment))
    run(context)


def play(context: Context, clock: FixedClock, until: str) -> None:
    """Let time pass, with two ticks whenever something is due: what a first one brings up, the second one sends."""
    run(context)
    run(context)
    while True:
        with context.db.read() as tx:
            coming = min(due.next_moments(tx, clock.now()).values(), default=None)
        if coming is None or coming >= at(until):
            break
        clock.set(coming)
        run(context)
        run(context)
    clock.set(at(until))


def answers(
    context: Context, outcome: SendOutcome | Callable[[Outgoing], SendOutcome] | None, channel: Channel = Channel.SMS
) -> None:
    """Make an outbox answer like this from now on; None: accept."""
    outbox(context, channel)._outcomes = outcome if outcome is None or callable(outcome) else lambda _out: outcome
