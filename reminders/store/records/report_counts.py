"""What a clinic's report counts: questions and their answers, opt-outs, how long urgent replies waited; and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, case, cast, exists, false, func, literal, or_, select, union_all

from reminders.core.model.contact import Channel, Party
from reminders.core.model.status import Kind, Status
from reminders.core.records.patient_filter import NO_SURGEON
from reminders.core.records.report_filter import ANSWERED, ASKED, SILENT
from reminders.store.alerts.alerts import AlertKind
from reminders.store.consent.opt_outs import PATIENT, patient_key, scope_of
from reminders.store.tables import (
    alerts,
    answers,
    caregivers,
    clinics,
    enrollments,
    messages,
    opt_outs,
    pathway_versions,
    patients,
)
from reminders.store.tables.messages import sent_by_plan

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from reminders.core.model.clinic import Clinic
    from reminders.store.database.session import Tx

_ARRIVED = [Status.ACCEPTED.value, Status.DELIVERED.value]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about. An empty `procedure` or `surgeon` narrows nothing."""

    clinic: Clinic
    since: datetime
    procedure: str = ""
    surgeon: str = ""

    @property
    def enrollments(self) -> list[ColumnElement[bool]]:
        """Conditions on the surgeries that count."""
        conditions: list[ColumnElement[bool]] = []
        if self.procedure:
            versions = select(pathway_versions.c.id).where(pathway_versions.c.pathway_id == self.procedure)
            conditions.append(enrollments.c.pathway_version_id.in_(versions))
        if self.surgeon == NO_SURGEON:
            conditions.append(enrollments.c.surgeon_id.is_(None))
        elif self.surgeon:
            conditions.append(enrollments.c.surgeon_id == self.surgeon)
        return conditions

    @property
    def patients(self) -> Any | None:
        """The patients with such a surgery; None: all."""
        if not self.enrollments:
            return None
        return select(enrollments.c.patient_id).where(enrollments.c.clinic_id == self.clinic.id, *self.enrollments)


@dataclass(frozen=True, slots=True)
class StepCount:
    """How often a step went to patients and was answered so; `code` is None for what the patient did not answer."""

    pathway_version_id: int
    step: str
    code: str | None
    count: int


def answers_by_step(tx: Tx, scope: Scope) -> list[StepCount]:
    """Count the steps that went out, by pathway version, step and answer; steps that ask nothing too.

    A question is counted once, however many channels it took. It counts when the provider has taken the message, or
    when the patient answered it: who answered was asked, whatever the receipt says. What went to a caregiver asked no
    patient, and what a caregiver answered is no patient's answer.
    """
    questions = _asked(scope).with_only_columns(*_QUESTION).distinct().subquery()
    version = enrollments.c.pathway_version_id
    query = (
        select(version, questions.c.step, questions.c.code, func.count())
        .join(enrollments, enrollments.c.id == questions.c.enrollment_id)
        .where(*scope.enrollments)
        .group_by(version, questions.c.step, questions.c.code)
    )
    return [StepCount(*row) for row in tx.conn.execute(query)]


@dataclass(frozen=True, slots=True)
class AskedOf:
    """One patient's question: when it went out, and what was answered when."""

    enrollment_id: str
    sent_at: datetime
    code: str | None
    answered_at: datetime | None


def asked_of(
    tx: Tx,
    scope: Scope,
    steps: Mapping[int, Collection[str]],
    answer: str,
    page: slice,
) -> tuple[list[AskedOf], int]:
    """Return whom some steps, by pathway version, asked, the latest first, and how many there are.

    Counted as `answers_by_step` counts. `answer` is a code, or one of `reminders.core.records.report_filter`.
    """
    # Read once and joined by hash: looked up for each message of a year, they cost PostgreSQL most of the answer.
    plans = (
        select(enrollments.c.id, enrollments.c.pathway_version_id)
        .where(enrollments.c.clinic_id == scope.clinic.id, enrollments.c.pathway_version_id.in_(steps))
        .where(*scope.enrollments)
        .cte("plans")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    version = plans.c.pathway_version_id
    chosen = or_(false(), *(and_(version == plan, messages.c.step.in_(keys)) for plan, keys in steps.items()))
    if len({frozenset(keys) for keys in steps.values()}) == 1:  # nearly always; of a version PostgreSQL expects few
        chosen = messages.c.step.in_(list(next(iter(steps.values()))))
    query = _asked(scope).join(plans, plans.c.id == messages.c.enrollment_id).where(chosen)
    if answer != ASKED:
        special = {ANSWERED: answers.c.code.is_not(None), SILENT: answers.c.code.is_(None)}
        query = query.where(special.get(answer, answers.c.code == answer))
    rows = (
        query.with_only_columns(*_QUESTION, func.min(messages.c.sent_at).label("sent_at"), answers.c.at.label("at"))
        .group_by(*_QUESTION, answers.c.at)
        .subquery()
    )
    latest = func.coalesce(rows.c.at, rows.c.sent_at).desc()
    counted = select(rows, func.count().over().label("total"))  # with the rows: they are looked for once
    shown = tx.conn.execute(counted.order_by(latest, rows.c.enrollment_id).slice(page.start, page.stop)).all()
    if not shown and page.start:
        return [], tx.conn.execute(select(func.count()).select_from(rows)).scalar_one()
    asked = [AskedOf(row.enrollment_id, row.sent_at, row.code, row.at) for row in shown]
    return asked, shown[0].total if shown else 0


_QUESTION = (messages.c.enrollment_id, messages.c.anchor, messages.c.step, answers.c.code)


def _asked(scope: Scope) -> Any:
    same = and_(
        answers.c.enrollment_id == messages.c.enrollment_id,
        answers.c.anchor == messages.c.anchor,
        answers.c.step == messages.c.step,
        answers.c.party == Party.PATIENT.value,
    )
    return (
        select(messages.c.enrollment_id)
        .outerjoin(answers, same)
        .where(
            messages.c.clinic_id == scope.clinic.id,
            sent_by_plan(),
            messages.c.sent_at >= scope.since,
            or_(messages.c.status.in_(_ARRIVED), answers.c.code.is_not(None)),
        )
    )


@dataclass(frozen=True, slots=True)
class Stop:
    """One opt-out, lifted since or not. `patient_ids`: of the clinic's patients, who has that phone or email."""

    at: datetime
    channel: Channel
    patient_ids: Sequence[str]


def stops_since(tx: Tx, scope: Scope) -> list[Stop]:
    """Return the opt-outs, the latest first.

    An opt-out from texts stands for a sender. Where clinics share one, a clinic counts those of its own patients'
    phones only, and no longer those of patients it has erased; so does a report on some patients. A caregiver's stop is
    not a patient's.
    """
    clinic = scope.clinic
    sender = scope_of(Channel.SMS, clinic.id, clinic.sms_sender)
    shared = exists().where(clinics.c.sms_sender == clinic.sms_sender, clinics.c.id != clinic.id)
    caregiver = exists().where(caregivers.c.phone_hash == opt_outs.c.address_hash)
    patient = exists().where(patients.c.phone_hash == opt_outs.c.address_hash)
    query = select(opt_outs, shared.label("shared")).where(
        or_(patient, ~caregiver),
        opt_outs.c.since >= scope.since,
        opt_outs.c.scope.in_([scope_of(Channel.EMAIL, clinic.id, clinic.sms_sender), sender, PATIENT]),
    )
    rows = tx.conn.execute(query.order_by(opt_outs.c.since.desc(), opt_outs.c.id)).all()
    holders, of_some = _holders(tx, scope), scope.patients is not None
    return [
        Stop(row.since, Channel(row.channel), holders.get(row.address_hash, ()))
        for row in rows
        if row.address_hash in holders or not (of_some or row.scope == PATIENT or (row.scope == sender and row.shared))
    ]


def _holders(tx: Tx, scope: Scope) -> dict[str, list[str]]:
    """Return whose each address is that was stopped, of the patients that count."""
    key = literal(patient_key("")) + cast(patients.c.id, String)
    stopped = select(opt_outs.c.address_hash).where(opt_outs.c.since >= scope.since)
    places = [(column, patients.c.id, patients) for column in (patients.c.phone_hash, patients.c.email_hash, key)]
    each = union_all(
        *(
            select(address.label("address"), patient_id.label("patient_id")).where(
                table.c.clinic_id == scope.clinic.id,
                address.in_(stopped),
                *([] if scope.patients is None else [patient_id.in_(scope.patients)]),
            )
            for address, patient_id, table in places
        )
    ).subquery()
    holders: dict[str, list[str]] = {}
    for row in tx.conn.execute(select(each).order_by(each.c.patient_id)):
        holders.setdefault(row.address, []).append(row.patient_id)
    return holders


def reached(tx: Tx, scope: Scope, months: Sequence[datetime]) -> dict[tuple[int, Channel], int]:
    """Count the patients who got a message of their plan, by month and channel; `months`: when each begins."""
    ended = [(messages.c.sent_at < end, place) for place, end in enumerate(months[1:])]
    month = (case(*ended, else_=len(ended)) if ended else literal(0)).label("month")
    query = select(month, messages.c.channel, messages.c.patient_id).where(
        messages.c.clinic_id == scope.clinic.id,
        messages.c.sent_at.is_not(None),
        messages.c.sent_at >= scope.since,
        messages.c.kind == Kind.SCHEDULED.value,
        messages.c.party == Party.PATIENT.value,
    )
    if scope.enrollments:
        query = query.join(enrollments, enrollments.c.id == messages.c.enrollment_id).where(*scope.enrollments)
    each = query.distinct().subquery()
    counts = select(each.c.month, each.c.channel, func.count()).group_by(each.c.month, each.c.channel)
    return {(place, Channel(channel)): count for place, channel, count in tx.conn.execute(counts)}


@dataclass(frozen=True, slots=True)
class UrgentReply:
    """One red flag: when it was opened, and when a person took it; None: not yet."""

    patient_id: str | None
    opened_at: datetime
    taken_at: datetime | None


def urgent_replies(tx: Tx, scope: Scope) -> list[UrgentReply]:
    """Return each red flag, the latest first."""
    taken_at = func.coalesce(alerts.c.first_acknowledged_at, alerts.c.acknowledged_at).label("taken")
    query = select(alerts.c.patient_id, alerts.c.opened_at, taken_at).where(
        alerts.c.clinic_id == scope.clinic.id,
        alerts.c.kind == AlertKind.RED_FLAG.value,
        alerts.c.opened_at >= scope.since,
    )
    if scope.patients is not None:
        query = query.where(alerts.c.patient_id.in_(scope.patients))
    rows = tx.conn.execute(query.order_by(alerts.c.opened_at.desc(), alerts.c.id.desc()))
    return [UrgentReply(row.patient_id, row.opened_at, row.taken) for row in rows]
