"""Matches a coded answer to its question and stores it, together with what it calls for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.actor import PATIENT_BY_EMAIL_LINK, ActorKind
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Party
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.replies import answers, replies
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.plans.questions import Ask
    from reminders.core.replies.replies import Reading
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.replies.answers import StoredAnswer
    from reminders.store.replies.replies import AskedQuestion

BY_STAFF: Final = "staff"
"""How an answer came that staff entered."""

MAX_OPEN_FOR = timedelta(days=60)
CHANGE_OF_MIND = timedelta(hours=1)
LATELY = timedelta(days=14)
"""A digit that answers nothing may be a late answer to a question of these days."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question whose time is not over, and what may be answered.

    `earlier` names the steps that asked the same before it, the last one first.
    """

    asked: AskedQuestion
    ask: Ask
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it stands now. `follow_up`: a person will look at it, and the patient is told to call."""

    code: str
    follow_up: bool = False
    thanks: bool = False


def open_questions(context: Context, tx: Tx, asked: Sequence[AskedQuestion], at: datetime) -> list[OpenQuestion]:
    """Return those of the questions that someone was asked which may still be answered, latest first."""
    recent = [message for message in asked if message.sent_at >= at - MAX_OPEN_FOR]
    return [question for candidate in recent if (question := question_of(context, tx, candidate, at)) is not None]


def question_of(context: Context, tx: Tx, message: AskedQuestion, at: datetime) -> OpenQuestion | None:
    """Return a message as the open question it is; None when it asks nothing or its time is over."""
    step = context.book.get(tx, message.pathway_version_id).step(message.step)
    if step is None or step.ask is None or at >= message.sent_at + step.ask.open_for:
        return None
    return as_question(context, tx, message)


def as_question(context: Context, tx: Tx, message: AskedQuestion) -> OpenQuestion | None:
    """Return a message as the question it asked, open or not. The answer is kept under the step that asked first."""
    pathway = context.book.get(tx, message.pathway_version_id)
    step = pathway.step(message.step)
    if step is None or step.ask is None:
        return None
    first = pathway.step(step.question_key) or step
    alike = [one for one in pathway.steps if one.template == step.template and one.ask and one.again_of is None]
    earlier = sorted((one for one in alike if one.day < first.day), key=lambda one: -one.day)
    return OpenQuestion(replace(message, step=first.key), step.ask, tuple(one.key for one in earlier))


def code_in(reading: Reading, question: OpenQuestion) -> str | None:
    """Return what a text answers to a question: a code, or a score as text; None if it does not answer it."""
    if question.ask.scale is not None:
        return question.ask.scale.code_of(reading.score)
    return question.ask.answers.get(reading.answer) if reading.answer is not None else None


def asked_lately(context: Context, tx: Tx, asked: Sequence[AskedQuestion], at: datetime) -> bool:
    """Return True if any of what reached someone in the last days was a question."""
    recent = [message for message in asked if message.sent_at >= at - LATELY]
    steps = (context.book.get(tx, message.pathway_version_id).step(message.step) for message in recent)
    return any(step is not None and step.ask is not None for step in steps)


def will_take(tx: Tx, questions: Sequence[OpenQuestion], reading: Reading, at: datetime) -> bool:
    """Return True if a text answers one of these open questions, or it is unclear which of two patients answered."""
    candidates = [question for question in questions if code_in(reading, question) is not None]
    shared = len({item.asked.patient_id for item in candidates}) > 1
    return bool(candidates) and (shared or may_change(tx, candidates[0], at))


def may_change(tx: Tx, question: OpenQuestion, at: datetime) -> bool:
    """Return True if a question may be answered now: not yet answered, or within the hour for a change of mind."""
    given = answers.given_answer(tx, question.asked)
    return given is None or given.party is not question.asked.party or _may_still_change(given, at)


def give(  # noqa: PLR0913 who answers what, when and how
    tx: Tx,
    question: OpenQuestion,
    code: str,
    *,
    clinic_id: int,
    at: datetime,
    actor: Actor,
    reply_id: str | None = None,
) -> Given | None:
    """Store an answer; None when the first one can no longer be changed. The same answer again changes nothing.

    A question that went to both has one answer, with who gave it. The patient's takes the place of the caregiver's;
    the caregiver's never takes the place of the patient's, but what it calls for is done.
    """
    message, ask = question.asked, question.ask
    before = answers.given_answer(tx, message)
    if before is not None and before.party is not message.party:
        if message.party is Party.PATIENT:
            answers.record_answer(tx, message, code, reply_id, at, _how(actor))
        called_for = record_consequences(tx, question, code, clinic_id=clinic_id, at=at, actor=actor, reply_id=reply_id)
        return Given(code, follow_up=called_for, thanks=ask.thanks and not called_for)
    if before is not None and not _may_still_change(before, at):
        return None
    if before is not None and before.how != BY_STAFF and before.code == code:
        return Given(code)
    corrected = before is not None and before.how != BY_STAFF
    first_at = before.at if before and corrected else at
    answers.record_answer(tx, message, code, reply_id, first_at, _how(actor), corrected_at=at if corrected else None)
    if not record_consequences(tx, question, code, clinic_id=clinic_id, at=at, actor=actor, reply_id=reply_id):
        return Given(code, thanks=ask.thanks and before is None)
    return Given(code, follow_up=True)


def _may_still_change(given: StoredAnswer, at: datetime) -> bool:
    """Whether the answer of the same person may change: within the hour, or where staff had entered it."""
    return given.how == BY_STAFF or at - given.at <= CHANGE_OF_MIND


def record_consequences(  # noqa: PLR0913 who answered what, when and how
    tx: Tx,
    question: OpenQuestion,
    code: str,
    *,
    clinic_id: int,
    at: datetime,
    actor: Actor,
    reply_id: str | None = None,
    action: Action = Action.ANSWERED_QUESTION,
) -> bool:
    """Note who answered, and open an alert where staff have to call about it; return True if one was needed."""
    message = question.asked
    entry = AuditEntry(clinic_id, action, actor, at, message.patient_id, message.enrollment_id)
    add_entry(tx, replace(entry, detail=message.step))
    if not calls_for_follow_up(tx, question, code):
        return False
    alerts.open_alert(
        tx,
        AlertKind.FOLLOW_UP,
        at,
        clinic_id=clinic_id,
        patient_id=message.patient_id,
        enrollment_id=message.enrollment_id,
        reply_id=reply_id,
        detail=message.step,
    )
    return True


def calls_for_follow_up(tx: Tx, question: OpenQuestion, code: str) -> bool:
    """Return True if staff follow up this answer; a score may have to be compared with the one before."""
    before = None
    if question.ask.thresholds:
        given_answers = replies.answers_of(tx, [question.asked.enrollment_id]).get(question.asked.enrollment_id, {})
        before = next((given_answers[step] for step in question.earlier if step in given_answers), None)
    return question.ask.calls_for_follow_up(code, before)


def _how(actor: Actor) -> str:
    """Return which way an answer came."""
    if actor.kind is ActorKind.PATIENT:
        return "link" if actor == PATIENT_BY_EMAIL_LINK else "text"
    return BY_STAFF
