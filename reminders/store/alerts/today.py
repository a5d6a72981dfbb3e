"""What a clinic's staff see first: what needs a person, what goes out, and patients whom nothing reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, literal_column, select, text, union_all

from reminders.core.model.contact import Party
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import Kind, Reason, Status
from reminders.store.enrollment.patient_record import decrypt_patient
from reminders.store.tables import alerts, enrollments, messages, patients, staff_notes
from reminders.store.tables.messages import TROUBLE, UNREACHED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

_EXPECTED = tuple(item.value for item in (Reason.ENROLLED_LATE, Reason.PAUSED, Reason.UNCLEAR_STOP, Reason.PLAN_EVENT))
"""A message that was missed for one of these was missed with someone's knowledge."""

_NAMES = ", ".join(f"'{status.value}'" for status in TROUBLE)
_CARRIES = [
    status.value
    for status in (Status.PLANNED, Status.HELD, Status.SENDING, Status.UNCONFIRMED, Status.ACCEPTED, Status.DELIVERED)
]
_CLOSED = select(staff_notes.c.id).where(staff_notes.c.message_id == messages.c.id).exists()
_COLUMNS = (
    messages.c.id.label("message_id"),
    messages.c.step,
    messages.c.kind,
    messages.c.channel,
    messages.c.party,
    messages.c.status,
    messages.c.reason,
    messages.c.error_code,
    messages.c.due_at,
    messages.c.changed_at,
    messages.c.settle_at,
    enrollments.c.pathway_version_id,
    patients,
)


@dataclass(frozen=True, slots=True)
class TodayMessage:
    """One message with its patient; None for a stranger's. `party` is whom of the plan it is for.

    `asks_staff`: no one else can find out any more whether it arrived.
    """

    id: str
    patient: Patient | None
    step: str
    kind: str
    channel: str
    status: str
    reason: str | None
    error_code: str | None
    due_at: datetime
    changed_at: datetime
    pathway_version_id: int | None
    asks_staff: bool = False
    party: Party = Party.PATIENT


def trouble(tx: Tx, clinic_id: int, since: datetime, limit: int) -> list[TodayMessage]:
    """Return what went wrong since then and no one has closed, oldest first."""
    query = messages_with_patients().where(*_is_trouble(clinic_id, since))
    return read_messages(tx, query.order_by(messages.c.changed_at, messages.c.id).limit(limit))


def count_trouble(tx: Tx, clinic_id: int, since: datetime) -> int:
    """Return how much went wrong since then and no one has closed."""
    query = select(func.count()).select_from(messages).outerjoin(patients, patients.c.id == messages.c.patient_id)
    return tx.conn.execute(query.where(*_is_trouble(clinic_id, since))).scalar_one()


def _is_trouble(clinic_id: int, since: datetime) -> tuple[Any, ...]:
    return (
        messages.c.clinic_id == clinic_id,
        text(f"messages.status IN ({_NAMES})"),  # as constants: the partial index needs them so
        messages.c.changed_at >= since,
        messages.c.kind != Kind.ALERT.value,
        func.coalesce(messages.c.reason, "").not_in(_EXPECTED),
        patients.c.erased_at.is_(None),
        ~_CLOSED,
    )


def unreached(tx: Tx, clinic_id: int, since: datetime, until: datetime, limit: int) -> list[TodayMessage]:
    """Return, per patient, the first message of these days that no channel could carry, and no one has closed."""
    query = messages_with_patients().where(
        messages.c.clinic_id == clinic_id,
        text(UNREACHED),
        messages.c.party == Party.PATIENT.value,  # that a caregiver is not reached leaves the patient who is
        messages.c.due_at >= since,
        messages.c.due_at < until,
        enrollments.c.state == EnrollmentState.ACTIVE.value,
        patients.c.erased_at.is_(None),
        ~_CLOSED,
        ~_carried_by_another_channel(),
    )
    first: dict[str, TodayMessage] = {}
    for message in read_messages(tx, query.order_by(messages.c.due_at, messages.c.id).limit(limit)):
        if message.patient is not None:
            first.setdefault(message.patient.id, message)
    return list(first.values())


def _carried_by_another_channel() -> Any:
    """The same step has gone, or will go, another way: that patient is reached."""
    other = messages.alias("other")
    return (
        exists()
        .where(
            other.c.enrollment_id == messages.c.enrollment_id,
            other.c.anchor == messages.c.anchor,
            other.c.step == messages.c.step,
            other.c.party == messages.c.party,
            other.c.channel != messages.c.channel,
            other.c.status.in_(_CARRIES),
        )
        .correlate(messages)
    )


def going_out(tx: Tx, clinic_id: int, until: datetime, limit: int) -> list[TodayMessage]:
    """Return what is planned until then, soonest first."""
    return soonest(tx, clinic_id, [messages.c.ready_at < until], slice(0, limit))


def soonest(tx: Tx, clinic_id: int, conditions: Sequence[Any], page: slice) -> list[TodayMessage]:
    """Return the planned messages that fit, soonest first.

    Each lane walks its part of an index and stops early: one query over both would sort all that is planned.
    """
    of_lane = [
        select(messages.c.id, messages.c.ready_at)
        .select_from(messages)
        .outerjoin(patients, patients.c.id == messages.c.patient_id)
        .where(
            messages.c.clinic_id == clinic_id,
            messages.c.lane == lane,
            messages.c.status == literal_column(f"'{Status.PLANNED.value}'"),
            *conditions,
        )
        .order_by(messages.c.ready_at, messages.c.id)
        .limit(page.stop)
        .subquery()
        .select()
        for lane in ("sms", "email")
    ]
    both = union_all(*of_lane).subquery()
    ids = select(both.c.id).order_by(both.c.ready_at, both.c.id).slice(page.start, page.stop)
    query = messages_with_patients().where(messages.c.id.in_(ids.scalar_subquery()))
    return read_messages(tx, query.order_by(messages.c.ready_at, messages.c.id))


def count_going_out(tx: Tx, clinic_id: int, until: datetime) -> int:
    """Return how much is planned until then."""
    return tx.conn.execute(
        select(func.count())
        .select_from(messages)
        .where(
            messages.c.clinic_id == clinic_id,
            messages.c.lane.in_(["sms", "email"]),
            messages.c.status == literal_column(f"'{Status.PLANNED.value}'"),
            messages.c.ready_at < until,
        )
    ).scalar_one()


def find_for_note(tx: Tx, clinic_id: int, message_id: str) -> str | None:
    """Return whose message it is; None when the clinic has no such message of a patient."""
    query = select(messages.c.patient_id).where(messages.c.id == message_id, messages.c.clinic_id == clinic_id)
    return tx.conn.execute(query).scalar()


def patient_of_alert(tx: Tx, clinic_id: int, alert_id: int) -> str | None:
    """Return whom an alert is about, if it is about anyone."""
    query = select(alerts.c.patient_id).where(alerts.c.id == alert_id, alerts.c.clinic_id == clinic_id)
    return tx.conn.execute(query).scalar()


def messages_with_patients() -> Any:
    """Select messages, each with its patient and its plan if it has them."""
    return (
        select(*_COLUMNS)
        .select_from(messages)
        .outerjoin(patients, patients.c.id == messages.c.patient_id)
        .outerjoin(enrollments, enrollments.c.id == messages.c.enrollment_id)
    )


def read_messages(tx: Tx, query: Any) -> list[TodayMessage]:
    """Run a query that began as `messages_with_patients`."""
    return [
        TodayMessage(
            id=row.message_id,
            patient=_patient(tx, row),
            step=row.step,
            kind=row.kind,
            channel=row.channel,
            status=row.status,
            reason=row.reason,
            error_code=row.error_code,
            due_at=row.due_at,
            changed_at=row.changed_at,
            pathway_version_id=row.pathway_version_id,
            asks_staff=row.status == Status.UNCONFIRMED.value and row.settle_at is None,
            party=Party(row.party),
        )
        for row in tx.conn.execute(query)
    ]


def _patient(tx: Tx, row: Any) -> Patient | None:
    return decrypt_patient(tx, row) if row.id is not None else None
