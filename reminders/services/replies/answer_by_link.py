"""Answers the question of one message by the link in it. Looking answers nothing: mail scanners fetch links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from reminders.core.model.actor import PATIENT_BY_EMAIL_LINK
from reminders.core.model.contact import Channel
from reminders.core.replies.shown_answers import shown_answers, shown_question
from reminders.ports import Links, RenderError
from reminders.services.links import LinkKind
from reminders.services.replies.answer import OpenQuestion, calls_for_follow_up, give, may_change, question_of
from reminders.services.wording.render_message import Recipient, write_step
from reminders.services.wording.visit_words import VisitWords
from reminders.store.clinics import clinics
from reminders.store.enrollment import link_epochs
from reminders.store.replies import answers, replies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import VisitVoice
    from reminders.core.plans.pathway import Step
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

NO_LINKS = Links(page="", unsubscribe="")


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """What the page of a question shows. `choices` are empty when it cannot be answered (any more).

    `title` and `lead` are the question in the words of its email; empty where they are gone.
    `given` is the code of the answer that stands, `chosen` its button; `parts` are what a question in two parts asks
    about; `follow_up`: the patient is told to call, within days if it is `about_work`.
    """

    clinic: Clinic
    language: str
    title: str
    lead: str
    choices: Mapping[int, str]
    given: str | None
    chosen: int | None
    parts: Sequence[str]
    is_scale: bool
    follow_up: bool
    about_work: bool


@dataclass(frozen=True, slots=True)
class _Found:
    question: OpenQuestion | None
    clinic: Clinic
    language: str
    text: str | None
    step: str


def open_question(context: Context, token: str, language: str = "") -> QuestionPage | None:
    """Return the page of a question; None for a dead or forged link, or a message that never left.

    `language`: another one of the clinic's than the email's.
    """
    with context.db.read() as tx:
        linked = _find(context, tx, token, language)
        return _page(context, tx, linked) if linked else None


def answer_by_link(context: Context, token: str, numbers: Sequence[int], language: str = "") -> QuestionPage | None:
    """Store an answer and return the page as it is then; what cannot be answered so changes nothing.

    `numbers` is one digit or score, or one for each part of a question in two.
    """
    link = context.links.read(LinkKind.ANSWER, token)
    if link is None:
        return None
    with context.db.begin() as tx:
        replies.wait_for_turn(tx, link.id)  # a double tap is one answer
        linked = _find(context, tx, token, language)
        if linked is None:
            return None
        code = _code(linked.question, numbers) if linked.question else None
        if linked.question is not None and code is not None:
            now, by = context.clock.now(), PATIENT_BY_EMAIL_LINK
            stored = give(tx, linked.question, code, clinic_id=linked.clinic.id, at=now, actor=by)
            log.info("answered_by_link", message_id=link.id, taken=stored is not None)
        return _page(context, tx, linked)


def _find(context: Context, tx: Tx, token: str, language: str) -> _Found | None:
    link = context.links.read(LinkKind.ANSWER, token)
    record = replies.asked_in(tx, link.id) if link else None
    if link is None or record is None:
        return None
    question, clinic_id, text = record
    if not link_epochs.links_stand(tx, question.patient_id, link.epoch):
        return None
    step = context.book.get(tx, question.pathway_version_id).step(question.step)
    if step is None or step.ask is None:
        return None
    is_open = question_of(context, tx, question, context.clock.now())
    clinic = clinics.get_clinic(tx, clinic_id)
    if language in clinic.language_list and language != question.language:
        named = (question.enrollment_id, question.surgery_generation)
        visit_words = VisitWords(tx, [named])
        visit = visit_words.of(*named, clinic, language, clinic.zone, question.also)
        text = _written_in(context, clinic, step, language, visit) or text
        return _Found(is_open, clinic, language, text, step.question_key)
    return _Found(is_open, clinic, question.language, text, step.question_key)


def _written_in(context: Context, clinic: Clinic, step: Step, language: str, visit: VisitVoice | None) -> str | None:
    """Return the words of a question in another language, as its email has them; the name is in no part that shows."""
    reader = Recipient("", language, NO_LINKS)
    try:
        return write_step(context.renderer, clinic, reader, step, Channel.EMAIL, number=0, visit=visit).text
    except RenderError:
        return None


def _code(question: OpenQuestion, numbers: Sequence[int]) -> str | None:
    scale = question.ask.scale
    if scale is None:
        return question.ask.answers.get(numbers[0]) if len(numbers) == 1 else None
    return scale.code_of((numbers[0], numbers[1]) if len(numbers) == 2 else numbers[0])  # noqa: PLR2004 two parts


def _chosen(question: OpenQuestion, code: str) -> int | None:
    numbers = [int(code)] if question.ask.scale and code.isdecimal() else []
    numbers += [digit for digit, own in question.ask.answers.items() if own == code]
    return numbers[0] if numbers else None


def _choices(question: OpenQuestion, text: str | None) -> Mapping[int, str]:
    scale = question.ask.scale
    if scale is None:
        return shown_answers(text, question.ask.answers)
    return {number: str(number) for number in range(scale.lowest, scale.highest + 1)}


def _page(context: Context, tx: Tx, linked: _Found) -> QuestionPage:
    question = linked.question
    given_answer = answers.given_answer(tx, question.asked) if question else None
    title, lead = shown_question(linked.text)
    may_answer = question is not None and may_change(tx, question, context.clock.now())
    code = given_answer.code if given_answer else None
    return QuestionPage(
        clinic=linked.clinic,
        language=linked.language,
        title=title,
        lead=lead,
        choices=_choices(question, linked.text) if question and may_answer else {},
        given=code,
        chosen=_chosen(question, code) if question and code else None,
        parts=question.ask.scale.parts if question and question.ask.scale else (),
        is_scale=question is not None and question.ask.scale is not None,
        follow_up=question is not None and code is not None and calls_for_follow_up(tx, question, code),
        about_work=linked.step.startswith("work_"),
    )
