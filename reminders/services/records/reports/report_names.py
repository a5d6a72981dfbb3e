"""The patients behind a number of a report: exactly those that the number counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.records.report_filter import ALL_WAITS, OPEN_WAITS, AnswerNumber, StopNumber
from reminders.core.records.waits import place_of
from reminders.services.record_view import record_view
from reminders.services.records.reports.report import next_month, scope_of_report
from reminders.store.enrollment.patients import get_patients
from reminders.store.plans import pathway_versions
from reminders.store.records import recent, report_counts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.core.plans.pathway import Step
    from reminders.core.records.report_filter import ReportFilter, ReportNumber, WaitNumber
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.records.recent import Listed
    from reminders.store.records.report_counts import Scope

ROWS = 50


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One that a number counts. `patients`: whose it is, several where they share a phone, none of what is unknown.

    `at`: when it was sent, stopped or opened. `code` and `answered_at`: the answer. `wait`: until a person took it.
    """

    patients: Sequence[Patient]
    at: datetime
    surgery: Listed | None = None
    code: str | None = None
    answered_at: datetime | None = None
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """One page of them; `total` is the number in the report. `step`: the question, of answers."""

    rows: Sequence[NamedRow]
    total: int
    step: Step | None = None


def names_behind(
    context: Context, clinic: Clinic, report_filter: ReportFilter, number: ReportNumber, page: int, *, actor: Actor
) -> Names:
    """Return whom a number of a report counts, the latest first, a page at a time."""
    scope = scope_of_report(context, clinic, report_filter)
    shown = slice((page - 1) * ROWS, page * ROWS)
    with context.db.begin() as tx:
        match number:
            case AnswerNumber():
                names = _asked(context, tx, scope, number, shown)
            case StopNumber():
                names = _stopped(tx, scope, number, shown)
            case _:
                names = _urgent(tx, scope, number, shown)
        record_view(context, tx, clinic, Action.VIEWED_REPORT_NAMES, actor=actor)
    return names


def _asked(context: Context, tx: Tx, scope: Scope, number: AnswerNumber, page: slice) -> Names:
    steps = _versions_asking(context, tx, number)
    keys = {version: [step.key] for version, step in steps.items()}
    rows, total = report_counts.asked_of(tx, scope, keys, number.answer, page)
    surgeries = {
        one.enrollment_id: one
        for one in recent.surgeries_by_id(tx, scope.clinic.id, list({row.enrollment_id for row in rows}))
    }
    named = [
        NamedRow(
            [surgeries[row.enrollment_id].patient] if row.enrollment_id in surgeries else [],
            row.sent_at,
            surgery=surgeries.get(row.enrollment_id),
            code=row.code,
            answered_at=row.answered_at,
        )
        for row in rows
    ]
    return Names(named, total, next(iter(steps.values()), None))


def _versions_asking(context: Context, tx: Tx, number: AnswerNumber) -> dict[int, Step]:
    """Return the versions of a plan that ask the question on its day, the latest first."""
    asking: dict[int, Step] = {}
    for version in sorted(pathway_versions.all_ids(tx), reverse=True):
        plan = context.book.get(tx, version)
        step = plan.step(number.step)
        if plan.id == number.plan and step is not None and step.ask and step.day == number.day:
            asking[version] = step
    return asking


def _stopped(tx: Tx, scope: Scope, number: StopNumber, page: slice) -> Names:
    zone = scope.clinic.zone
    first, end = (datetime.combine(day, time(), zone) for day in (number.first, next_month(number.first)))
    stops = [
        stop
        for stop in report_counts.stops_since(tx, scope)
        if stop.channel is number.channel and first <= stop.at < end
    ]
    shown = stops[page]
    known = _patients(tx, [patient_id for stop in shown for patient_id in stop.patient_ids])
    rows = [NamedRow([known[one] for one in stop.patient_ids if one in known], stop.at) for stop in shown]
    return Names(rows, len(stops))


def _urgent(tx: Tx, scope: Scope, number: WaitNumber, page: slice) -> Names:
    replies = [
        reply
        for reply in report_counts.urgent_replies(tx, scope)
        if number.wait in {ALL_WAITS, _bucket(reply.taken_at - reply.opened_at if reply.taken_at else None)}
    ]
    shown = replies[page]
    known = _patients(tx, [reply.patient_id for reply in shown if reply.patient_id])
    rows = [
        NamedRow(
            [known[reply.patient_id]] if reply.patient_id and reply.patient_id in known else [],
            reply.opened_at,
            wait=reply.taken_at - reply.opened_at if reply.taken_at else None,
        )
        for reply in shown
    ]
    return Names(rows, len(replies))


def _bucket(wait: timedelta | None) -> str:
    return OPEN_WAITS if wait is None else str(place_of(wait))


def _patients(tx: Tx, patient_ids: Sequence[str]) -> Mapping[str, Patient]:
    known = get_patients(tx, list(dict.fromkeys(patient_ids)))
    return {key: patient for key, patient in known.items() if patient.erased_at is None}
