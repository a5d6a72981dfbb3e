"""What Today shows: what needs a person, what goes out, surgeries to confirm, what can be undone, the last month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.services.alerts.first_steps import first_steps_of
from reminders.services.alerts.month import load_month
from reminders.services.alerts.on_call_list import duty_at
from reminders.services.alerts.triage import LOOK_BACK, load_triage
from reminders.services.plans.change_state import days_to_confirm
from reminders.services.record_view import record_view
from reminders.store.alerts import today
from reminders.store.records import recent, undos
from reminders.store.replies import inbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.roles import Role
    from reminders.services.alerts.first_steps import FirstStep
    from reminders.services.alerts.month import Day
    from reminders.services.alerts.on_call_list import Duty
    from reminders.services.alerts.triage import Triage, TriageRow
    from reminders.services.context import Context
    from reminders.store.alerts.today import TodayMessage
    from reminders.store.database.session import Tx
    from reminders.store.records.recent import Listed
    from reminders.store.records.undos import OpenUndo
    from reminders.store.replies.inbox import InboxReply

ROWS, LINES, BESIDE = 12, 12, 6
"""How many alerts, lines that are only read, and rows of other lists stand on the page; the rest is behind a link."""
BESIDE_AT_LEAST, FLAGS_PER_ROW = 2, 3
"""Red flags are never cut, so they take the room of other rows: one less in each other list for so many of them."""
UNREACHED_FROM, UNREACHED_UNTIL = timedelta(days=2), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Worklist:
    """The part of the page that refreshes itself.

    `mine` are the threads that were assigned to the person who looks, `yours` the alerts. `questions` are the first
    texts of patients whom no one has answered, of `asking` in all.
    `trouble_total` and `how_many` count all of `trouble` and `going`. `templates` and `plans` name each message's
    template and pathway, by the message's id. `beside` is how many rows there is room for in each other list.
    """

    triage: Triage
    yours: Sequence[TriageRow]
    mine: Sequence[InboxReply]
    questions: Sequence[InboxReply]
    asking: int
    trouble: Sequence[TodayMessage]
    trouble_total: int
    unreached: Sequence[TodayMessage]
    going: Sequence[TodayMessage]
    how_many: int
    templates: Mapping[str, str]
    plans: Mapping[str, str | None]
    duty: Duty
    beside: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Today:
    """The whole page. `unconfirmed` counts all surgeries of the past year that wait for a confirmation."""

    worklist: Worklist
    month: Sequence[Day]
    day: date
    surgeries: Sequence[Listed]
    unconfirmed: int
    undos: Sequence[OpenUndo]
    first_steps: Sequence[FirstStep]


def load_today(context: Context, clinic: Clinic, me: str, role: Role, *, actor: Actor) -> Today:
    """Read the whole page, and record the view; `me` and `role`: the email of who looks, and what they may do."""
    now = context.clock.now()
    day = now.astimezone(clinic.zone).date()
    since, until = days_to_confirm(clinic, now)
    with context.db.begin() as tx:
        worklist = _worklist(context, tx, clinic, me, now)
        page = Today(
            worklist=worklist,
            month=context.kept.get(("month", clinic.id, day), lambda: load_month(tx, clinic, now)),
            day=day,
            surgeries=recent.unconfirmed_surgeries(tx, clinic.id, since, until, worklist.beside),
            unconfirmed=recent.count_unconfirmed(tx, clinic.id, since, until),
            undos=undos.open_undos(tx, clinic.id, now),
            first_steps=first_steps_of(tx, clinic, role),
        )
        record_view(context, tx, clinic, Action.VIEWED_TODAY, actor=actor)
    return page


def refresh_worklist(context: Context, clinic: Clinic, me: str) -> Worklist:
    """Read what refreshes itself; it was recorded as seen when the page was opened."""
    with context.db.read() as tx:
        return _worklist(context, tx, clinic, me, context.clock.now())


def _worklist(context: Context, tx: Tx, clinic: Clinic, me: str, now: datetime) -> Worklist:
    day = now.astimezone(clinic.zone).date()
    evening = datetime.combine(day + timedelta(days=1), time(), clinic.zone)
    triage = load_triage(context, tx, clinic, now - LOOK_BACK, ROWS, me)
    beside = max(BESIDE_AT_LEAST, BESIDE - sum(row.urgent for row in triage.rows) // FLAGS_PER_ROW)
    questions, asking = inbox.to_answer(tx, clinic.id, beside)
    trouble = today.trouble(tx, clinic.id, now - LOOK_BACK, beside)
    unreached = today.unreached(tx, clinic.id, now - UNREACHED_FROM, now + UNREACHED_UNTIL, 4 * ROWS)
    going = today.going_out(tx, clinic.id, evening, LINES * beside // BESIDE)
    shown = [*trouble, *unreached, *going]
    yours = [row for row in triage.rows if row.alert.acknowledged_by == me]
    return Worklist(
        triage=triage,
        yours=yours,
        mine=_threads(inbox.waiting_for(tx, clinic.id, me, ROWS * 4), yours),
        questions=questions,
        asking=asking,
        trouble=trouble,
        trouble_total=today.count_trouble(tx, clinic.id, now - LOOK_BACK),
        unreached=unreached,
        going=going,
        how_many=today.count_going_out(tx, clinic.id, evening),
        templates={message.id: template_of(context, tx, message) for message in shown},
        plans={message.id: pathway_of(context, tx, message) for message in shown},
        duty=duty_at(tx, clinic, now),
        beside=beside,
        now=now,
    )


def _threads(texts: Sequence[InboxReply], yours: Sequence[TriageRow]) -> list[InboxReply]:
    """Return the oldest text of each thread, but for those that an alert in the list is about."""
    patient_ids = {row.alert.patient.id for row in yours if row.alert.patient}
    first: dict[str, InboxReply] = {}
    for text in texts:
        if text.patient is not None and text.patient.id not in patient_ids:
            first.setdefault(text.patient.id, text)
    return list(first.values())


def template_of(context: Context, tx: Tx, message: TodayMessage) -> str:
    """Return what a message is called by: the template of its step."""
    if message.pathway_version_id is None:
        return message.step
    step = context.book.get(tx, message.pathway_version_id).step(message.step)
    return step.template if step else message.step


def pathway_of(context: Context, tx: Tx, message: TodayMessage) -> str | None:
    """Return the pathway that a message belongs to."""
    if message.pathway_version_id is None:
        return None
    return context.book.get(tx, message.pathway_version_id).id
