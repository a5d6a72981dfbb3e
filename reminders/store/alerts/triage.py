"""The alerts that wait for a person, the gravest first, with what it takes to act: words, phone, plan, age, owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, exists, func, not_, or_, select

from reminders.core.alerts.alert_kinds import NEVER_CUT, AlertKind, Severity
from reminders.core.model.contact import Party
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import Status
from reminders.store.consent.on_hold import UNDECIDED
from reminders.store.database.vault import CellId
from reminders.store.enrollment import legible
from reminders.store.enrollment.caregivers import WRITER, WRITING, WROTE, writer_of
from reminders.store.enrollment.patient_record import decrypt_patient
from reminders.store.enrollment.shared_addresses import patients_behind
from reminders.store.tables import alerts, enrollments, messages, patients, replies, staff_notes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from reminders.core.model.patient import Patient
    from reminders.store.database.session import Tx

_URGENT = alerts.c.severity <= Severity.URGENT.value
RANK = alerts.c.severity + case((and_(_URGENT, alerts.c.known), 0), else_=2)
"""The place of an alert in the list, as `core.alert_kinds.rank` has it."""

_ORDER = (RANK, alerts.c.acknowledged_at.is_not(None), alerts.c.opened_at, alerts.c.id)
_KEPT = alerts.c.kind.in_([kind.value for kind in NEVER_CUT])
_OPEN = alerts.c.closed_at.is_(None)
_COLUMNS = (
    *(
        alerts.c[name].label(f"alert_{name}")
        for name in (
            "id",
            "kind",
            "detail",
            "severity",
            "known",
            "times",
            "opened_at",
            "last_at",
            "told_at",
            "acknowledged_at",
            "acknowledged_by",
            "enrollment_id",
            "reply_id",
            "last_reply_id",
        )
    ),
    alerts.c.clinic_id.label("alert_clinic_id"),
    UNDECIDED.label("alert_held"),
    replies.c.body,
    replies.c.sender,
    replies.c.sender_hash,
    replies.c.pictures,
    replies.c.party,
    WRITER,
    patients,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which surgery an alert is about: the one it names, else the patient's latest that still runs."""

    enrollment_id: str
    pathway_version_id: int
    surgery_date: date
    state: str


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """One alert that waits for a person.

    `known`: about a patient, and not about a stranger's text. `patient` is None for a stranger, and for a phone that
    several patients share: `sharing` names them. `words` are the latest of `count` texts, None where no text led to it;
    `party` says whether the patient wrote them or the caregiver, whose name `writer` is, and `phone` is the number to
    call: who wrote. `acknowledged_by` is who has taken it. `held`: plans or texts are on hold because of it, and
    deciding about them ends it.
    """

    id: int
    kind: str
    detail: str | None
    severity: Severity
    known: bool
    count: int
    opened_at: datetime
    last_at: datetime
    told_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    patient: Patient | None
    sharing: Sequence[Patient]
    plan: Plan | None
    phone: str | None
    words: str | None
    pictures: int
    reply_id: str | None
    held: bool
    party: Party = Party.PATIENT
    writer: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: the alerts shown, how many there are in all, and how many of each severity."""

    alerts: Sequence[OpenAlert]
    total: int
    by_severity: dict[Severity, int]
    unacknowledged: int


def open_alerts(tx: Tx, clinic_id: int, since: datetime, limit: int, me: str | None = None) -> Waiting:
    """Return what waits: a patient's emergency first, then urgent ones, then strangers', then what can wait.

    Within a rank what no one has taken comes first, then the oldest. `limit` cuts off what can wait, never a red flag
    or a plan event, nor what `me` has taken. Alerts about a message that `today.trouble` shows since then itself are
    left out.
    """
    condition = and_(alerts.c.clinic_id == clinic_id, _OPEN, _not_shown_as_trouble(since))
    kept_whole = or_(_KEPT, func.coalesce(alerts.c.acknowledged_by, "") == me) if me else _KEPT
    always_shown = _rows(tx, and_(condition, kept_whole), None)
    rest = _rows(tx, and_(condition, not_(kept_whole)), limit) if limit else []
    rows = sorted([*always_shown, *rest], key=_place)
    total, unacknowledged, by_severity = _count(tx, condition)
    plans = _plans(tx, rows)
    sharing = _sharing(tx, clinic_id, [row.sender_hash for row in rows if row.id is None and row.sender_hash])
    shown = [_alert(tx, row, plans.get(row.alert_id), sharing.get(row.sender_hash, ())) for row in rows]
    return Waiting(shown, total, by_severity, unacknowledged)


def _rows(tx: Tx, condition: Any, limit: int | None) -> list[Any]:
    query = (
        select(*_COLUMNS, RANK.label("rank"))
        .select_from(alerts)
        .outerjoin(patients, patients.c.id == alerts.c.patient_id)
        .outerjoin(replies, replies.c.id == func.coalesce(alerts.c.last_reply_id, alerts.c.reply_id))
        .outerjoin(WRITING, WROTE)
        .where(condition)
        .order_by(*_ORDER)
    )
    rows: Any = tx.conn.execute(query if limit is None else query.limit(limit))
    return list(rows)


def _place(row: Any) -> tuple[Any, ...]:
    return row.rank, row.alert_acknowledged_at is not None, row.alert_opened_at, row.alert_id


def _count(tx: Tx, condition: Any) -> tuple[int, int, dict[Severity, int]]:
    free = func.count().filter(alerts.c.acknowledged_at.is_(None))
    query = select(alerts.c.severity, func.count().label("many"), free.label("free")).where(condition)
    rows = tx.conn.execute(query.group_by(alerts.c.severity)).all()
    by_severity = {Severity(row.severity): row.many for row in rows}
    return sum(by_severity.values()), sum(row.free for row in rows), by_severity


def _not_shown_as_trouble(since: datetime) -> Any:
    closed = select(staff_notes.c.id).where(staff_notes.c.message_id == messages.c.id).exists()
    shown_there = (
        exists()
        .where(messages.c.id == alerts.c.message_id, messages.c.status == Status.UNCONFIRMED.value)
        .where(messages.c.changed_at >= since, ~closed)
    )
    return or_(alerts.c.kind != AlertKind.UNCONFIRMED.value, ~shown_there)


def _plans(tx: Tx, rows: Sequence[Any]) -> dict[int, Plan]:
    """Return the surgery of each alert, by alert."""
    ids: list[str] = [row.id for row in rows if row.id is not None]
    if not ids:
        return {}
    query = (
        select(
            enrollments.c.id,
            enrollments.c.patient_id,
            enrollments.c.pathway_version_id,
            enrollments.c.surgery_date,
            enrollments.c.state,
        )
        .where(enrollments.c.patient_id.in_(ids))
        .order_by(enrollments.c.state == EnrollmentState.CANCELLED.value, enrollments.c.surgery_date.desc())
    )
    of_patient: dict[str, list[Plan]] = {}
    for row in tx.conn.execute(query):
        plan = Plan(row.id, row.pathway_version_id, row.surgery_date, row.state)
        of_patient.setdefault(row.patient_id, []).append(plan)
    plan_by_alert: dict[int, Plan] = {}
    for row in rows:
        plans = of_patient.get(row.id, [])
        its_own = [plan for plan in plans if plan.enrollment_id == row.alert_enrollment_id]
        if its_own or plans:
            plan_by_alert[row.alert_id] = (its_own or plans)[0]
    return plan_by_alert


def _sharing(tx: Tx, clinic_id: int, sender_hashes: Collection[str]) -> dict[str, list[Patient]]:
    if not sender_hashes:
        return {}
    return patients_behind(tx, clinic_id, sender_hashes)


def _alert(tx: Tx, row: Any, plan: Plan | None, sharing: Sequence[Patient]) -> OpenAlert:
    clinic_id = row.alert_clinic_id
    patient = decrypt_patient(tx, row) if row.id is not None else None
    text_id = row.alert_last_reply_id or row.alert_reply_id
    words = legible.text_of(tx, CellId("replies.body", text_id), row.body, clinic_id, row.id) if row.body else None
    phone = patient.phone if patient and row.party != Party.CAREGIVER else None
    if phone is None and row.sender:
        sender = legible.text_of(tx, CellId("replies.sender", text_id), row.sender, clinic_id, row.id)
        phone = sender if sender != legible.CANNOT_BE_READ else None
    return OpenAlert(
        id=row.alert_id,
        kind=row.alert_kind,
        detail=row.alert_detail,
        severity=Severity(row.alert_severity),
        known=row.alert_known,
        count=row.alert_times,
        opened_at=row.alert_opened_at,
        last_at=row.alert_last_at or row.alert_opened_at,
        told_at=row.alert_told_at,
        acknowledged_at=row.alert_acknowledged_at,
        acknowledged_by=row.alert_acknowledged_by,
        patient=patient,
        sharing=sharing,
        plan=plan,
        phone=phone or None,
        words=words,
        pictures=row.pictures or 0,
        reply_id=text_id,
        held=row.alert_held,
        party=Party(row.party or Party.PATIENT),
        writer=writer_of(tx, row.writer, clinic_id, row.id),
    )
