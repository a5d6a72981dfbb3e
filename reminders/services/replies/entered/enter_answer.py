"""An answer that staff read in a patient's own words: "between 6 and 7", "about the same as my sister's, say 5".

The service guesses nothing. A person says what a text answers; that stands as entered by staff, with who and when, and
the text stays as the patient wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.replies.answer import (
    BY_STAFF,
    LATELY,
    OpenQuestion,
    as_question,
    record_consequences,
)
from reminders.store.replies import answers, replies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Party
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.records.timeline import GivenAnswer, Received
    from reminders.store.replies.replies import AskedQuestion

ALREADY = "the patient has answered this question; that answer stands"
NO_SCORE = "choose an answer for each part of the question"


@dataclass(frozen=True, slots=True)
class MayAnswer:
    """A question that a text may answer. `key` names it in a form; `template` and `day` are those of its step.

    `parts` is one empty name for a question with one answer; `codes` are what may be chosen for each part. `given` is
    what staff have entered already.
    """

    key: str
    template: str
    day: int
    parts: Sequence[str]
    codes: Sequence[str]
    given: str | None = None


def may_answer(
    context: Context, tx: Tx, patient_id: str, texts: Sequence[Received], given: Sequence[GivenAnswer]
) -> dict[str, Sequence[MayAnswer]]:
    """Return, for each text that was read as no answer, the questions of the days before it, the last one first.

    `given` are the patient's answers. A question that the patient has answered is not offered: a person's reading of a
    text never takes the place of the patient's own answer.
    """
    if not texts:
        return {}
    since = min(text.received_at for text in texts) - LATELY
    standing = {f"{one.enrollment_id}:{one.generation}:{one.step}": one for one in given}
    read = {one.reply_id for one in given if one.how != BY_STAFF}
    offers: list[tuple[AskedQuestion, MayAnswer]] = []
    for message in replies.recent_messages(tx, [patient_id], since):
        question = as_question(context, tx, message)
        stands = standing.get(_key(question.asked)) if question else None
        if question is not None and (stands is None or stands.how == BY_STAFF):
            offers.append((message, _offer(context, tx, question, stands.code if stands else None)))
    found: dict[str, Sequence[MayAnswer]] = {}
    for text in texts:
        fits = {offer.key: offer for message, offer in offers if _is_before(message, text.party, text.received_at)}
        if fits and text.id not in read and not text.reading.stop:
            found[text.id] = list(fits.values())
    return found


def enter_answer(  # noqa: PLR0913 whose text answers which question with what
    context: Context,
    clinic: Clinic,
    patient_id: str,
    reply_id: str,
    question_key: str,
    chosen: Sequence[str],
    *,
    actor: Actor,
) -> None:
    """Keep what a person reads in a patient's text as the answer to a question, with what it calls for.

    Raises:
        NotFoundError: the patient has no such text, or had no such question in the days before it.
        UseError: what was chosen is no answer, or the patient has answered.

    """
    with context.db.begin() as tx:
        text = answers.find_text(tx, clinic.id, reply_id)
        if text is None or text.patient_id != patient_id:
            raise NotFoundError("no such text")
        replies.wait_for_turn(tx, text.sender_hash)
        recent = replies.recent_messages(tx, [text.patient_id], text.received_at - LATELY)
        fits = (message for message in recent if _is_before(message, text.party, text.received_at))
        questions = (as_question(context, tx, message) for message in fits)
        question = next((one for one in questions if one is not None and _key(one.asked) == question_key), None)
        if question is None:
            raise NotFoundError("no such question")
        code = _code(question, chosen)
        if code is None:
            raise UseError(NO_SCORE)
        before = answers.given_answer(tx, question.asked)
        if before is not None and before.how != BY_STAFF:
            raise UseError(ALREADY)
        now = context.clock.now()
        entered = answers.Entered(actor.staff_id or actor.name or actor.kind.value, now)
        answers.record_answer(
            tx,
            question.asked,
            code,
            reply_id,
            text.received_at,
            BY_STAFF,
            entered,
            corrected_at=now if before is not None else None,
        )
        record_consequences(
            tx,
            question,
            code,
            clinic_id=clinic.id,
            at=now,
            actor=actor,
            reply_id=reply_id,
            action=Action.ENTERED_ANSWER,
        )


def _offer(context: Context, tx: Tx, question: OpenQuestion, given: str | None) -> MayAnswer:
    asked = question.asked
    step = context.book.get(tx, asked.pathway_version_id).step(asked.step)
    template, day = (step.template, step.day) if step else (asked.step, 0)
    scale = question.ask.scale
    codes = [str(number) for number in range(scale.lowest, scale.highest + 1)] if scale else []
    return MayAnswer(
        _key(asked),
        template,
        day,
        (scale.parts if scale else ()) or ("",),
        codes or list(dict.fromkeys(question.ask.answers.values())),
        given,
    )


def _code(question: OpenQuestion, chosen: Sequence[str]) -> str | None:
    scale = question.ask.scale
    if scale is None:
        return chosen[0] if len(chosen) == 1 and chosen[0] in question.ask.answers.values() else None
    if not all(one.isascii() and one.isdecimal() and len(one) <= 3 for one in chosen):  # noqa: PLR2004 up to 100
        return None
    numbers = [int(one) for one in chosen]
    two = len(numbers) == 2  # noqa: PLR2004 a question in two parts
    return scale.code_of((numbers[0], numbers[1]) if two else numbers[0] if len(numbers) == 1 else None)


def _is_before(message: AskedQuestion, party: Party, at: datetime) -> bool:
    return message.party is party and message.sent_at <= at < message.sent_at + LATELY


def _key(message: AskedQuestion) -> str:
    return f"{message.enrollment_id}:{message.surgery_generation}:{message.step}"
