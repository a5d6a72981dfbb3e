"""A digit that came when no question was open: what it may answer, for staff to save as that answer or to put away.

Nothing is guessed. Whether a digit of today answers the question of last week, a person says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.replies.replies import choice_alone
from reminders.services.replies.answer import (
    BY_STAFF,
    LATELY,
    OpenQuestion,
    as_question,
    calls_for_follow_up,
    record_consequences,
)
from reminders.services.replies.conversation import AnswerSaid
from reminders.store.replies import answers, handling, inbox, replies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.replies.inbox import InboxReply
    from reminders.store.replies.replies import AskedQuestion


def late_answers(context: Context, tx: Tx, waiting: Sequence[InboxReply]) -> dict[str, AnswerSaid | None]:
    """Return what the texts that are only a digit may answer, by text; None where nothing was asked that it answers."""
    bare = [item for item in waiting if item.patient and not item.pictures and choice_alone(item.body) is not None]
    if not bare:
        return {}
    since = min(item.received_at for item in bare) - LATELY
    recent = replies.recent_messages(tx, list({item.patient.id for item in bare if item.patient}), since)
    late: dict[str, AnswerSaid | None] = {}
    for item in bare:
        question = _question_of(context, tx, recent, item)
        late[item.id] = _said(context, tx, question, item) if question else None
    return late


def save_late_answer(context: Context, clinic: Clinic, reply_id: str, *, actor: Actor) -> str:
    """Save a digit as the answer to the question that was asked last, with what it calls for; return whose it is.

    Raises:
        NotFoundError: the clinic has no such text that waits.
        UseError: nothing was asked these days that it answers.

    """
    with context.db.begin() as tx:
        item = inbox.find_waiting(tx, clinic.id, reply_id)
        if item is None or item.patient is None or choice_alone(item.body) is None:
            raise NotFoundError("no such text")
        replies.wait_for_turn(tx, item.sender_hash)
        recent = replies.recent_messages(tx, [item.patient.id], item.received_at - LATELY)
        question = _question_of(context, tx, recent, item)
        if question is None:
            raise UseError("no question of these days has this answer")
        code, now = _code(question, item), context.clock.now()
        entered = answers.Entered(actor.staff_id or actor.name or actor.kind.value, now)
        answers.record_answer(tx, question.asked, code, item.id, item.received_at, BY_STAFF, entered)
        record_consequences(tx, question, code, clinic_id=clinic.id, at=now, actor=actor, reply_id=item.id)
        handling.handle_reply(tx, clinic.id, item.id, now)
        return item.patient.id


def _question_of(context: Context, tx: Tx, recent: Sequence[AskedQuestion], item: InboxReply) -> OpenQuestion | None:
    """Return the last question before a text that has this answer."""
    for message in recent:
        if item.patient is None or (message.patient_id, message.party) != (item.patient.id, item.party):
            continue
        if not _is_of(message, item.received_at):
            continue
        question = as_question(context, tx, message)
        if question is not None and _code(question, item):
            return question
    return None


def _code(question: OpenQuestion, item: InboxReply) -> str:
    """Return what a digit answers to a question; nothing if it does not answer it."""
    digit, scale = choice_alone(item.body), question.ask.scale
    if digit is None:
        return ""
    return (scale.code_of(digit) if scale else question.ask.answers.get(digit)) or ""


def _is_of(message: AskedQuestion, at: datetime) -> bool:
    return message.sent_at <= at < message.sent_at + LATELY


def _said(context: Context, tx: Tx, question: OpenQuestion, item: InboxReply) -> AnswerSaid:
    message, code = question.asked, _code(question, item)
    step = context.book.get(tx, message.pathway_version_id).step(message.step)
    template, day = (step.template, step.day) if step else (message.step, 0)
    return AnswerSaid(template, day, code, BY_STAFF, item.received_at, calls_for_follow_up(tx, question, code))
