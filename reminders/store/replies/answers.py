"""The coded answers that are kept: one to each question, with how it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.contact import Party
from reminders.core.plans.questions import score_of
from reminders.store.tables import answers, replies

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx
    from reminders.store.replies.replies import AskedQuestion


@dataclass(frozen=True, slots=True)
class Entered:
    """By which member of staff an answer was entered, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer that stands to a question: when it was first given, by whom and which way (text, link or staff)."""

    code: str
    at: datetime
    party: Party
    how: str


def record_answer(  # noqa: PLR0913, PLR0917 what was answered, when and how
    tx: Tx,
    question: AskedQuestion,
    code: str,
    reply_id: str | None,
    at: datetime,
    how: str = "text",
    entered: Entered | None = None,
    corrected_at: datetime | None = None,
) -> None:
    """Store an answer; a later one to the same question takes the place of the first. `how`: text, link or staff.

    `at` is when an answer was first given, `corrected_at` when it was replaced by this one.
    """
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    first, second = (*(score_of(code) or ()), None, None)[:2]
    values = {"code": code, "reply_id": reply_id, "at": at, "how": how, "party": question.party.value}
    values |= {"score": first, "score_2": second}
    values |= {"entered_by": entered.by if entered else None, "entered_at": entered.at if entered else None}
    values |= {"corrected_at": corrected_at}
    key = {"enrollment_id": question.enrollment_id, "anchor": question.surgery_generation, "step": question.step}
    query = build(answers).values(**key, **values)
    tx.conn.execute(query.on_conflict_do_update(index_elements=list(key), set_=values))


def given_answer(tx: Tx, question: AskedQuestion) -> StoredAnswer | None:
    """Return the answer to a question, or None."""
    query = select(answers.c.code, answers.c.at, answers.c.party, answers.c.how).where(
        answers.c.enrollment_id == question.enrollment_id,
        answers.c.anchor == question.surgery_generation,
        answers.c.step == question.step,
    )
    row = tx.conn.execute(query).first()
    return StoredAnswer(row.code, row.at, Party(row.party), row.how) if row else None


@dataclass(frozen=True, slots=True)
class TextToRead:
    """A patient's text that a person reads: whose it is, who wrote it, and when."""

    patient_id: str
    party: Party
    sender_hash: str
    received_at: datetime


def find_text(tx: Tx, clinic_id: int, reply_id: str) -> TextToRead | None:
    """Return a text of one patient of a clinic, dealt with or not; None for a stranger's, too."""
    query = select(replies.c.patient_id, replies.c.party, replies.c.sender_hash, replies.c.received_at)
    row = tx.conn.execute(
        query.where(replies.c.id == reply_id, replies.c.clinic_id == clinic_id, replies.c.patient_id.is_not(None))
    ).first()
    return TextToRead(row.patient_id, Party(row.party), row.sender_hash, row.received_at) if row else None
