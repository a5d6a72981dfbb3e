"""A whole care plan as one patient would get it, week by week, with the limits on texts applied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.contact import Channel, Contact, Reach
from reminders.core.model.status import Reason, Status
from reminders.core.plans.anchors import OF_VISITS
from reminders.core.plans.editing.step_form import condition_choices
from reminders.core.plans.pathway import ANSWER_FACT
from reminders.core.plans.planning import Subject, plan_messages
from reminders.services.clinics.care.plan_cost import plan_cost

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Pathway, Step
    from reminders.core.plans.planning import PlannedMessage
    from reminders.services.clinics.care.plan_cost import PlanCost
    from reminders.services.context import Context

TEXTS_A_YEAR: Final = 9
"""The shipped plans keep to this many scheduled texts in a year."""
_AHEAD = timedelta(days=28)
_IN_HOSPITAL = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One message: on which day from surgery, at which time of the patient, or why it is not sent."""

    step: Step
    channel: Channel
    day: int
    local: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class PlanCalendar:
    """The messages by week from surgery (0 is the first one after it), and what was asked about the patient.

    `of_visits` are the steps that stand in a plan once for each visit, before it or after a missed one.
    `cost` is what the texts to this patient take and cost. `facts` are what the plan's conditions ask about, with the
    values there are; `chosen` are this patient's.
    """

    weeks: Mapping[int, tuple[CalendarEntry, ...]]
    facts: Mapping[str, tuple[str, ...]]
    chosen: Mapping[str, str]
    texts: int
    emails: int
    capped: int
    of_visits: tuple[Step, ...] = ()
    cost: PlanCost | None = None

    @property
    def too_many(self) -> bool:
        """Whether a patient gets more texts in a year than the shipped plans send."""
        return self.texts > TEXTS_A_YEAR


def plan_calendar(
    context: Context, clinic: Clinic, pathway: Pathway, chosen: Mapping[str, str], *, optional: bool = False
) -> PlanCalendar:
    """Plan the messages of an example patient. `optional`: with every optional message turned on."""
    named = {fact for step in pathway.steps for fact in (*step.when, *step.unless) if not fact.startswith(ANSWER_FACT)}
    facts = {fact: values for fact, values in condition_choices(pathway, None).items() if fact in named}
    own = {fact: chosen[fact] if chosen.get(fact) in values else values[0] for fact, values in facts.items()}
    rules = clinic.rules
    if optional:
        on = frozenset(f"{pathway.id}.{step.key}" for step in pathway.steps if step.optional)
        rules = replace(rules, optional_on=rules.optional_on | on)
    surgery = context.clock.now().astimezone(clinic.zone).date() + _AHEAD
    subject = Subject("example", clinic.zone, Contact(dict.fromkeys(Channel, Reach.OPEN)), own)
    plan = plan_messages(pathway, surgery, rules, subject, now=None, discharge_date=surgery + _IN_HOSPITAL)
    shown = [_entry(message, clinic, surgery.toordinal()) for message in plan if message.reason != Reason.OPTIONAL_OFF]
    shown.sort(key=lambda entry: entry.local)
    weeks: dict[int, tuple[CalendarEntry, ...]] = {}
    for entry in shown:
        week = (entry.day - 1) // _WEEK if entry.day > 0 else -1
        weeks[week] = (*weeks.get(week, ()), entry)
    sent = [message.channel for message in plan if message.status is Status.PLANNED]
    capped = sum(message.reason == Reason.CAP for message in plan)
    counts = sent.count(Channel.SMS), sent.count(Channel.EMAIL), capped
    of_visits = tuple(step for step in pathway.steps if step.anchor in OF_VISITS)
    return PlanCalendar(weeks, facts, own, *counts, of_visits, plan_cost(context, clinic, plan))


def _entry(message: PlannedMessage, clinic: Clinic, surgery: int) -> CalendarEntry:
    local = message.due_at.astimezone(clinic.zone)
    reason = message.reason if message.status is not Status.PLANNED else None
    return CalendarEntry(message.step, message.channel, local.date().toordinal() - surgery, local, reason)
