"""What the inbox shows: whom to call, threads that wait, those dealt with; and one thread with what it takes to act."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import NEVER_CUT
from reminders.core.model.audit_actions import Action
from reminders.core.model.contact import Party
from reminders.core.model.staff_member import shown_names
from reminders.core.replies.inbox_filters import Show, stands_above
from reminders.core.replies.replies import choice_alone
from reminders.services.alerts.assign import colleagues
from reminders.services.alerts.triage import LOOK_BACK, load_triage
from reminders.services.pick_patient import pick_patient
from reminders.services.record_view import record_view
from reminders.services.replies.canned import offered
from reminders.services.replies.conversation import answers_by_text, answers_of_alerts, load_conversation
from reminders.services.replies.entered.enter_answer import may_answer
from reminders.services.replies.entered.late_answer import late_answers
from reminders.services.replies.staff_text import why_no_text
from reminders.store.consent.on_hold import undecided
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.enrollment.shared_addresses import patients_behind
from reminders.store.records import timeline
from reminders.store.replies import handling, holds, inbox
from reminders.store.staff import staff

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Caregiver, Patient
    from reminders.core.model.staff_member import StaffMember
    from reminders.core.replies.canned import CannedReply
    from reminders.services.alerts.triage import Triage
    from reminders.services.context import Context
    from reminders.services.replies.conversation import AnswerSaid, Conversation, Said
    from reminders.services.replies.entered.enter_answer import MayAnswer
    from reminders.store.database.session import Tx
    from reminders.store.records.timeline import Raised
    from reminders.store.replies.inbox import InboxReply

ROWS, DONE_ROWS = 22, 6
"""How many conversations a page has besides those over red flags, and how many of those that were dealt with."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The page. A thread is the texts of one patient, or one text that belongs to no single patient.

    `threads` wait, as `show` has it, but for those in `triage`, which every page has; `total` counts the texts of all
    pages, `left_out` those of the other ones. `number` is this page's, of `pages`. `sharing` are the patients behind a
    phone and `unclear` the alert over a text that may mean stop, both by the phone's hash.
    `answers` are what texts answered to which question, by the text's id; `late` what a digit alone may answer, and
    None for one that nothing of these days asked for.
    """

    show: Show
    triage: Triage
    total: int
    left_out: int
    number: int
    pages: int
    threads: Sequence[Sequence[InboxReply]]
    dealt_with: Sequence[Sequence[InboxReply]]
    sharing: Mapping[str, Sequence[Patient]]
    unclear: Mapping[str, int]
    answers: Mapping[str, AnswerSaid]
    late: Mapping[str, AnswerSaid | None]


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One thread: `no_text` says why no text may be written; `held` are the open alerts that someone must decide.

    `plans` are the patient's surgeries, each with the days since. `answers` are what the alerts over answers are about,
    by alert.

    `may_answer`: the questions that a text may answer which was read as no answer, by the text's id; `names` are the
    staff's, by id, where one of them entered an answer.

    `members` are those it can be assigned to, `owner` who has it, `canned` the replies that are ready; `grave`: an open
    alert is one that only a clinician closes.
    """

    patient: Patient
    said: Sequence[Said]
    plans: Sequence[tuple[str, int]]
    no_text: str | None
    alerts: Sequence[Raised]
    answers: Mapping[int, AnswerSaid]
    held: Collection[int]
    members: Sequence[StaffMember]
    owner: str | None
    canned: Sequence[CannedReply]
    caregiver: Caregiver | None = None
    may_answer: Mapping[str, Sequence[MayAnswer]] = field(default_factory=dict[str, "Sequence[MayAnswer]"])
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def waits(self) -> bool:
        """Whether anything in it is not dealt with."""
        return bool(self.alerts) or any(
            line.whose == "theirs" and line.item is not None and line.item.handled_at is None for line in self.said
        )

    @property
    def grave(self) -> bool:
        """Whether only a clinician may close the thread."""
        return any(item.kind in NEVER_CUT for item in self.alerts)


def load_inbox(  # noqa: PLR0913 whose, which part of it
    context: Context,
    clinic: Clinic,
    me: str,
    show: Show = Show.ALL,
    number: int = 1,
    *,
    actor: Actor,
    recorded: bool = False,
) -> Inbox:
    """Load a page for `me`, the last if there are not so many, and record the view, unless another entry did."""
    with context.db.begin() as tx:
        triage = load_triage(context, tx, clinic, context.clock.now() - LOOK_BACK, 0)
        waiting, total, number, pages = _waiting(tx, clinic, me, show, number)
        dealt_with = inbox.dealt_with(tx, clinic.id, DONE_ROWS) if number == 1 else []
        loose = [reply.sender_hash for reply in waiting if reply.patient is None]
        sharing = patients_behind(tx, clinic.id, loose) if loose else {}
        unclear = holds.open_unclear_stops(tx, clinic.id, loose) if loose else {}
        coded = [reply.id for reply in (*waiting, *dealt_with) if _may_answer(reply)]
        answers = answers_by_text(context, tx, coded)
        late = late_answers(context, tx, waiting)
        if not recorded:
            record_view(context, tx, clinic, Action.VIEWED_INBOX, actor=actor)
    above = [row for row in triage.rows if stands_above(show, row.alert.acknowledged_by, me)]
    listed = {row.alert.patient.id for row in triage.rows if row.alert.patient}
    listed |= {row.alert.reply_id for row in triage.rows if row.alert.reply_id}
    threads = [thread for thread in _threads(waiting) if _key(thread[0]) not in listed]
    shown_keys = listed | {_key(thread[0]) for thread in threads}
    done = [thread for thread in _threads(dealt_with) if _key(thread[0]) not in shown_keys]
    triage = replace(triage, rows=above)
    left_out = total - len(waiting)
    return Inbox(show, triage, total, left_out, number, pages, threads, done, sharing, unclear, answers, late)


def _waiting(tx: Tx, clinic: Clinic, me: str, show: Show, number: int) -> tuple[Sequence[InboxReply], int, int, int]:
    """Return the texts of a page, how many there are in all, the page's number and how many pages there are."""
    found = inbox.waiting(tx, clinic.id, ROWS, show, me) if number <= 1 else []
    if number <= 1 and len({_key(item) for item in found}) < ROWS:
        return found, len(found), 1, 1
    count = inbox.count_waiting(tx, clinic.id, show, me)
    pages = -(-count.threads // ROWS) or 1
    number = min(max(number, 1), pages)
    if number > 1 or not found:
        found = inbox.waiting(tx, clinic.id, ROWS, show, me, skip=(number - 1) * ROWS)
    return found, count.texts, number, pages


def open_thread(
    context: Context, clinic: Clinic, patient_id: str, *, actor: Actor, recorded: bool = False
) -> ThreadPage:
    """Load one thread and record the view, unless another entry has `recorded` it.

    Raises:
        NotFoundError: the clinic has no such patient.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        alerts = [item for item in timeline.alerts_of(tx, patient.id) if item.closed_at is None]
        today = context.clock.now().astimezone(patient.zone).date()
        talk = load_conversation(context, tx, patient.id)
        page = ThreadPage(
            patient=patient,
            said=talk.lines,
            plans=[(pathway_id, (today - day).days) for pathway_id, day in talk.surgeries],
            no_text=why_no_text(tx, clinic, patient),
            alerts=alerts,
            answers=answers_of_alerts(talk.answers, alerts),
            canned=offered(tx, clinic, patient),
            caregiver=_caregiver(tx, patient.id, talk.lines),
            may_answer=may_answer(context, tx, patient.id, talk.received, [stored for _, stored in talk.answers]),
            names=_entered_by(tx, clinic, talk),
            held=undecided(tx, [item.id for item in alerts]),
            owner=next(iter(sorted(handling.owners(tx, clinic.id, patient.id, [item.id for item in alerts]))), None),
            members=[
                member
                for member in colleagues(tx, clinic.id, [item.kind for item in alerts])
                if member.id != actor.staff_id
            ],
        )
        if not recorded:
            record_view(context, tx, clinic, Action.VIEWED_THREAD, actor=actor, patient_id=patient.id)
    return page


def _caregiver(tx: Tx, patient_id: str, lines: Sequence[Said]) -> Caregiver | None:
    """Return the caregiver of a conversation that one takes part in; others cost no query."""
    takes_part = any(line.item is not None and line.item.party is Party.CAREGIVER for line in lines)
    return caregiver_of(tx, patient_id) if takes_part else None


def _entered_by(tx: Tx, clinic: Clinic, talk: Conversation) -> Mapping[str, str]:
    """Return the names of a clinic's staff, if any of them entered an answer; else that costs no query."""
    if not any(stored.entered_by for _, stored in talk.answers):
        return {}
    return shown_names(staff.list_staff(tx, clinic.id))


def _may_answer(reply: InboxReply) -> bool:
    """Return True if a text may have answered a question, at once or when staff saved it as a late answer."""
    return reply.reading.answer is not None or choice_alone(reply.body) is not None


def _threads(replies: Sequence[InboxReply]) -> list[list[InboxReply]]:
    """Group texts by patient; one that belongs to no single patient stands alone."""
    threads: dict[str, list[InboxReply]] = {}
    for item in replies:
        threads.setdefault(_key(item), []).append(item)
    return list(threads.values())


def _key(item: InboxReply) -> str:
    return item.patient.id if item.patient else item.id
