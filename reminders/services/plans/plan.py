"""Shows a plan before it starts: every step with local time, channel, the very text, and why one is skipped.

No database is needed: the plan is the planner's, the words are the renderer's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel, Contact, Reach
from reminders.core.model.status import Status
from reminders.core.plans.caps import text_dates
from reminders.core.plans.planning import PlannedMessage, Subject, plan_messages
from reminders.ports import Links
from reminders.services.wording.render_message import Recipient, count_segments, write_step
from reminders.services.wording.visit_words import visit_voice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Visit
    from reminders.core.plans.pathway import Pathway
    from reminders.ports import Renderer

SAMPLE_NAME = "Ana"
SAMPLE_LINKS = Links(
    page="https://reminders.example/r/sample",
    unsubscribe="https://reminders.example/u/sample",
    answer="https://reminders.example/a/sample",
)


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """What is asked: a plan for whom, from when.

    `as_of` None ignores the present, `contact` None assumes both consents; `key` seeds the minutes of a real patient.
    `texts_taken` are (due, goes) of the texts that the patient's other surgeries take of the limits.
    """

    pathway: Pathway
    surgery_date: date
    zone: ZoneInfo
    language: str
    facts: Mapping[str, str]
    as_of: datetime | None = None
    discharge_date: date | None = None
    visits: tuple[Visit, ...] = ()
    contact: Contact | None = None
    key: str = ""
    given_name: str = ""
    texts_taken: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of a shown plan. A skipped step has no body."""

    step: str
    channel: Channel
    due_at: datetime
    send_before: datetime
    local: datetime
    skipped: str | None
    body: str | None
    segments: int | None
    template: str
    day: int


def show_plan(question: PlanQuestion, clinic: Clinic, renderer: Renderer) -> list[PlannedStep]:
    """Return the plan of the patient who is asked about, or of a sample patient who consented to both channels.

    Raises:
        RenderError: a template does not render.

    """
    subject = Subject(
        key=question.key,
        zone=question.zone,
        contact=question.contact or Contact(dict.fromkeys(Channel, Reach.OPEN)),
        facts=question.facts,
        texts_taken=tuple(text_dates(due, goes, question.zone) for due, goes in question.texts_taken),
    )
    plan = plan_messages(
        question.pathway,
        question.surgery_date,
        clinic.rules,
        subject,
        now=question.as_of,
        discharge_date=question.discharge_date,
        visits=question.visits,
    )
    recipient = Recipient(question.given_name or SAMPLE_NAME, question.language, SAMPLE_LINKS)
    texts = [message for message in plan if message.channel is Channel.SMS and message.status is Status.PLANNED]
    texts.sort(key=lambda message: message.due_at)
    numbers = {id(message): number for number, message in enumerate(texts, start=1)}
    return [_line(item, question, clinic, renderer, recipient, number=numbers.get(id(item), 0)) for item in plan]


def _line(
    message: PlannedMessage,
    question: PlanQuestion,
    clinic: Clinic,
    renderer: Renderer,
    recipient: Recipient,
    *,
    number: int,
) -> PlannedStep:
    body: str | None = None
    segments: int | None = None
    if message.status is Status.PLANNED:
        named = [one for one in question.visits if one.slot in (message.slot, *message.also)]
        told = visit_voice(named, clinic, question.language, question.zone) if named else None
        content = write_step(renderer, clinic, recipient, message.step, message.channel, number=number, visit=told)
        body = content.text
        segments = count_segments(message.channel, content)
    return PlannedStep(
        step=message.step.key,
        channel=message.channel,
        due_at=message.due_at,
        send_before=message.send_before,
        local=message.due_at.astimezone(question.zone),
        skipped=message.reason,
        body=body,
        segments=segments,
        template=message.step.template,
        day=message.step.day,
    )
