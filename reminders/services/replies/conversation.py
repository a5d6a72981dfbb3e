"""What a patient and the clinic have said to each other: texts, emails, and answers by whichever way they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reminders.core.alerts.alert_kinds import AlertKind
from reminders.core.model.contact import Party
from reminders.core.model.status import Status
from reminders.store.records import timeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.records.timeline import GivenAnswer, Raised, Received

_REACHED = frozenset(
    {Status.ACCEPTED, Status.DELIVERED, Status.UNDELIVERED, Status.UNCONFIRMED, Status.SENDING, Status.PLANNED}
)


@dataclass(frozen=True, slots=True)
class AnswerSaid:
    """A coded answer with its question: the template and day of the step that asked. `party` is who gave it.

    `follow_up`: staff have to call about it; False for one that took the place of such an answer, too. `entered_by` is
    the id of the member of staff who entered it at `entered_at`; None for the patient's own.
    """

    template: str
    day: int
    code: str
    how: str
    at: datetime
    follow_up: bool = False
    party: Party = Party.PATIENT
    entered_by: str | None = None
    entered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One line. `item` is the message or text behind it, None for an answer that came by a link.

    `pathway_id`: whose line it is, for a patient with several surgeries.
    """

    at: datetime
    whose: str
    item: Any = None
    words: str = ""
    name: str = ""
    subject: str | None = None
    answer: AnswerSaid | None = None
    pathway_id: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """All lines, oldest first, and the patient's surgeries: the pathway and the date of each, the latest first.

    `answers`: see `answers_said`; `received` are the texts.
    """

    lines: Sequence[Said]
    answers: Sequence[tuple[AnswerSaid, GivenAnswer]]
    surgeries: Sequence[tuple[str, date]]
    received: Sequence[Received]


def answers_said(context: Context, tx: Tx, patient_id: str) -> list[tuple[AnswerSaid, GivenAnswer]]:
    """Return a patient's answers with their questions, oldest first."""
    return [(_said(context, tx, stored), stored) for stored in timeline.given_answers_of(tx, patient_id)]


def answers_by_text(context: Context, tx: Tx, reply_ids: Sequence[str]) -> dict[str, AnswerSaid]:
    """Return what some texts answered to which question, by text, in a constant number of queries."""
    stored_answers = timeline.answers_by_text(tx, reply_ids)
    return {item.reply_id: _said(context, tx, item) for item in stored_answers if item.reply_id}


def answers_of_alerts(
    answers: Sequence[tuple[AnswerSaid, GivenAnswer]], alerts: Sequence[Raised]
) -> dict[int, AnswerSaid]:
    """Return the answer that stands to the question of each alert about an answer, by alert."""
    return {
        alert.id: answer
        for alert in alerts
        if alert.kind == AlertKind.FOLLOW_UP
        for answer, stored in answers
        if stored.step == alert.detail and alert.enrollment_id in (None, stored.enrollment_id)
    }


def _said(context: Context, tx: Tx, stored: GivenAnswer) -> AnswerSaid:
    step = context.book.get(tx, stored.pathway_version_id).step(stored.step)
    entered = stored.entered_by, stored.entered_at
    if step is None or step.ask is None:
        return AnswerSaid(stored.step, 0, stored.code, stored.how, stored.at, False, stored.party, *entered)
    follow_up = step.ask.calls_for_follow_up(stored.code)
    return AnswerSaid(step.template, step.day, stored.code, stored.how, stored.at, follow_up, stored.party, *entered)


def load_conversation(context: Context, tx: Tx, patient_id: str) -> Conversation:
    """Return everything that was said, oldest first, in a constant number of queries."""
    answers = answers_said(context, tx, patient_id)
    plans = {
        item.enrollment.id: (context.book.get(tx, item.enrollment.pathway_version_id), item.enrollment.surgery_date)
        for item in timeline.surgeries_of(tx, patient_id)
    }

    def pathway_id(enrollment_id: str | None) -> str | None:
        return plans[enrollment_id][0].id if len(plans) > 1 and enrollment_id in plans else None

    by_text = {
        stored.reply_id: (answer, pathway_id(stored.enrollment_id)) for answer, stored in answers if stored.reply_id
    }
    received = timeline.replies_of(tx, patient_id)
    lines = [
        Said(item.received_at, "theirs", item, item.body, answer=answer, pathway_id=plan)
        for item in received
        for answer, plan in [by_text.get(item.id, (None, None))]
    ]
    lines += [
        Said(answer.at, "theirs", answer=answer, pathway_id=pathway_id(stored.enrollment_id))
        for answer, stored in answers
        if not stored.reply_id
    ]
    for item in timeline.messages_of(tx, patient_id):
        if not item.text or item.status not in _REACHED:
            continue
        plan = plans.get(item.enrollment_id or "")
        step = plan[0].step(item.step) if plan else None
        name, at = step.template if step else item.step, item.sent_at or item.due_at
        lines.append(Said(at, "ours", item, item.text, name, item.subject, pathway_id=pathway_id(item.enrollment_id)))
    surgeries = [(pathway.id, day) for pathway, day in plans.values()]
    return Conversation(sorted(lines, key=lambda line: line.at), answers, surgeries, received)
