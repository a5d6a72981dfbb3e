"""The rows of what waits for a person, as Today and the inbox show them: whose, which plan and day, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import AlertKind, Severity
from reminders.store.alerts import triage
from reminders.store.replies import replies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.alerts.triage import OpenAlert, Waiting
    from reminders.store.database.session import Tx

LOOK_BACK = timedelta(days=30)
"""How far back a message that went wrong is shown in its own list, and not as an alert."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A coded answer: to which step, of which day, and as the last one given has it.

    `follow_up`: staff have to call about it; False when a better one took the place of the one that raised the alert.
    """

    template: str
    day: int
    code: str
    follow_up: bool


@dataclass(frozen=True, slots=True)
class TriageRow:
    """One alert with what only a page needs. `day` counts from surgery on the patient's calendar, `age` in years."""

    alert: OpenAlert
    pathway_id: str | None
    day: int | None
    age: int | None
    answer: Answer | None

    @property
    def urgent(self) -> bool:
        """Whether the patient must be called today or now."""
        return self.alert.severity <= Severity.URGENT


@dataclass(frozen=True, slots=True)
class Triage:
    """What waits: the rows shown, and how many there are in all."""

    rows: Sequence[TriageRow]
    waiting: Waiting


def load_triage(context: Context, tx: Tx, clinic: Clinic, since: datetime, limit: int, me: str | None = None) -> Triage:
    """Read what waits in a constant number of queries; `me`: whose own is never left out."""
    waiting = triage.open_alerts(tx, clinic.id, since, limit, me)
    enrollment_ids = [
        item.plan.enrollment_id for item in waiting.alerts if item.plan and item.kind == AlertKind.FOLLOW_UP
    ]
    answers = replies.answers_of(tx, enrollment_ids)
    return Triage([_row(context, tx, item, answers) for item in waiting.alerts], waiting)


def _row(context: Context, tx: Tx, alert: OpenAlert, answers: Mapping[str, Mapping[str, str]]) -> TriageRow:
    patient, plan = alert.patient, alert.plan
    if patient is None:
        return TriageRow(alert, None, None, None, None)
    today = context.clock.now().astimezone(patient.zone).date()
    born = patient.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None
    if plan is None:
        return TriageRow(alert, None, None, age, None)
    pathway = context.book.get(tx, plan.pathway_version_id)
    step = pathway.step(alert.detail or "") if alert.kind == AlertKind.FOLLOW_UP else None
    code = answers.get(plan.enrollment_id, {}).get(step.key) if step else None
    answer = (
        Answer(step.template, step.day, code, step.ask.calls_for_follow_up(code))
        if step and step.ask and code
        else None
    )
    return TriageRow(alert, pathway.id, (today - plan.surgery_date).days, age, answer)
