"""Inbound texts, sealed, and the coded answers that were read from them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, update

from reminders.core.contact import Channel
from reminders.core.status import SENT, Kind, Status
from reminders.store.patients import address_hash
from reminders.store.tables import answers, enrollments, messages, replies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from reminders.store.session import Tx


_ANSWERS = (
    select(answers.c.enrollment_id, answers.c.step, answers.c.code)
    .join(enrollments, enrollments.c.id == answers.c.enrollment_id)
    .where(
        answers.c.enrollment_id.in_(bindparam("ids", expanding=True)),
        answers.c.anchor == enrollments.c.anchor,
    )
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A message that reached a patient and may have been a question."""

    enrollment_id: str
    patient_id: str
    pathway_version_id: int
    step: str
    anchor: int
    language: str
    sent_at: datetime


def insert_reply(  # noqa: PLR0913 what is known of an inbound text
    tx: Tx,
    *,
    clinic_id: int,
    patient_id: str | None,
    sender: str,
    body: str,
    reading: str,
    at: datetime,
    provider_id: str | None = None,
) -> str:
    """Store an inbound text and return its id."""
    reply_id = str(uuid.uuid4())
    tx.conn.execute(
        insert(replies).values(
            id=reply_id,
            clinic_id=clinic_id,
            patient_id=patient_id,
            provider_id=provider_id,
            sender=tx.vault.seal("replies.sender", sender),
            sender_hash=address_hash(tx, Channel.SMS, sender),
            body=tx.vault.seal("replies.body", body),
            reading=reading,
            received_at=at,
        ),
    )
    return reply_id


def recent_messages(tx: Tx, patient_ids: Sequence[str], since: datetime) -> list[AskedQuestion]:
    """Return the scheduled messages that reached some patients since then, latest first."""
    reached = [status.value for status in (*SENT, Status.UNCONFIRMED, Status.SENDING)]
    query = (
        select(messages, enrollments.c.pathway_version_id)
        .join(enrollments, enrollments.c.id == messages.c.enrollment_id)
        .where(
            messages.c.patient_id.in_(list(patient_ids)),
            messages.c.kind == Kind.SCHEDULED.value,
            messages.c.status.in_(reached),
            messages.c.sent_at >= since,
        )
        .order_by(messages.c.sent_at.desc(), messages.c.due_at.desc(), messages.c.id)
    )
    return [
        AskedQuestion(
            row.enrollment_id, row.patient_id, row.pathway_version_id, row.step, row.anchor, row.language, row.sent_at
        )
        for row in tx.conn.execute(query)
    ]


def record_answer(tx: Tx, question: AskedQuestion, code: str, reply_id: str | None, at: datetime) -> None:
    """Store an answer; a later one to the same question takes the place of the first."""
    same = (
        (answers.c.enrollment_id == question.enrollment_id)
        & (answers.c.anchor == question.anchor)
        & (answers.c.step == question.step)
    )
    values = {"code": code, "reply_id": reply_id, "at": at}
    if not tx.conn.execute(update(answers).where(same).values(**values)).rowcount:
        tx.conn.execute(
            insert(answers).values(
                enrollment_id=question.enrollment_id, anchor=question.anchor, step=question.step, **values
            )
        )


def answer_time(tx: Tx, question: AskedQuestion) -> datetime | None:
    """Return when a question was first answered, or None."""
    query = select(answers.c.at).where(
        answers.c.enrollment_id == question.enrollment_id,
        answers.c.anchor == question.anchor,
        answers.c.step == question.step,
    )
    return tx.conn.execute(query).scalar()


def answers_of(tx: Tx, enrollment_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return, per enrollment, the answer code of each step for the present surgery day."""
    found: dict[str, dict[str, str]] = {}
    for row in tx.conn.execute(_ANSWERS, {"ids": list(enrollment_ids)}):
        found.setdefault(row.enrollment_id, {})[row.step] = row.code
    return found


def last_auto_reply(tx: Tx, patient_id: str, step: str) -> datetime | None:
    """Return when the service's own answer of this kind was last planned for a patient."""
    query = select(func.max(messages.c.due_at)).where(
        messages.c.patient_id == patient_id, messages.c.kind == Kind.AUTO_REPLY.value, messages.c.step == step
    )
    return tx.conn.execute(query).scalar()
