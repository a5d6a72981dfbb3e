"""A clinic in numbers over its last days: answers by question, opt-outs by month, how long urgent replies waited."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.contact import Channel
from reminders.core.plans.pathway import ANSWER_FACT
from reminders.core.plans.waits import sum_up
from reminders.services.record_view import record_view
from reminders.store.records import report_counts

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.audit_actions import Action
    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Pathway, Step
    from reminders.core.plans.waits import Waits
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

SPANS: Final = (30, 90, 365)
"""Days that a report may cover."""


@dataclass(slots=True)
class Question:
    """One question of a pathway. `codes` counts every answer it offers, and any it offered once."""

    pathway_id: str
    step: Step
    asked: int = 0
    codes: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def answered(self) -> int:
        """How many of those asked answered."""
        return sum(self.codes.values())

    @property
    def spared(self) -> list[str]:
        """Answers to an earlier question after which this one is not asked: who gave them is not counted here."""
        return sorted(
            {code for fact, codes in self.step.unless.items() if fact.startswith(ANSWER_FACT) for code in codes}
        )


@dataclass(slots=True)
class Month:
    """Opt-outs of one month of the clinic's calendar; `first` is its first day."""

    first: date
    sms: int = 0
    email: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What happened since the beginning of the day `first`."""

    first: date
    questions: list[Question]
    months: list[Month]
    waits: Waits


def load_report(context: Context, tx: Tx, clinic: Clinic, days: int) -> Report:
    """Return the last days of a clinic, today included, in three queries (and one per pathway not read before)."""
    now = context.clock.now()
    today = now.astimezone(clinic.zone).date()
    first = today - timedelta(days=days - 1)
    since = datetime.combine(first, time(), clinic.zone)
    return Report(
        first=first,
        questions=_questions(context, tx, clinic, since),
        months=_months(tx, clinic, since, today),
        waits=sum_up(report_counts.red_flag_waits(tx, clinic.id, since)),
    )


def read_report(context: Context, clinic: Clinic, days: int, action: Action, *, actor: Actor) -> Report:
    """Return a report that is shown or downloaded, as `action` says; what was counted just before is not counted again.

    A large clinic's year takes seconds, so it is counted in a transaction that keeps nobody from writing.
    """
    with context.db.read() as tx:
        report = context.kept.get(("report", clinic.id, days), lambda: load_report(context, tx, clinic, days))
    with context.db.begin() as tx:
        record_view(context, tx, clinic, action, actor=actor)
    return report


def _questions(context: Context, tx: Tx, clinic: Clinic, since: datetime) -> list[Question]:
    """Versions of a pathway are counted together as long as a question keeps its day."""
    questions: dict[tuple[str, int, str], Question] = {}
    counts = report_counts.answers_by_step(tx, clinic.id, since)
    for row in sorted(counts, key=lambda row: (-row.pathway_version_id, row.code or "")):
        pathway = context.book.get(tx, row.pathway_version_id)
        step = pathway.step(row.step)
        if step is None or step.ask is None:
            continue
        question = questions.setdefault((pathway.id, step.day, step.key), _unasked(pathway, step))
        question.asked += row.count
        if row.code is not None:
            question.codes[row.code] = question.codes.get(row.code, 0) + row.count
    return [questions[key] for key in sorted(questions)]


def _unasked(pathway: Pathway, step: Step) -> Question:
    return Question(pathway.id, step, codes=dict.fromkeys(step.ask.answers.values(), 0) if step.ask else {})


def _months(tx: Tx, clinic: Clinic, since: datetime, today: date) -> list[Month]:
    months: dict[date, Month] = {}
    first = since.date().replace(day=1)
    while first <= today:
        months[first] = Month(first)
        first = (first + timedelta(days=31)).replace(day=1)
    for at, channel in report_counts.opt_outs_since(tx, clinic, since):
        month = months.get(at.astimezone(clinic.zone).date().replace(day=1))
        if month is not None and channel is Channel.SMS:
            month.sms += 1
        elif month is not None:
            month.email += 1
    return list(months.values())
