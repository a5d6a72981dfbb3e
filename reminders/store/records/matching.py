"""The surgeries of a clinic that fit a filter: their ids page by page, and how many there are.

Ids come from the narrow rows of `enrollments` and its indexes; names and addresses are read of one page only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, not_, or_, select, union_all

from reminders.core.model.contact import Party
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import SENT
from reminders.core.records.patient_filter import NO_SURGEON, Order, PlanState
from reminders.store.tables import alerts, answers, enrollments, holds, messages, pathway_versions, replies
from reminders.store.tables.messages import ahead_by_plan, sent_by_plan

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from reminders.core.records.patient_filter import PatientFilter
    from reminders.store.database.session import Tx

_HELD = select(holds.c.enrollment_id).where(holds.c.enrollment_id.is_not(None), holds.c.ended_at.is_(None))
_NEXT = (  # of the patient: a caregiver's are no sign that the patient hears from us
    select(messages.c.enrollment_id, func.min(messages.c.due_at).label("due_at"))
    .where(ahead_by_plan())
    .group_by(messages.c.enrollment_id)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions that a filter is about: keys of steps, and between which moments they were sent.

    `other`: of these keys, by pathway version, those that are something else there. `common`: nearly every patient was
    asked one of them, so that the list is walked until a page is full; else those who were asked are looked for first.
    """

    keys: Collection[str]
    other: Mapping[int, Collection[str]]
    common: bool
    since: datetime
    until: datetime


def ids_matching(
    tx: Tx,
    clinic_id: int,
    patient_filter: PatientFilter,
    questions: Asked | None,
    *,
    limit: int | None,
    offset: int = 0,
) -> list[str]:
    """Return the enrollments that fit, in the order that is wanted: all, or the first so many."""
    query = select(enrollments.c.id).where(*_conditions(clinic_id, patient_filter, questions))
    if patient_filter.order is Order.NEXT:
        ahead = _ahead(clinic_id)
        query = query.join(ahead, ahead.c.enrollment_id == enrollments.c.id).order_by(ahead.c.due_at)
    else:
        query = query.order_by(_ORDERS[patient_filter.order])
    return list(tx.conn.execute(query.order_by(enrollments.c.id).limit(limit).offset(offset)).scalars())


_ORDERS = {
    Order.NEWEST: enrollments.c.surgery_date.desc(),
    Order.OLDEST: enrollments.c.surgery_date,
    Order.ENROLLED: enrollments.c.created_at.desc(),
}


def next_messages(tx: Tx, clinic_id: int, enrollment_ids: Sequence[str]) -> dict[str, datetime]:
    """Return when the next planned message of each enrollment is due, of those of a clinic that have one."""
    # With the clinic it is read from `ix_messages_ahead` alone; without, PostgreSQL reads all that is planned.
    mine = messages.c.clinic_id == clinic_id
    rows = tx.conn.execute(_NEXT.where(mine, messages.c.enrollment_id.in_(list(enrollment_ids))))
    return {row.enrollment_id: row.due_at for row in rows}


def last_contacts(tx: Tx, patient_ids: Sequence[str]) -> dict[str, datetime]:
    """Return when each patient was last written to, or last wrote; what went to or came from a caregiver is neither."""
    ids = list(patient_ids)
    sent = select(messages.c.patient_id, messages.c.sent_at.label("at")).where(
        messages.c.patient_id.in_(ids), messages.c.sent_at.is_not(None), messages.c.party == Party.PATIENT.value
    )
    received = select(replies.c.patient_id, replies.c.received_at.label("at")).where(
        replies.c.patient_id.in_(ids), replies.c.party == Party.PATIENT.value
    )
    both = union_all(sent, received).subquery()
    rows = tx.conn.execute(select(both.c.patient_id, func.max(both.c.at).label("at")).group_by(both.c.patient_id))
    return {row.patient_id: row.at for row in rows}


def _ahead(clinic_id: int) -> Any:
    return _NEXT.where(messages.c.clinic_id == clinic_id).subquery()


def _conditions(clinic_id: int, patient_filter: PatientFilter, questions: Asked | None) -> list[ColumnElement[bool]]:
    erased = func.coalesce(enrollments.c.state_reason, "") == "erased"
    conditions = [enrollments.c.clinic_id == clinic_id, ~erased]
    if patient_filter.procedure:
        versions = select(pathway_versions.c.id).where(pathway_versions.c.pathway_id == patient_filter.procedure)
        conditions.append(enrollments.c.pathway_version_id.in_(versions))
    if patient_filter.surgeon:
        without_surgeon = patient_filter.surgeon == NO_SURGEON
        conditions.append(
            enrollments.c.surgeon_id.is_(None)
            if without_surgeon
            else enrollments.c.surgeon_id == patient_filter.surgeon
        )
    if patient_filter.since:
        conditions.append(enrollments.c.surgery_date >= patient_filter.since)
    if patient_filter.until:
        conditions.append(enrollments.c.surgery_date <= patient_filter.until)
    if patient_filter.alert:
        # `patient_id IN (…, NULL, …)` would find the same; only NOT IN would not.
        alarming = select(alerts.c.patient_id).where(alerts.c.clinic_id == clinic_id, alerts.c.closed_at.is_(None))
        conditions.append(enrollments.c.patient_id.in_(alarming))
    if questions is not None:
        conditions.append(_unanswered(clinic_id, questions))
    return conditions + _of_state(patient_filter.status)


def _of_state(status: PlanState | None) -> list[ColumnElement[bool]]:
    if status is None:
        return []
    if status is PlanState.HELD:
        return [enrollments.c.id.in_(_HELD), enrollments.c.state != EnrollmentState.CANCELLED.value]
    if status is PlanState.CANCELLED:
        return [enrollments.c.state == status.value]
    return [enrollments.c.state == status.value, enrollments.c.id.not_in(_HELD)]


def _unanswered(clinic_id: int, asked: Asked) -> ColumnElement[bool]:
    answer = select(answers.c.step).where(
        answers.c.enrollment_id == messages.c.enrollment_id,
        answers.c.anchor == messages.c.anchor,
        answers.c.step == messages.c.step,
    )
    something_else = [
        and_(enrollments.c.pathway_version_id == version, messages.c.step.in_(list(keys)))
        for version, keys in asked.other.items()
    ]
    question = (
        select(messages.c.id)
        .where(
            messages.c.enrollment_id == enrollments.c.id,
            messages.c.anchor == enrollments.c.anchor,
            messages.c.clinic_id == clinic_id,
            sent_by_plan(),  # to the patient, as the report counts who was asked
            messages.c.sent_at >= asked.since,
            messages.c.sent_at < asked.until,
            messages.c.status.in_([status.value for status in SENT]),
            messages.c.step.in_(list(asked.keys)),
            not_(or_(false(), *something_else)),
            ~answer.exists(),
        )
        .correlate(enrollments)
    )
    # PostgreSQL joins what `exists` asks for, and so finds all at first, unless there is an offset.
    return (question.offset(0) if asked.common else question).exists()
