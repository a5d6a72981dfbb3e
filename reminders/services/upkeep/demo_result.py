"""What came of the demo: each made-up patient with what went out, what came in and what staff did."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.store.alerts import alerts, escalations
from reminders.store.enrollment import patients
from reminders.store.records import reporting, timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.patient import Patient
    from reminders.core.records.message_line import MessageLine
    from reminders.services.context import Context
    from reminders.store.records.timeline import Raised, Received


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """One made-up patient. `messages` are in due order, `replies` and `alerts` as they came."""

    person: Patient
    messages: Sequence[MessageLine]
    replies: Sequence[Received]
    alerts: Sequence[Raised]


@dataclass(frozen=True, slots=True)
class DemoResult:
    """All patients, the notices to those on call, and what still needs a person."""

    patients: Sequence[DemoPatient]
    notices: Sequence[MessageLine]
    open_alerts: int
    unacknowledged: int


def read_demo(context: Context) -> DemoResult:
    """Read what the demo left in its database."""
    with context.db.read() as tx:
        by_patient: dict[str, list[MessageLine]] = defaultdict(list)
        for line in reporting.list_messages(tx):
            by_patient[line.patient_id or ""].append(line)
        notices = by_patient.pop("", [])
        people = patients.get_patients(tx, by_patient)
        return DemoResult(
            patients=[
                DemoPatient(people[key], lines, timeline.replies_of(tx, key), timeline.alerts_of(tx, key))
                for key, lines in by_patient.items()
            ],
            notices=notices,
            open_alerts=alerts.count_open(tx),
            unacknowledged=escalations.count_unacknowledged(tx),
        )
