"""Takes in a patient's text: stores it, stops or starts, records an answer, opens an alert, plans the answer.

All in one transaction: a stop or an alert can never be lost between storing a text and acting on it. Only the sends
come later. The service never diagnoses, reassures, or promises that anyone reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from reminders.core.contact import Channel
from reminders.core.replies import Reading, RedFlag, is_small_talk, read
from reminders.services.stop import start_texts, stop_address
from reminders.store import alerts, opt_outs, patients, replies
from reminders.store.alerts import AlertKind
from reminders.store.auto_replies import plan_auto_reply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.core.pathway import Ask
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic
    from reminders.store.replies import AskedQuestion
    from reminders.store.session import Tx

log = structlog.get_logger(__name__)

LONGEST_OPEN = timedelta(days=60)
CHANGE_OF_MIND = timedelta(hours=1)
SAFETY_PAUSE = timedelta(minutes=10)
NOT_WATCHED_PAUSE = timedelta(hours=24)
_SAFETY = {RedFlag.A: "emergency", RedFlag.B: "urgent"}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question whose time is not over, and what may be answered."""

    asked: AskedQuestion
    ask: Ask


@dataclass(frozen=True, slots=True)
class Inbound:
    """One text (or mail) from an address, inside the transaction that stores it."""

    context: Context
    tx: Tx
    clinic: Clinic
    channel: Channel
    address: str
    patient_ids: Sequence[str]
    at: datetime

    @property
    def patient_id(self) -> str:
        """The patient to whom an answer of ours is addressed: they share the phone, so any of them will do."""
        return self.patient_ids[0]


def receive(
    context: Context,
    clinic: Clinic,
    channel: Channel,
    address: str,
    body: str,
    *,
    provider_id: str | None = None,
) -> Reading | None:
    """Take in one text from an address; None when nobody of the clinic has that address."""
    with context.db.begin() as tx:
        at = context.clock.now()
        scope = opt_outs.clinics_in_scope(tx, channel, clinic)
        known = patients.ids_by_address(tx, channel, address, scope)
        if not known:
            return None
        inbound = Inbound(context, tx, clinic, channel, address, known, at)
        questions = _open_questions(inbound)
        reading = read(body, _allowed(questions))
        reply_id = replies.insert_reply(
            tx,
            clinic_id=clinic.id,
            patient_id=known[0] if len(known) == 1 else None,
            sender=address,
            body=body,
            reading=_summary(reading),
            at=at,
            provider_id=provider_id,
        )
        _act(inbound, reading, questions, reply_id, small_talk=is_small_talk(body))
    log.info("reply_stored", reply_id=reply_id, reading=_summary(reading))
    return reading


def _act(
    inbound: Inbound,
    reading: Reading,
    questions: Sequence[OpenQuestion],
    reply_id: str,
    *,
    small_talk: bool,
) -> None:
    if reading.red_flag is not None:
        _raise_alert(inbound, reading.red_flag, reply_id)
    if reading.stop:
        if _stop(inbound) and inbound.channel is Channel.SMS:
            _answer_back(inbound, reply_id, "stop")
        return
    answered = reading.answer is not None and _record_answer(inbound, reading.answer, questions, reply_id)
    if reading.start and inbound.channel is Channel.SMS:
        start_texts(inbound.context, inbound.tx, inbound.clinic, inbound.address, at=inbound.at)
        _answer_back(inbound, reply_id, "start")
    elif reading.help:
        _answer_back(inbound, reply_id, "help")
    elif not answered and reading.red_flag is None and not small_talk:
        _answer_back(inbound, reply_id, "not_watched", at_most_every=NOT_WATCHED_PAUSE)


def _raise_alert(inbound: Inbound, flag: RedFlag, reply_id: str) -> None:
    alerts.open_alert(
        inbound.tx,
        AlertKind.RED_FLAG,
        inbound.at,
        clinic_id=inbound.clinic.id,
        patient_id=inbound.patient_id,
        reply_id=reply_id,
        detail=f"tier {flag.value}",
    )
    _answer_back(inbound, reply_id, _SAFETY[flag], at_most_every=SAFETY_PAUSE)


def _stop(inbound: Inbound) -> bool:
    return stop_address(
        inbound.context,
        inbound.tx,
        inbound.clinic,
        inbound.channel,
        inbound.address,
        source="reply",
        at=inbound.at,
    )


def _record_answer(inbound: Inbound, digit: int, questions: Sequence[OpenQuestion], reply_id: str) -> bool:
    """Match a digit to the most recent open question; with two patients on one phone nobody's answer is guessed."""
    asked = [question for question in questions if digit in question.ask.answers]
    if not asked:
        return False
    question = asked[0]
    if len({item.asked.patient_id for item in asked}) > 1:
        _follow_up(inbound, question, reply_id, "shared phone")
        return True
    code = question.ask.answers[digit]
    first = replies.answer_time(inbound.tx, question.asked)
    if first is not None and inbound.at - first > CHANGE_OF_MIND:
        return False
    replies.record_answer(inbound.tx, question.asked, code, reply_id, first or inbound.at)
    if code in question.ask.follow_up:
        _follow_up(inbound, question, reply_id, question.asked.step)
        _answer_back(inbound, reply_id, "follow_up", about_step=question.asked.step)
    return True


def _follow_up(inbound: Inbound, question: OpenQuestion, reply_id: str, detail: str) -> None:
    alerts.open_alert(
        inbound.tx,
        AlertKind.FOLLOW_UP,
        inbound.at,
        clinic_id=inbound.clinic.id,
        patient_id=question.asked.patient_id,
        enrollment_id=question.asked.enrollment_id,
        reply_id=reply_id,
        detail=detail,
    )


def _answer_back(
    inbound: Inbound,
    reply_id: str,
    name: str,
    *,
    at_most_every: timedelta | None = None,
    about_step: str | None = None,
) -> None:
    """Plan one of our own answers; it leaves in the urgent lane and is looked at once more before it does."""
    if inbound.channel is not Channel.SMS:
        return
    if at_most_every is not None:
        last = replies.last_auto_reply(inbound.tx, inbound.patient_id, name)
        if last is not None and inbound.at - last < at_most_every:
            return
    plan_auto_reply(
        inbound.tx,
        clinic_id=inbound.clinic.id,
        patient_id=inbound.patient_id,
        reply_id=reply_id,
        name=name,
        at=inbound.at,
        about_step=about_step,
    )


def _open_questions(inbound: Inbound) -> list[OpenQuestion]:
    """Return the questions that may still be answered, latest first."""
    recent = replies.recent_messages(inbound.tx, inbound.patient_ids, inbound.at - LONGEST_OPEN)
    found: list[OpenQuestion] = []
    for asked in recent:
        step = inbound.context.book.get(inbound.tx, asked.pathway_version_id).step(asked.step)
        if step is not None and step.ask is not None and inbound.at < asked.sent_at + step.ask.open_for:
            found.append(OpenQuestion(asked, step.ask))
    return found


def _allowed(questions: Sequence[OpenQuestion]) -> Mapping[int, str]:
    return questions[0].ask.answers if questions else {}


def _summary(reading: Reading) -> str:
    """Say in short how a text was read; holds nothing of its words."""
    parts = [name for name in ("stop", "start", "help") if getattr(reading, name)]
    if reading.red_flag is not None:
        parts.append(f"red flag {reading.red_flag.value}")
    if reading.answer is not None:
        parts.append(f"answer {reading.answer}")
    return ", ".join(parts) or "free text"
