"""What patients wrote, by thread: what waits for a person, the gravest on top; then what was dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select, true

from reminders.core.model.contact import Party
from reminders.core.model.status import Kind
from reminders.core.replies.inbox_filters import Show
from reminders.core.replies.needs import InboxPlace, summary_of
from reminders.store.database.vault import CellId
from reminders.store.enrollment import legible
from reminders.store.enrollment.caregivers import WRITER, WRITING, WROTE, writer_of
from reminders.store.enrollment.patient_record import decrypt_patient
from reminders.store.replies.replies import reading_of
from reminders.store.tables import alerts, caregivers, messages, patients, replies

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.patient import Patient
    from reminders.core.replies.replies import Reading
    from reminders.store.database.session import Tx

_COLUMNS = (
    replies.c.id.label("reply_id"),
    *(replies.c[name] for name in ("stop", "unclear_stop", "start", "help", "red_flag", "answer", "plan_event")),
    *(replies.c[name] for name in ("automatic", "unsure", "score", "score_2", "pictures", "place", "party")),
    replies.c.clinic_id.label("reply_clinic_id"),
    replies.c.body,
    replies.c.sender,
    replies.c.received_at,
    replies.c.handled_at,
    replies.c.assigned_to,
    replies.c.sender_hash,
    WRITER,
    patients,
)
_WAITING = replies.c.handled_at.is_(None)
_holder = patients.alias("holder")
_SHARED = or_(
    *(
        select(table.c.clinic_id)
        .where(table.c.phone_hash == replies.c.sender_hash, table.c.clinic_id == replies.c.clinic_id)
        .exists()
        for table in (_holder, caregivers)
    )
)
"""A text of a phone that several patients, or caregivers of several, use."""

_KNOWN = or_(replies.c.patient_id.is_not(None), _SHARED)
_GRAVE = or_(replies.c.red_flag.is_not(None), replies.c.plan_event.is_not(None))
_SEVERITY = case((replies.c.red_flag == "A", 1), (_GRAVE, 2), (replies.c.unclear_stop, 3), else_=4)
RANK = _SEVERITY + case((and_(_GRAVE, _KNOWN), 0), else_=2)
"""The place of a text in the inbox, as `core.alert_kinds.rank` has it for alerts."""
_THREAD = func.coalesce(replies.c.patient_id, replies.c.id)
"""A conversation: the texts of one patient, or one text that belongs to no single patient."""

TEXTS_OF_ONE = 20
"""So many texts of one conversation stand for it in the list: a phone that sends a thousand makes no page slow."""

_OWNER = (
    select(alerts.c.acknowledged_by)
    .where(
        alerts.c.clinic_id == replies.c.clinic_id,
        or_(alerts.c.reply_id == replies.c.id, alerts.c.last_reply_id == replies.c.id),
        alerts.c.closed_at.is_(None),
        alerts.c.acknowledged_by.is_not(None),
    )
    .limit(1)
    .correlate(replies)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class InboxReply:
    """One text. `patient` is None for a stranger, and for a phone that several patients share: `sharing` names them.

    `party` says whether the patient wrote or the caregiver, whose name `writer` is; `phone` is that of who wrote.
    `owner`: who has taken the alert over it, or to whom it was handed over. `severity`: see `core.alert_kinds`.
    """

    id: str
    patient: Patient | None
    body: str
    reading: Reading
    pictures: int
    place: InboxPlace
    severity: int
    received_at: datetime
    handled: bool
    sender_hash: str
    phone: str | None
    owner: str | None = None
    party: Party = Party.PATIENT
    writer: str | None = None

    @property
    def summary(self) -> str:
        """What the text was read as, in codes that pages translate."""
        return summary_of(self.reading, self.pictures)


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How many texts wait in all, and how many conversations, but for those over red flags and plan events."""

    texts: int
    threads: int


def waiting(
    tx: Tx, clinic_id: int, limit: int, show: Show = Show.ALL, me: str = "", *, skip: int = 0
) -> list[InboxReply]:
    """Return what no one has dealt with: the gravest first, patients before strangers, then the oldest.

    Red flags and plan events are always among it; of the other conversations there are `limit`, after the first `skip`,
    each with its first text and the latest. `count_waiting` tells how much there is. `me` is whose `Show.MINE` are.
    """
    order = (RANK, replies.c.received_at, replies.c.id)
    which = and_(replies.c.clinic_id == clinic_id, _WAITING, _shown(show, me))
    first = (
        select(_THREAD)
        .where(which, ~_GRAVE)
        .group_by(_THREAD)
        .order_by(func.min(_SEVERITY), func.min(replies.c.received_at), _THREAD)
        .limit(limit)
        .offset(skip)
    )
    place, from_end = (
        func.row_number().over(partition_by=_THREAD, order_by=(at, replies.c.id))
        for at in (replies.c.received_at, replies.c.received_at.desc())
    )
    texts = (
        select(replies.c.id, place.label("place"), from_end.label("from_end"))
        .where(which, ~_GRAVE, _THREAD.in_(first.correlate(None)))
        .subquery("texts")
    )
    stand_for_it = select(texts.c.id).where(or_(texts.c.place == 1, texts.c.from_end < TEXTS_OF_ONE))
    either = or_(_GRAVE, replies.c.id.in_(stand_for_it))
    return _read(tx, _of(clinic_id).where(which, either).order_by(_GRAVE.desc(), *order))


def count_waiting(tx: Tx, clinic_id: int, show: Show = Show.ALL, me: str = "") -> WaitingCount:
    """Return how much waits."""
    query = select(
        func.count().label("texts"),
        func.count(_THREAD.distinct()).filter(~_GRAVE).label("threads"),
    ).where(replies.c.clinic_id == clinic_id, _WAITING, _shown(show, me))
    row = tx.conn.execute(query).one()
    return WaitingCount(row.texts, row.threads)


def to_answer(tx: Tx, clinic_id: int, limit: int) -> tuple[list[InboxReply], int]:
    """Return the first text of patients whom no one has answered, the oldest first, and how many patients there are.

    Those with an open alert over a text, and those whom someone has taken, stand elsewhere.
    """
    raised = select(alerts.c.id).where(
        alerts.c.patient_id == replies.c.patient_id, alerts.c.closed_at.is_(None), alerts.c.reply_id.is_not(None)
    )
    which = and_(replies.c.clinic_id == clinic_id, _WAITING, ~_GRAVE, replies.c.patient_id.is_not(None))
    which = and_(which, _shown(Show.UNASSIGNED, ""), ~raised.exists())
    place = func.row_number().over(partition_by=replies.c.patient_id, order_by=(replies.c.received_at, replies.c.id))
    texts = select(replies.c.id, place.label("place")).where(which).subquery("texts")
    firsts = select(texts.c.id).where(texts.c.place == 1)
    query = _of(clinic_id).add_columns(func.count().over().label("asking")).where(replies.c.id.in_(firsts))
    found = tx.conn.execute(query.order_by(replies.c.received_at, replies.c.id).limit(limit)).all()
    return [_reply(tx, row) for row in found], found[0].asking if found else 0


def dealt_with(tx: Tx, clinic_id: int, limit: int) -> list[InboxReply]:
    """Return what was dealt with, or needed no one, latest first."""
    query = _of(clinic_id).where(replies.c.handled_at.is_not(None))
    return _read(tx, query.order_by(replies.c.received_at.desc(), replies.c.id).limit(limit))


def find_waiting(tx: Tx, clinic_id: int, reply_id: str) -> InboxReply | None:
    """Return one text of a clinic that no one has dealt with."""
    return next(iter(_read(tx, _of(clinic_id).where(replies.c.id == reply_id, _WAITING))), None)


def waiting_for(tx: Tx, clinic_id: int, owner: str, limit: int) -> list[InboxReply]:
    """Return what waits in threads that were assigned to someone, oldest first."""
    query = _of(clinic_id).where(_WAITING, replies.c.assigned_to == owner)
    return _read(tx, query.order_by(replies.c.received_at, replies.c.id).limit(limit))


def _shown(show: Show, me: str) -> Any:
    owner = func.coalesce(_OWNER, replies.c.assigned_to)
    texted_back = select(messages.c.id).where(
        messages.c.patient_id == replies.c.patient_id,
        messages.c.kind == Kind.STAFF.value,
        messages.c.due_at > replies.c.received_at,
    )
    which = {Show.WROTE_LAST: ~texted_back.exists(), Show.MINE: owner == me, Show.UNASSIGNED: owner.is_(None)}
    return which.get(show, true())


def _of(clinic_id: int) -> Any:
    return (
        select(*_COLUMNS, _SEVERITY.label("severity"), _OWNER.label("owner"))
        .outerjoin(patients, patients.c.id == replies.c.patient_id)
        .outerjoin(WRITING, WROTE)
        .where(replies.c.clinic_id == clinic_id)
    )


def _read(tx: Tx, query: Any) -> list[InboxReply]:
    return [_reply(tx, row) for row in tx.conn.execute(query)]


def _reply(tx: Tx, row: Any) -> InboxReply:
    patient = decrypt_patient(tx, row) if row.id is not None else None
    sender = legible.text_of(tx, CellId("replies.sender", row.reply_id), row.sender, row.reply_clinic_id, row.id)
    phone = patient.phone if patient and row.party == Party.PATIENT else None
    return InboxReply(
        id=row.reply_id,
        patient=patient,
        body=legible.text_of(tx, CellId("replies.body", row.reply_id), row.body, row.reply_clinic_id, row.id),
        reading=reading_of(row),
        pictures=row.pictures,
        place=InboxPlace(row.place),
        severity=row.severity,
        received_at=row.received_at,
        handled=row.handled_at is not None,
        sender_hash=row.sender_hash,
        phone=phone or (sender if sender != legible.CANNOT_BE_READ else None) or None,
        owner=row.owner or row.assigned_to,
        party=Party(row.party),
        writer=writer_of(tx, row.writer, row.reply_clinic_id, row.id),
    )
