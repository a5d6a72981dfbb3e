"""Inbound texts, sealed, and the coded answers that were read from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, select

from reminders.core.model.contact import Party
from reminders.core.model.enrollment import read_slots
from reminders.core.model.status import SENT, Kind, Status
from reminders.core.replies.replies import PlanEvent, Reading, RedFlag
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.tables import answers, enrollments, messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx

REACHED: Final = [status.value for status in (*SENT, Status.UNCONFIRMED, Status.SENDING)]
_STILL_TO_REACH = [status.value for status in (Status.PLANNED, Status.HELD, Status.SENDING, Status.UNCONFIRMED)]

_ANSWERS = (
    select(answers.c.enrollment_id, answers.c.step, answers.c.code)
    .join(enrollments, enrollments.c.id == answers.c.enrollment_id)
    .where(
        answers.c.enrollment_id.in_(bindparam("ids", expanding=True)),
        answers.c.anchor == enrollments.c.anchor,
    )
)


_TURN = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("sender"), 0)))
_ASKED = (
    messages.c.enrollment_id,
    messages.c.patient_id,
    messages.c.step,
    messages.c.anchor,
    messages.c.also_anchors,
    messages.c.language,
    messages.c.sent_at,
    messages.c.party,
    func.coalesce(messages.c.plan_version_id, enrollments.c.pathway_version_id).label("pathway_version_id"),
)
_NAMES = (messages.c.enrollment_id, messages.c.anchor, messages.c.also_anchors, messages.c.step, messages.c.party)
_RECENT = (
    select(*_ASKED)
    .join(enrollments, enrollments.c.id == messages.c.enrollment_id)
    .where(
        messages.c.patient_id.in_(bindparam("patients", expanding=True)),
        messages.c.kind == Kind.SCHEDULED.value,
        messages.c.status.in_(REACHED),
        messages.c.sent_at >= bindparam("since"),
    )
    .order_by(messages.c.sent_at.desc(), messages.c.due_at.desc(), messages.c.id)
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A message that reached a patient and may have been a question."""

    enrollment_id: str
    patient_id: str
    pathway_version_id: int
    step: str
    surgery_generation: int
    language: str
    sent_at: datetime
    party: Party = Party.PATIENT
    also: tuple[int, ...] = ()

    @property
    def slots(self) -> tuple[int, ...]:
        """The surgery generation, or the slots of all visits that it named."""
        return (self.surgery_generation, *self.also)


def wait_for_turn(tx: Tx, sender_hash: str) -> None:
    """Let one transaction at a time deal with one sender: what it finds still holds when it writes.

    SQLite has one writer at a time anyway.
    """
    if not tx.is_sqlite:
        tx.conn.execute(_TURN, {"sender": sender_hash})


def reading_of(row: Any) -> Reading:
    """Return how a stored text was read."""
    score = (row.score, row.score_2) if row.score_2 is not None else row.score
    return Reading(
        stop=row.stop,
        start=row.start,
        help=row.help,
        red_flag=RedFlag(row.red_flag) if row.red_flag else None,
        answer=row.answer,
        unclear_stop=row.unclear_stop,
        plan_event=PlanEvent(row.plan_event) if row.plan_event else None,
        automatic=row.automatic,
        unsure=row.unsure,
        score=score,
    )


def recent_messages(tx: Tx, patient_ids: Sequence[str], since: datetime) -> list[AskedQuestion]:
    """Return the scheduled messages that reached some patients since then, latest first."""
    if not patient_ids:
        return []
    return [_asked(row) for row in tx.conn.execute(_RECENT, {"patients": list(patient_ids), "since": since})]


def asked_at(tx: Tx, enrollment_ids: Iterable[str]) -> dict[tuple[str, int, str, Party], datetime]:
    """Return when each step of some enrollments reached whom, by enrollment, surgery day, step and person."""
    sent = select(*_NAMES, messages.c.sent_at).where(
        messages.c.enrollment_id.in_(list(enrollment_ids)),
        messages.c.kind == Kind.SCHEDULED.value,
        messages.c.status.in_(REACHED),
        messages.c.sent_at.is_not(None),
    )
    rows = tx.conn.execute(sent.order_by(messages.c.sent_at.desc()))
    return {key: row.sent_at for row in rows for key in _keys(row)}


def still_to_ask(tx: Tx, enrollment_ids: Iterable[str]) -> set[tuple[str, int, str, Party]]:
    """Return the steps of some enrollments that are still to leave or on their way, named as by `asked_at`."""
    still = select(*_NAMES).where(
        messages.c.enrollment_id.in_(list(enrollment_ids)),
        messages.c.kind == Kind.SCHEDULED.value,
        messages.c.status.in_(_STILL_TO_REACH),
    )
    return {key for row in tx.conn.execute(still) for key in _keys(row)}


def _keys(row: Any) -> list[tuple[str, int, str, Party]]:
    """Name what a message asked: once for each visit that it was about."""
    anchors = (row.anchor, *read_slots(row.also_anchors))
    return [(row.enrollment_id, anchor, row.step, Party(row.party)) for anchor in anchors]


def asked_in(tx: Tx, message_id: str) -> tuple[AskedQuestion, int, str | None] | None:
    """Return what one message asked, of which clinic, and its words if they are kept; None if it never left."""
    query = (
        select(*_ASKED, messages.c.clinic_id, messages.c.content)
        .join(enrollments, enrollments.c.id == messages.c.enrollment_id)
        .where(
            messages.c.id == message_id,
            messages.c.kind == Kind.SCHEDULED.value,
            messages.c.status.in_(REACHED),
            messages.c.sent_at.is_not(None),
        )
    )
    row = tx.conn.execute(query).first()
    if row is None:
        return None
    text = words_sent(tx, message_id, row.content) if row.content else None
    return _asked(row), row.clinic_id, text


def _asked(row: Any) -> AskedQuestion:
    whose = row.enrollment_id, row.patient_id, row.pathway_version_id
    asked = row.step, row.anchor, row.language, row.sent_at
    return AskedQuestion(*whose, *asked, Party(row.party), read_slots(row.also_anchors))


def words_sent(tx: Tx, message_id: str, content: bytes) -> str | None:
    """Return the words of a message of ours; None if they open with no key."""
    try:
        return tx.vault.decrypt_json(CellId("messages.content", message_id), content)["text"]
    except WrongKeyError:  # a stop, or an answer, must not hang on an old message of ours
        return None


def answers_of(tx: Tx, enrollment_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return, per enrollment, the answer code of each step for the present surgery day."""
    by_enrollment: dict[str, dict[str, str]] = {}
    for row in tx.conn.execute(_ANSWERS, {"ids": list(enrollment_ids)}):
        by_enrollment.setdefault(row.enrollment_id, {})[row.step] = row.code
    return by_enrollment
