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
from reminders.services.replies.answer import OpenQuestion, give, may_change, question_of
from reminders.services.wording.render_message import Recipient, write_step
from reminders.store.clinics import clinics
from reminders.store.enrollment import link_epochs
from reminders.store.replies import replies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Step
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

log = structlog.get_logger(__name__)

NO_LINKS = Links(page="", unsubscribe="")


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """What the page of a question shows. `choices` are empty when it cannot be answered (any more).

    `title` and `lead` are the question in the words of its email; empty where they are gone.
    `given` is the digit that stands; `follow_up`: the patient is told to call, within days if it is `about_work`.
    """

    clinic: Clinic
    language: str
    title: str
    lead: str
    choices: Mapping[int, str]
    given: int | None
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


def answer_by_link(context: Context, token: str, digit: int, language: str = "") -> QuestionPage | None:
    """Store an answer and return the page as it is then; what cannot be answered so changes nothing."""
    link = context.links.read(LinkKind.ANSWER, token)
    if link is None:
        return None
    with context.db.begin() as tx:
        replies.wait_for_turn(tx, link.id)  # a double tap is one answer
        linked = _find(context, tx, token, language)
        if linked is None:
            return None
        if linked.question is not None and digit in linked.question.ask.answers:
            now, by = context.clock.now(), PATIENT_BY_EMAIL_LINK
            stored = give(tx, linked.question, digit, clinic_id=linked.clinic.id, at=now, actor=by)
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
        text = _written_in(context, clinic, step, language) or text
        return _Found(is_open, clinic, language, text, step.key)
    return _Found(is_open, clinic, question.language, text, step.key)


def _written_in(context: Context, clinic: Clinic, step: Step, language: str) -> str | None:
    """Return the words of a question in another language, as its email has them; the name is in no part that shows."""
    reader = Recipient("", language, NO_LINKS)
    try:
        return write_step(context.renderer, clinic, reader, step, Channel.EMAIL, number=0).text
    except RenderError:
        return None


def _page(context: Context, tx: Tx, linked: _Found) -> QuestionPage:
    question = linked.question
    given_answer = replies.given_answer(tx, question.asked) if question else None
    digits = {code: digit for digit, code in question.ask.answers.items()} if question else {}
    title, lead = shown_question(linked.text)
    choices = {}
    if question is not None and may_change(tx, question, context.clock.now()):
        choices = shown_answers(linked.text, question.ask.answers)
    return QuestionPage(
        clinic=linked.clinic,
        language=linked.language,
        title=title,
        lead=lead,
        choices=choices,
        given=digits.get(given_answer[0]) if given_answer else None,
        follow_up=given_answer is not None and question is not None and given_answer[0] in question.ask.follow_up,
        about_work=linked.step.startswith("work_"),
    )
