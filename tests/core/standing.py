"""A patient's message rows without a database: plans are applied to them as the store would."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from reminders.core.model.clinic import ClinicRules
from reminders.core.model.contact import Channel, Contact, Reach
from reminders.core.model.status import SENT, UNSENT, Reason, Status, next_status
from reminders.core.plans.caps import text_dates
from reminders.core.plans.holding import held_channels
from reminders.core.plans.identity import message_key
from reminders.core.plans.planning import PlannedMessage, Subject, plan_messages
from reminders.core.plans.replanning import PlanDiff, StandingMessage, diff_plan, is_new_surgery_day, steps_done
from tests.core.making import BOTH, subject

if TYPE_CHECKING:
    from reminders.core.model.enrollment import Visit
    from reminders.core.plans.pathway import Pathway

WAITING = frozenset({Status.PLANNED, Status.HELD})


@dataclass
class Enrollment:
    """One surgery of one patient: what is true, and the rows that stand."""

    pathway: Pathway
    surgery: date
    now: datetime
    clinic: ClinicRules = field(default_factory=ClinicRules)
    patient: Subject = field(default_factory=subject)
    paused: bool = False
    discharge: date | None = None
    visits: list[Visit] = field(default_factory=list["Visit"])
    surgery_generation: int = 0
    rows: dict[str, StandingMessage] = field(default_factory=dict[str, StandingMessage])

    def __post_init__(self) -> None:
        self.replan(Reason.ENROLLED_LATE)

    def wanted(self, late_reason: Reason = Reason.TOO_LATE) -> tuple[PlannedMessage, ...]:
        zone = self.patient.zone
        sent = [row for row in self.rows.values() if row.channel is Channel.SMS and row.status in SENT]
        taken = tuple(text_dates(row.due_at, row.due_at, zone) for row in sent)
        return plan_messages(
            self.pathway,
            self.surgery,
            self.clinic,
            replace(self.patient, texts_taken=taken, held=held_channels((), paused=self.paused)),
            now=self.now,
            discharge_date=self.discharge,
            visits=self.visits,
            late_reason=late_reason,
            done=steps_done(list(self.rows.values()), self.surgery_generation),
        )

    def diff(self, late_reason: Reason = Reason.TOO_LATE, *, corrected: bool = False) -> PlanDiff:
        current = [row for row in self.rows.values() if row.slot or row.surgery_generation == self.surgery_generation]
        return diff_plan(
            current,
            self.wanted(late_reason),
            self.patient.contact,
            history_until=None if corrected else self.now,
            held=held_channels((), paused=self.paused),
        )

    def replan(self, late_reason: Reason = Reason.TOO_LATE, *, corrected: bool = False) -> PlanDiff:
        diff = self.diff(late_reason, corrected=corrected)
        for message in diff.insert:
            self.insert(message)
        for change in diff.change:
            status: Status | None = self.rows[change.standing.id].status
            assert status is change.standing.status
            for event in change.events:
                assert status is not None
                status = next_status(status, event)
            assert status is change.status, "the events of a change must lead to its status"
            self.rows[change.standing.id] = replace(
                change.standing,
                status=change.status,
                reason=change.reason,
                due_at=change.due_at,
                send_before=change.send_before,
                also=change.also,
            )
        return diff

    def insert(self, message: PlannedMessage) -> None:
        generation = message.slot or self.surgery_generation
        key = message_key("enrollment", generation, message.step.key, message.channel)
        assert key not in {self.key(row) for row in self.rows.values()}, "the store's UNIQUE constraint"
        number = f"row-{len(self.rows)}"
        self.rows[number] = StandingMessage(
            id=number,
            step=message.step.key,
            channel=message.channel,
            surgery_generation=generation,
            due_at=message.due_at,
            send_before=message.send_before,
            status=message.status,
            reason=message.reason,
            also=message.also,
        )

    def key(self, row: StandingMessage) -> str:
        return message_key("enrollment", row.surgery_generation, row.step, row.channel)

    def move(self, surgery: date) -> None:
        """Give the surgery another date, as `services.reschedule` does."""
        today = self.now.astimezone(self.patient.zone).date()
        if surgery != self.surgery and is_new_surgery_day(surgery, today):
            for row in [
                row
                for row in self.rows.values()
                if row.surgery_generation == self.surgery_generation and row.status in UNSENT
            ]:
                self.rows[row.id] = replace(row, surgery_generation=self.surgery_generation + 1)
            self.surgery_generation += 1
        self.surgery = surgery
        self.replan(corrected=True)

    def reach(self, sms: Reach = Reach.OPEN, email: Reach = Reach.OPEN) -> None:
        contact = Contact({Channel.SMS: sms, Channel.EMAIL: email})
        self.patient = replace(self.patient, contact=contact)
        self.replan()

    def pause(self, *, paused: bool = True) -> None:
        self.paused = paused
        self.replan(Reason.PAUSED)

    def at(self, text: str) -> None:
        self.now = datetime.fromisoformat(text).replace(tzinfo=self.patient.zone).astimezone(UTC)

    def send_due(self, status: Status = Status.ACCEPTED) -> list[str]:
        """Send what is due now; return the steps."""
        due = [row for row in self.rows.values() if row.status is Status.PLANNED and row.due_at <= self.now]
        for row in due:
            self.rows[row.id] = replace(row, status=status)
        return [row.step for row in due]

    def row(self, step: str, channel: Channel = Channel.SMS, surgery_generation: int | None = None) -> StandingMessage:
        wanted = self.surgery_generation if surgery_generation is None else surgery_generation
        found = [
            row
            for row in self.rows.values()
            if (row.step, row.channel, row.surgery_generation) == (step, channel, wanted)
        ]
        assert len(found) == 1, f"{len(found)} rows for {step} on {channel}"
        return found[0]

    def states(self) -> dict[str, str]:
        """Tell each step's row or rows: `sms planned`, `email skipped (cap)`…"""
        told: dict[str, list[str]] = {}
        for row in self.rows.values():
            if row.surgery_generation == self.surgery_generation:
                reason = f" ({row.reason})" if row.reason else ""
                told.setdefault(row.step, []).append(f"{row.channel} {row.status}{reason}")
        return {step: ", ".join(sorted(rows)) for step, rows in told.items()}

    def waiting(self) -> set[StandingMessage]:
        return {row for row in self.rows.values() if row.status in WAITING}


__all__ = ["BOTH", "WAITING", "Enrollment"]
