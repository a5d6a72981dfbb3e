"""A clinic in numbers over its last days: answers by question, opt-outs by month, how long urgent replies waited."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.plans.pathway import ANSWER_FACT
from reminders.core.records.waits import sum_up
from reminders.services.record_view import record_view
from reminders.store.clinics.surgeons import list_surgeons
from reminders.store.records import report_counts
from reminders.store.records.report_counts import Scope

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.audit_actions import Action
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.surgeon import Surgeon
    from reminders.core.plans.pathway import Pathway, Step
    from reminders.core.records.report_filter import ReportFilter
    from reminders.core.records.waits import Waits
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


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
    """Opt-outs of one month of the clinic's calendar; `first` is its first day.

    `reached`: how many patients got a message of their plan on each channel that month.
    """

    first: date
    sms: int = 0
    email: int = 0
    reached: dict[Channel, int] = field(default_factory=dict["Channel", int])


@dataclass(frozen=True, slots=True)
class Report:
    """What happened since the beginning of the day `first`."""

    first: date
    questions: list[Question]
    months: list[Month]
    waits: Waits
    surgeons: list[Surgeon]

    @property
    def groups(self) -> list[list[Question]]:
        """The questions by what they ask, in the order of recovery: the same question of two plans stands together."""
        by_template: dict[str, list[Question]] = {}
        for question in sorted(self.questions, key=lambda question: question.step.day):
            by_template.setdefault(question.step.template, []).append(question)
        return [sorted(group, key=lambda one: (one.pathway_id, one.step.day)) for group in by_template.values()]


def load_report(context: Context, tx: Tx, clinic: Clinic, report_filter: ReportFilter) -> Report:
    """Return the last days of a clinic, today included, in a constant number of queries (and one per new pathway)."""
    scope = scope_of_report(context, clinic, report_filter)
    today = context.clock.now().astimezone(clinic.zone).date()
    urgent = report_counts.urgent_replies(tx, scope)
    return Report(
        first=scope.since.date(),
        questions=_questions(context, tx, scope),
        months=_months(tx, scope, today),
        waits=sum_up((one.opened_at, one.taken_at) for one in urgent),
        surgeons=list_surgeons(tx, clinic.id),
    )


def scope_of_report(context: Context, clinic: Clinic, report_filter: ReportFilter) -> Scope:
    """Return what a report counts: since the beginning of a day of the clinic's calendar."""
    first = context.clock.now().astimezone(clinic.zone).date() - timedelta(days=report_filter.days - 1)
    since = datetime.combine(first, time(), clinic.zone)
    return Scope(clinic, since, report_filter.procedure, report_filter.surgeon)


def read_report(
    context: Context, clinic: Clinic, report_filter: ReportFilter, action: Action, *, actor: Actor
) -> Report:
    """Return a report that is shown or downloaded, as `action` says; what was counted just before is not counted again.

    A large clinic's year takes seconds, so it is counted in a transaction that blocks no writes.
    """
    with context.db.read() as tx:
        key = ("report", clinic.id, report_filter)
        report = context.kept.get(key, lambda: load_report(context, tx, clinic, report_filter))
    with context.db.begin() as tx:
        record_view(context, tx, clinic, action, actor=actor)
    return report


def _questions(context: Context, tx: Tx, scope: Scope) -> list[Question]:
    """Versions of a pathway are counted together as long as a question keeps its day."""
    questions: dict[tuple[str, int, str], Question] = {}
    counts = report_counts.answers_by_step(tx, scope)
    for row in sorted(counts, key=lambda row: (-row.pathway_version_id, row.code or "")):
        pathway = context.book.get(tx, row.pathway_version_id)
        step = pathway.step(row.step)
        if step is None or step.ask is None or step.again_of:
            continue  # a question that is asked once more is still one question
        question = questions.setdefault((pathway.id, step.day, step.key), _unasked(pathway, step))
        question.asked += row.count
        if row.code is not None:
            question.codes[row.code] = question.codes.get(row.code, 0) + row.count
    return [questions[key] for key in sorted(questions)]


def _unasked(pathway: Pathway, step: Step) -> Question:
    return Question(pathway.id, step, codes=dict.fromkeys(step.ask.answers.values(), 0) if step.ask else {})


def _months(tx: Tx, scope: Scope, today: date) -> list[Month]:
    months: dict[date, Month] = {}
    first = scope.since.date().replace(day=1)
    while first <= today:
        months[first] = Month(first)
        first = next_month(first)
    zone = scope.clinic.zone
    for stop in report_counts.stops_since(tx, scope):
        month = months.get(stop.at.astimezone(zone).date().replace(day=1))
        if month is not None and stop.channel is Channel.SMS:
            month.sms += 1
        elif month is not None:
            month.email += 1
    counts = report_counts.reached(tx, scope, [datetime.combine(month, time(), zone) for month in months])
    for place, month in enumerate(months.values()):
        month.reached = {channel: counts.get((place, channel), 0) for channel in Channel}
    return list(months.values())


def next_month(first: date) -> date:
    """Return the first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)
