"""One patient's story for staff: who, which surgeries, what is to come, and what has happened, latest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from reminders.core.model.contact import Channel, Contact
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import Kind, Status
from reminders.core.plans.send_now import may_send_now
from reminders.ports import RenderError
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.reach import caregiver_contacts, contacts_of
from reminders.services.replies.conversation import answers_of_alerts, answers_said
from reminders.services.wording.live_care import at_clinic
from reminders.services.wording.render_message import recipient_of, write_step
from reminders.services.wording.visit_words import VisitWords
from reminders.store.consent import opt_outs
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.records import notes, timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.contact import Reach
    from reminders.core.model.enrollment import Visit
    from reminders.core.model.patient import Caregiver, Patient
    from reminders.core.plans.pathway import Pathway
    from reminders.services.context import Context
    from reminders.services.replies.conversation import AnswerSaid
    from reminders.store.database.session import Tx
    from reminders.store.records.timeline import Sent, Surgery

_WAITING = frozenset({Status.PLANNED.value, Status.HELD.value, Status.SENDING.value})
_NOT_SENT = frozenset({Status.SKIPPED.value, Status.CANCELLED.value})


class TimelineKind(StrEnum):
    """What a line of the story is."""

    SURGERY = "surgery"
    MESSAGE = "message"
    REPLY = "reply"
    ALERT = "alert"
    NOTE = "note"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line. `item` is a row of `store/records/timeline.py` or a note; the rest belongs to a message.

    `pathway_id` names its plan where there are several; `now`: it may be sent at once. `answer`: what a reply, or a tap
    on a link, answered to which question; beside an alert over an answer, the one that stands. `visits` are those that
    a message names.
    """

    at: datetime
    what: TimelineKind
    item: Any
    template: str | None = None
    words: str | None = None
    pathway_id: str | None = None
    now: bool = False
    answer: AnswerSaid | None = None
    visits: Sequence[Visit] = ()


@dataclass(frozen=True, slots=True)
class PatientTimeline:
    """All that a patient's page shows. `left_out` are messages that were not sent for a named reason.

    `caregiver_reach` says whether texts may go to the caregiver, and why not; None where there is no caregiver.
    """

    patient: Patient
    contact: Contact
    stopped: dict[Channel, Any]
    surgeries: Sequence[Surgery]
    pathways: dict[int, Pathway]
    coming: Sequence[TimelineEntry]
    past: Sequence[TimelineEntry]
    left_out: Sequence[TimelineEntry]
    caregiver: Caregiver | None = None
    caregiver_reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class _People:
    patient: Patient
    caregiver: Caregiver | None
    visits: VisitWords


def load_timeline(context: Context, tx: Tx, clinic: Clinic, patient_id: str) -> PatientTimeline:
    """Read one patient in a constant number of queries.

    Raises:
        NotFoundError: the clinic has no such patient.

    """
    context = at_clinic(context, clinic, tx)
    patient = pick_patient(tx, clinic, patient_id)
    caregiver = caregiver_of(tx, patient.id)
    surgeries = timeline.surgeries_of(tx, patient.id)
    pathways = {
        item.enrollment.pathway_version_id: context.book.get(tx, item.enrollment.pathway_version_id)
        for item in surgeries
    }
    of_enrollment = {item.enrollment.id: pathways[item.enrollment.pathway_version_id] for item in surgeries}
    now = context.clock.now()
    active = {item.enrollment.id for item in surgeries if item.enrollment.state is EnrollmentState.ACTIVE}
    sent = timeline.messages_of(tx, patient.id)
    people = _People(patient, caregiver, VisitWords(tx, [(row.enrollment_id, row.generation) for row in sent]))
    lines = [
        replace(line, now=row.enrollment_id in active and _may_go_now(of_enrollment, patient, row, now))
        for row in sent
        for line in [_message(context, clinic, people, of_enrollment, row)]
    ]
    past = [TimelineEntry(item.at, TimelineKind.NOTE, item) for item in notes.notes_of(tx, patient.id)]
    past += [line for line in lines if line.item.status not in _WAITING | _NOT_SENT]
    alerts, answers = timeline.alerts_of(tx, patient.id), answers_said(context, tx, patient.id)
    about = answers_of_alerts(answers, alerts)
    past += [TimelineEntry(item.opened_at, TimelineKind.ALERT, item, answer=about.get(item.id)) for item in alerts]
    by_text = {stored.reply_id: answer for answer, stored in answers if stored.reply_id}
    past += [
        TimelineEntry(item.received_at, TimelineKind.REPLY, item, answer=by_text.get(item.id))
        for item in timeline.replies_of(tx, patient.id)
    ]
    past += [
        TimelineEntry(answer.at, TimelineKind.ANSWER, None, answer=answer)
        for answer, stored in answers
        if not stored.reply_id
    ]
    past += [
        TimelineEntry(_morning(item, patient), TimelineKind.SURGERY, item)
        for item in surgeries
        if _morning(item, patient) <= now
    ]
    # What is of one moment stays in the order above: an answer of ours stands over the text that it answers.
    return PatientTimeline(
        patient=patient,
        contact=contacts_of(tx, clinic, [patient])[patient.id],
        stopped=opt_outs.stops_of(tx, clinic, patient),
        surgeries=surgeries,
        pathways=pathways,
        coming=[line for line in lines if line.item.status in _WAITING],
        past=sorted(past, key=lambda line: line.at, reverse=True),
        left_out=[line for line in lines if line.item.status in _NOT_SENT],
        caregiver=caregiver,
        caregiver_reach=_reach(tx, clinic, caregiver) if caregiver else None,
    )


def _reach(tx: Tx, clinic: Clinic, caregiver: Caregiver) -> Reach:
    contacts = caregiver_contacts(tx, clinic, {caregiver.patient_id: caregiver})
    return contacts[caregiver.patient_id].of(Channel.SMS)


def _message(
    context: Context, clinic: Clinic, people: _People, of_enrollment: dict[str, Pathway], row: Sent
) -> TimelineEntry:
    """Give a message its template's name and its words: those that left, or those that would."""
    pathway = of_enrollment.get(row.enrollment_id or "")
    step = pathway.step(row.step) if pathway and row.kind == Kind.SCHEDULED.value else None
    words = row.text
    if words is None and step is not None and row.status in _WAITING:
        recipient = recipient_of(context.links, people.patient, people.caregiver, row.party)
        channel = Channel(row.channel)
        zone = people.patient.zone
        visit = people.visits.of(row.enrollment_id, row.generation, clinic, recipient.language, zone, row.also)
        try:
            words = write_step(
                context.renderer, clinic, recipient, step, channel, number=0, party=row.party, visit=visit
            ).text
        except RenderError:
            words = None
    plan = pathway.id if pathway and len(of_enrollment) > 1 else None
    at, template = row.sent_at or row.due_at, step.template if step else None
    named = people.visits.named(row.enrollment_id, row.generation, row.also)
    return TimelineEntry(at, TimelineKind.MESSAGE, row, template, words, plan, visits=named)


def _may_go_now(of_enrollment: dict[str, Pathway], patient: Patient, row: Sent, now: datetime) -> bool:
    pathway = of_enrollment.get(row.enrollment_id or "")
    step = pathway.step(row.step) if pathway and row.kind == Kind.SCHEDULED.value else None
    return step is not None and may_send_now(row, step.day, patient.zone, now)


def _morning(surgery: Surgery, patient: Patient) -> datetime:
    return datetime.combine(surgery.enrollment.surgery_date, time(8), patient.zone).astimezone(UTC)
