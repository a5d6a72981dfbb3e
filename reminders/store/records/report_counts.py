"""Counts of a clinic for its reports: questions and their answers, opt-outs, how long urgent replies waited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import String, and_, cast, exists, func, literal, or_, select

from reminders.core.model.contact import Channel
from reminders.core.model.status import Kind, Status
from reminders.store.alerts.alerts import AlertKind
from reminders.store.consent.opt_outs import PATIENT, patient_key, scope_of
from reminders.store.tables import alerts, answers, clinics, enrollments, messages, opt_outs, patients

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.store.database.session import Tx

_ARRIVED = [Status.ACCEPTED.value, Status.DELIVERED.value]


@dataclass(frozen=True, slots=True)
class StepCount:
    """How often a step went out and was answered so; `code` is None for what nobody answered."""

    pathway_version_id: int
    step: str
    code: str | None
    count: int


def answers_by_step(tx: Tx, clinic_id: int, since: datetime) -> list[StepCount]:
    """Count the steps that went out since then, by pathway version, step and answer; steps that ask nothing too.

    A question is counted once, however many channels it took. It counts when the provider has taken the message, or
    when it was answered: who answered was asked, whatever the receipt says.
    """
    questions = (
        select(messages.c.enrollment_id, messages.c.anchor, messages.c.step, answers.c.code)
        .outerjoin(
            answers,
            and_(
                answers.c.enrollment_id == messages.c.enrollment_id,
                answers.c.anchor == messages.c.anchor,
                answers.c.step == messages.c.step,
            ),
        )
        .where(
            messages.c.clinic_id == clinic_id,
            messages.c.kind == Kind.SCHEDULED.value,
            messages.c.sent_at.is_not(None),
            messages.c.sent_at >= since,
            or_(messages.c.status.in_(_ARRIVED), answers.c.code.is_not(None)),
        )
        .distinct()
        .subquery()
    )
    version = enrollments.c.pathway_version_id
    query = (
        select(version, questions.c.step, questions.c.code, func.count())
        .join(enrollments, enrollments.c.id == questions.c.enrollment_id)
        .group_by(version, questions.c.step, questions.c.code)
    )
    return [StepCount(*row) for row in tx.conn.execute(query)]


def opt_outs_since(tx: Tx, clinic: Clinic, since: datetime) -> list[tuple[datetime, Channel]]:
    """Return when, and on which channel, somebody stopped; also what was lifted later.

    An opt-out from texts stands for a sender. Where clinics share one, a clinic counts those of its own patients'
    phones only, and no longer those of patients it has erased.
    """
    sender = scope_of(Channel.SMS, clinic.id, clinic.sms_sender)
    shared = exists().where(clinics.c.sms_sender == clinic.sms_sender, clinics.c.id != clinic.id)
    own_phone = exists().where(patients.c.clinic_id == clinic.id, patients.c.phone_hash == opt_outs.c.address_hash)
    key = literal(patient_key("")) + cast(patients.c.id, String)
    own_patient = exists().where(patients.c.clinic_id == clinic.id, key == opt_outs.c.address_hash)
    query = select(opt_outs.c.since, opt_outs.c.channel).where(
        opt_outs.c.since >= since,
        or_(
            opt_outs.c.scope == scope_of(Channel.EMAIL, clinic.id, clinic.sms_sender),
            and_(opt_outs.c.scope == sender, or_(~shared, own_phone)),
            and_(opt_outs.c.scope == PATIENT, own_patient),
        ),
    )
    return [(row.since, Channel(row.channel)) for row in tx.conn.execute(query)]


def red_flag_waits(tx: Tx, clinic_id: int, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """Return when each red flag since then was opened, and when somebody was on it; None: nobody yet."""
    acknowledged_at = func.coalesce(alerts.c.first_acknowledged_at, alerts.c.acknowledged_at).label("heard")
    query = select(alerts.c.opened_at, acknowledged_at).where(
        alerts.c.clinic_id == clinic_id, alerts.c.kind == AlertKind.RED_FLAG.value, alerts.c.opened_at >= since
    )
    return [(row.opened_at, row.heard) for row in tx.conn.execute(query)]
