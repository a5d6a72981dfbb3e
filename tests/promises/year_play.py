"""Plays a year through the real planner, store and sending, on a simulated clock, with a care plan changed midway.

Two of the plans are the shipped ones until then. The other two have steps that go out by text and by email, and one
that goes to the caregiver alone; from the change on, the first two have them as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from reminders.channels.outbox import Outbox
from reminders.cli.clinic_options import sample_clinic
from reminders.clock import FixedClock
from reminders.core.model.actor import Actor
from reminders.core.model.contact import Channel
from reminders.core.plans.bulk import BulkAction, BulkChange, read_seen
from reminders.core.wording.care_versions import Signature
from reminders.pathways.catalog import Catalog
from reminders.rendering import TemplateFolder
from reminders.services.clinics.care_files import export_care, import_care
from reminders.services.context import Context
from reminders.services.links import LinkMaker
from reminders.services.pathway_book import PathwayBook
from reminders.services.plans.bulk import carry_out_bulk, preview_bulk
from reminders.services.records.list_messages import list_messages
from reminders.services.upkeep.schema import migrate
from reminders.services.upkeep.simulate import read_cohort, simulate
from reminders.services.upkeep.simulation_events import read_events
from reminders.services.wording.live_care import at_clinic
from reminders.store.clinics import clinics
from reminders.store.database.session import open_database
from reminders.store.database.vault import Vault
from reminders.store.enrollment.enrollments import external_ids
from reminders.store.tables import enrollments
from tests.promises.generate import Event, write

if TYPE_CHECKING:
    from pathlib import Path

    from reminders.core.model.clinic import Clinic

START, END = date(2024, 1, 1), date(2025, 1, 1)
UNTIL = date(2026, 2, 1)  # a fusion late in the year is asked for its pain twelve months later
LIVE_FROM = datetime(2024, 7, 1, 14, tzinfo=UTC)
MOVED_FROM = datetime(2024, 8, 1, 14, tzinfo=UTC)
OPTIONAL = ("pain_before", "pain_10w", "pain_12m", "anything_needed")
KEY = bytes(range(32))
ADA = Actor.command_line("ada")
# What the clinic changes: a step moves in day and window, one comes, one goes.
CHANGES = {
    "laminectomy": ('key: light_1\n    day: 11\n    between: ["10:00", "12:00"]', "light_1", 13),
    "microdiscectomy": ('key: light_1\n    day: 9\n    between: ["10:00", "12:00"]', "light_1", 12),
}
NEW_STEP = """
  - key: walk_more
    day: 24
    between: ["12:00", "14:00"]
    valid_for: 1d
    channels: both
    template: walk
    repeat: true
"""
# What two plans have from the start: steps on both channels, and one for the caregiver, who is asked once more.
ON_BOTH = {
    "spinal_fusion": ("light_1", "pain_12m"),
    "vertebroplasty_kyphoplasty": ("light_1", "recovery_3m"),
}
ONE_CHANNEL, BOTH = "channels: [sms, email]", "channels: both"
FOR_CAREGIVERS = """
  - key: helper_check
    day: 9
    between: ["14:00", "16:00"]
    valid_for: 1d
    channels: [sms, email]
    template: wound_check
    to: caregiver
    repeat: true
    ask:
      answers: {1: fine, 2: worried}
      again_after: 1d
"""


@dataclass
class Played:
    """One play of the year: its lines, the events that only the checker is told of, and the care plans by name."""

    messages: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    told: list[Event] = field(default_factory=list[Event])
    pathways: dict[str, str] = field(default_factory=dict[str, str])


class PlanChange:
    """Brings new versions live at one moment of the simulation, and at a later one moves some patients to them."""

    def __init__(self, context: Context, clinic: Clinic, played: Played) -> None:
        self.context, self.clinic, self.played = context, clinic, played
        self._steps = [(LIVE_FROM, self._go_live), (MOVED_FROM, self._move_some)]

    def __call__(self, moment: datetime) -> None:
        """Do what has come up; the simulation calls this after each of its moments."""
        while self._steps and moment >= self._steps[0][0]:
            # Whatever went out at this very moment still went by the old plan.
            self._steps.pop(0)[1](moment + timedelta(microseconds=1))

    def _go_live(self, at: datetime) -> None:
        files = export_care(at_clinic(self.context, self._clinic()))
        for name in CHANGES:
            path = f"pathways/{name}.yaml"
            files[path] = changed_plan(name, files[path])
            self.played.pathways[f"{name}, changed"] = files[path]
            self._tell(at, "plan_live", procedure=name, plan=f"{name}, changed")
        import_care(self.context, self._clinic(), files, actor=ADA, approver=Signature(name="Dr. Bee"))

    def _move_some(self, at: datetime) -> None:
        with self.context.db.read() as tx:
            ids = list(tx.conn.execute(enrollments.select().with_only_columns(enrollments.c.id)).scalars())
            names = external_ids(tx, ids)
        chosen = sorted((one for one in ids if int(names[one][1:]) % 2), key=lambda one: names[one])
        change = BulkChange(BulkAction.PLAN)
        for first in range(0, len(chosen), 200):
            preview = preview_bulk(self.context, self._clinic(), chosen[first : first + 200], change)
            seen = read_seen(preview.seen)
            if not seen:
                continue
            live = BulkChange(BulkAction.PLAN, live=preview.live)
            done = carry_out_bulk(self.context, self._clinic(), seen, live, confirmed=lambda _: True, actor=ADA)
            assert done.done, done.stopped
            for case in preview.cases:
                self._tell(at, "move_plan", external_id=names[case.plan.id], plan=f"{case.pathway.id}, changed")

    def _clinic(self) -> Clinic:
        with self.context.db.read() as tx:
            return clinics.list_clinics(tx)[0]

    def _tell(self, at: datetime, event: str, **fields: str) -> None:
        self.played.told.append({"at": at.isoformat(), "event": event, **fields})


def changed_plan(name: str, text: str) -> str:
    """Return a care plan as the clinic changes it."""
    old, key, day = CHANGES[name]
    assert old in text, name
    text = text.replace(old, f'key: {key}\n    day: {day}\n    between: ["14:00", "16:00"]')
    before, _, rest = text.partition("  - key: pain_plan\n")
    after = rest.partition("\n\n")[2]
    assert after, name
    return with_caregivers(f"{before}{NEW_STEP.lstrip(chr(10))}\n{after}")


def with_caregivers(text: str) -> str:
    """Return a care plan with the caregiver's own step before the first step after surgery."""
    before, first, after = text.partition("  - key: walk_1\n")
    assert first, text[:80]
    return f"{before}{FOR_CAREGIVERS.lstrip(chr(10))}\n{first}{after}"


def on_both(text: str, key: str) -> str:
    """Return a care plan whose step goes out on both channels."""
    before, own, after = text.partition(f"  - key: {key}\n")
    assert ONE_CHANNEL in after.partition("\n\n")[0], key
    return before + own + after.replace(ONE_CHANNEL, BOTH, 1)


def plans_from_the_start(folder: Path) -> Catalog:
    """Return the care plans of the year: the shipped ones, two of them changed."""
    shipped = Catalog()
    folder.mkdir(parents=True)
    for name, keys in ON_BOTH.items():
        file = shipped.find(name)
        assert file, name
        text = with_caregivers(file.source)
        for key in keys:
            text = on_both(text, key)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Catalog(folder)


def play(folder: Path, rows: list[dict[str, str]], events: list[Event]) -> Played:
    """Play a year on a database in this folder, which stays for the reports."""
    patients, happenings = write(folder, rows, events)
    played, clock = Played(), FixedClock(datetime.combine(START, time(), UTC))
    context = Context(
        db=open_database(f"sqlite:///{folder}/reminders.db", Vault([KEY]), durable=False),
        clock=clock,
        catalog=plans_from_the_start(folder / "pathways"),
        book=PathwayBook(),
        renderer=TemplateFolder(),
        links=LinkMaker("https://reminders.example.org", "a secret of this year"),
        senders={channel: Outbox(channel) for channel in Channel},
    )
    try:
        migrate(context.db)
        played.pathways = {
            path.partition("/")[2].removesuffix(".yaml"): text
            for path, text in export_care(context).items()
            if path.startswith("pathways/")
        }
        clinic = sample_clinic(optional_steps=",".join(OPTIONAL))
        span = (datetime.combine(START, time(), UTC), datetime.combine(UNTIL, time(), UTC))
        cohort = read_cohort(patients, clinic, context, span[0])
        assert not cohort.rejected, cohort.rejected[:3]
        file = read_events(happenings)
        result = simulate(context, clock, clinic, cohort, file, span, PlanChange(context, clinic, played))
        assert not file.refused + result.refused, (file.refused + result.refused)[:3]
        played.messages = [
            {
                "external_id": line.external_id,
                "kind": line.kind,
                "recipient": line.recipient,
                "step": line.step,
                "channel": line.channel,
                "language": line.language,
                "due_at": line.due_at.isoformat(),
                "sent_at": line.sent_at and line.sent_at.isoformat(),
                "status": line.status,
                "reason": line.reason,
                "body": line.body,
            }
            for line in list_messages(context)
        ]
    finally:
        context.db.close()
    return played
