"""All that is known of one patient, read in a constant number of queries: surgeries, messages, replies, alerts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reminders.core.model.contact import Party
from reminders.core.model.enrollment import read_slots
from reminders.core.replies.needs import InboxPlace, summary_of
from reminders.store.database.vault import CellId
from reminders.store.enrollment import legible
from reminders.store.enrollment.caregivers import WRITER, WRITING, WROTE, writer_of
from reminders.store.enrollment.enrollments import decrypt_enrollment
from reminders.store.records.origins import NO_ORIGIN, PLAN_ID, Origin, Origins
from reminders.store.replies.replies import reading_of
from reminders.store.tables import alerts, answers, attempts, consents, enrollments, messages, patients, replies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.enrollment import Enrollment
    from reminders.core.replies.replies import Reading
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class Surgery:
    """One enrollment with what only staff pages need."""

    enrollment: Enrollment
    created_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as staff see it; `text` and `subject` are what `party` saw, None before it was written."""

    id: str
    enrollment_id: str | None
    kind: str
    step: str
    channel: str
    status: str
    reason: str | None
    due_at: datetime
    send_before: datetime
    sent_at: datetime | None
    changed_at: datetime
    attempts: int
    segments: int | None
    error_code: str | None
    provider_id: str | None
    subject: str | None
    text: str | None
    party: Party = Party.PATIENT
    generation: int = 0  # of the surgery, or the slot of the visit it is about
    also: tuple[int, ...] = ()  # the slots of further visits that it names
    origin: Origin = NO_ORIGIN


@dataclass(frozen=True, slots=True)
class Received:
    """One text; `party` says whether the patient wrote it or the caregiver, whose name `writer` is."""

    id: str
    body: str
    reading: Reading
    pictures: int
    place: InboxPlace
    received_at: datetime
    handled_at: datetime | None
    party: Party = Party.PATIENT
    writer: str | None = None

    @property
    def summary(self) -> str:
        """What the text was read as, in codes that pages translate."""
        return summary_of(self.reading, self.pictures)


@dataclass(frozen=True, slots=True)
class Raised:
    """One alert."""

    id: int
    kind: str
    detail: str | None
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    severity: int = 4
    count: int = 1
    acknowledged_by: str | None = None
    enrollment_id: str | None = None


def surgeries_of(tx: Tx, patient_id: str) -> list[Surgery]:
    """Return the surgeries of a patient, the latest date first."""
    query = select(enrollments).where(enrollments.c.patient_id == patient_id)
    rows = tx.conn.execute(query.order_by(enrollments.c.surgery_date.desc(), enrollments.c.id))
    return [Surgery(decrypt_enrollment(tx, row), row.created_at, row.confirmed_at) for row in rows]


def messages_of(tx: Tx, patient_id: str) -> list[Sent]:
    """Return every message of a patient in due order, with the versions it came from."""
    query = (
        select(messages, patients.c.language.label("patient_language"), PLAN_ID)
        .join(patients, patients.c.id == messages.c.patient_id)
        .outerjoin(enrollments, enrollments.c.id == messages.c.enrollment_id)
        .where(messages.c.patient_id == patient_id)
        .order_by(messages.c.due_at, messages.c.id)
    )
    rows, origins = tx.conn.execute(query).all(), Origins(tx)
    origins.load(rows)
    return [_sent(tx, row, origins.of(row)) for row in rows]


def replies_of(tx: Tx, patient_id: str) -> list[Received]:
    """Return what a patient wrote, oldest first."""
    query = select(replies, WRITER).outerjoin(WRITING, WROTE).where(replies.c.patient_id == patient_id)
    return [
        Received(
            row.id,
            legible.text_of(tx, CellId("replies.body", row.id), row.body, row.clinic_id, row.patient_id),
            reading_of(row),
            row.pictures,
            InboxPlace(row.place),
            row.received_at,
            row.handled_at,
            Party(row.party),
            writer_of(tx, row.writer, row.clinic_id, row.patient_id),
        )
        for row in tx.conn.execute(query.order_by(replies.c.received_at, replies.c.id))
    ]


def alerts_of(tx: Tx, patient_id: str) -> list[Raised]:
    """Return the alerts about a patient, oldest first."""
    query = select(alerts).where(alerts.c.patient_id == patient_id).order_by(alerts.c.id)
    return [
        Raised(
            row.id,
            row.kind,
            row.detail,
            row.opened_at,
            row.closed_at,
            row.closed_by,
            row.severity,
            row.times,
            row.acknowledged_by,
            row.enrollment_id,
        )
        for row in tx.conn.execute(query)
    ]


def answers_of_patient(tx: Tx, patient_id: str) -> list[dict[str, Any]]:
    """Return the coded answers of a patient, for an export."""
    query = (
        select(
            answers.c.step,
            answers.c.code,
            answers.c.at,
            answers.c.how,
            answers.c.party,
            answers.c.entered_by,
            answers.c.entered_at,
        )
        .join(enrollments, enrollments.c.id == answers.c.enrollment_id)
        .where(enrollments.c.patient_id == patient_id)
        .order_by(answers.c.id)
    )
    return [dict(row) for row in tx.conn.execute(query).mappings()]


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The answer that stands to a question. `how`: `text`, `link` or `staff`; `reply_id` is the text that gave it.

    `party` is who gave it. `entered_by` is the id of the member of staff who entered it, and when.
    """

    id: int
    enrollment_id: str
    pathway_version_id: int
    step: str
    code: str
    at: datetime
    how: str
    reply_id: str | None
    party: Party = Party.PATIENT
    entered_by: str | None = None
    entered_at: datetime | None = None
    generation: int = 0  # of the surgery, or the slot of the visit it is about
    corrected_at: datetime | None = None


def given_answers_of(tx: Tx, patient_id: str) -> list[GivenAnswer]:
    """Return the answers of a patient, oldest first."""
    return _given(tx, enrollments.c.patient_id == patient_id)


def answers_by_text(tx: Tx, reply_ids: Sequence[str]) -> list[GivenAnswer]:
    """Return the answers that stand and that some texts gave."""
    return _given(tx, answers.c.reply_id.in_(list(reply_ids))) if reply_ids else []


def _given(tx: Tx, which: Any) -> list[GivenAnswer]:
    query = (
        select(answers, enrollments.c.pathway_version_id)
        .join(enrollments, enrollments.c.id == answers.c.enrollment_id)
        .where(which)
        .order_by(answers.c.at, answers.c.id)
    )
    return [
        GivenAnswer(
            row.id,
            row.enrollment_id,
            row.pathway_version_id,
            row.step,
            row.code,
            row.at,
            row.how,
            row.reply_id,
            Party(row.party),
            row.entered_by,
            row.entered_at,
            row.anchor,
            row.corrected_at,
        )
        for row in tx.conn.execute(query)
    ]


def consents_of(tx: Tx, patient_id: str) -> list[dict[str, Any]]:
    """Return the consent log of a patient, for an export."""
    query = select(consents).where(consents.c.patient_id == patient_id).order_by(consents.c.id)
    return [dict(row) for row in tx.conn.execute(query).mappings()]


def attempts_of(tx: Tx, message_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the attempts of some messages, for an export."""
    if not message_ids:
        return []
    query = select(attempts).where(attempts.c.message_id.in_(list(message_ids))).order_by(attempts.c.started_at)
    return [dict(row) for row in tx.conn.execute(query).mappings()]


def _sent(tx: Tx, row: Any, origin: Origin) -> Sent:
    words: dict[str, Any] | None = {}
    if row.content:
        words = legible.json_of(tx, CellId("messages.content", row.id), row.content, row.clinic_id, row.patient_id)
    words = words if words is not None else {"text": legible.CANNOT_BE_READ}
    return Sent(
        id=row.id,
        enrollment_id=row.enrollment_id,
        kind=row.kind,
        step=row.step,
        channel=row.channel,
        status=row.status,
        reason=row.reason,
        due_at=row.due_at,
        send_before=row.send_before,
        sent_at=row.sent_at,
        changed_at=row.changed_at,
        attempts=row.attempts,
        segments=row.segments,
        error_code=row.error_code,
        provider_id=row.provider_id,
        subject=words.get("subject"),
        text=words.get("text"),
        party=Party(row.party),
        generation=row.anchor,
        also=read_slots(row.also_anchors),
        origin=origin,
    )
