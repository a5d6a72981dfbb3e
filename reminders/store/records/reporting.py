"""Reading for people: what became of each message, and how the whole service stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select, text

from reminders.core.model.enrollment import read_slots, slot_of
from reminders.core.model.status import Kind, Status
from reminders.core.records.message_line import MessageLine
from reminders.core.sending.lanes import Lane
from reminders.core.upkeep.old_database import REMEDY, SENTENCES, read_mark
from reminders.core.upkeep.service_status import ServiceStatus
from reminders.store.alerts import alerts, escalations
from reminders.store.clinics import switches
from reminders.store.enrollment import legible
from reminders.store.enrollment.enrollments import external_ids, first_external_ids
from reminders.store.plans.visits import visits_of
from reminders.store.records.origins import PLAN_ID, Origins
from reminders.store.sending.due import is_now
from reminders.store.tables import clinics, enrollments, messages, patients

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.enrollment import Visit
    from reminders.store.database.session import Tx

_PAGE = 500

# Walks the index of what a person has to look at, clinic by clinic; the first condition is that index's own.
_FAILED = (
    select(func.count())
    .select_from(clinics)
    .join(messages, messages.c.clinic_id == clinics.c.id)
    .where(
        text("messages.status IN ('missed', 'failed', 'undelivered', 'unconfirmed')"),
        or_(is_now(Status.FAILED), is_now(Status.UNDELIVERED)),
        messages.c.changed_at >= bindparam("since"),
    )
)


def list_messages(
    tx: Tx,
    *,
    clinic_id: int | None = None,
    status: Status | None = None,
    external_id: str | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int | None = None,
) -> Iterator[MessageLine]:
    """Yield messages in due order; `after` is the due time and id of the one that they follow."""
    query = (
        select(messages, patients.c.language.label("patient_language"), PLAN_ID)
        .outerjoin(patients, patients.c.id == messages.c.patient_id)
        .outerjoin(enrollments, enrollments.c.id == messages.c.enrollment_id)
        .order_by(messages.c.due_at, messages.c.id)
    )
    if clinic_id is not None:
        query = query.where(messages.c.clinic_id == clinic_id)
    if status is not None:
        query = query.where(messages.c.status == status.value)
    if external_id is not None:
        query = query.where(
            enrollments.c.external_id_hash.in_(tx.vault.keyed_hashes("enrollments.external_id", external_id))
        )
    if after is not None:
        at, last = after
        query = query.where(or_(messages.c.due_at > at, and_(messages.c.due_at == at, messages.c.id > last)))
    if limit is not None:
        query = query.limit(limit)
    origins = Origins(tx)
    # closed also where the reader stops early: on PostgreSQL the cursor is one of the server
    with tx.conn.execute(query, execution_options={"yield_per": _PAGE}) as result:
        for page in result.partitions():
            names = external_ids(tx, {row.enrollment_id for row in page if row.enrollment_id})
            first = first_external_ids(tx, {row.patient_id for row in page if not row.enrollment_id and row.patient_id})
            origins.load(page)
            told = visits_of(tx, {row.enrollment_id for row in page if slot_of(row.anchor) and row.enrollment_id})
            for row in page:
                origin = origins.of(row)
                yield MessageLine(
                    id=row.id,
                    external_id=names.get(row.enrollment_id) or first.get(row.patient_id),
                    kind=row.kind,
                    step=row.step if row.kind == Kind.SCHEDULED.value else None,
                    channel=row.channel,
                    status=row.status,
                    reason=row.reason,
                    due_at=row.due_at,
                    sent_at=row.sent_at,
                    attempts=row.attempts,
                    provider_id=row.provider_id,
                    error_code=row.error_code,
                    language=row.language or row.patient_language,
                    body=legible.words_of(tx, row.id, row.content, row.clinic_id, row.patient_id),
                    segments=row.segments,
                    patient_id=row.patient_id,
                    recipient=_recipient(row),
                    plan_version=origin.plan_version,
                    wording_version=origin.wording_version,
                    approved_by=origin.approved_by,
                    visits=_visits(row, told.get(row.enrollment_id, ())),
                )


def _visits(row: Any, known: Sequence[Visit]) -> tuple[str, ...]:
    """Return the visit ids that a message names, without those of visits that were moved since."""
    named = (row.anchor, *read_slots(row.also_anchors)) if slot_of(row.anchor) else ()
    return tuple(visit.visit_id for visit in known if visit.slot in named)


def _why_paused(on: Mapping[str, str | None]) -> str | None:
    if (reason := on.get(switches.OLD_DATABASE)) is not None:
        return f"this database may be old: {SENTENCES[read_mark(reason).because]}; {REMEDY}"
    return "by the operator; to go on, run: reminders resume-all" if switches.PAUSE_ALL in on else None


def _recipient(row: Any) -> str | None:
    """Return who a message is for: `patient`, `caregiver`, `staff`; None for the answer to an unknown number."""
    if row.kind == Kind.ALERT.value:
        return "staff"
    return row.party if row.patient_id else None


def service_status(tx: Tx, now: datetime) -> ServiceStatus:
    """Count what matters at three in the morning."""

    def count(status: Status) -> int:
        return tx.conn.execute(select(func.count()).select_from(messages).where(is_now(status))).scalar_one()

    due = (messages.c.lane.in_([lane.value for lane in Lane]), is_now(Status.PLANNED), messages.c.ready_at <= now)
    due_count, oldest = tx.conn.execute(select(func.count(), func.min(messages.c.ready_at)).where(*due)).one()
    failed = tx.conn.execute(_FAILED, {"since": now - timedelta(days=1)}).scalar_one()
    waiting = alerts.oldest_open(tx)
    return ServiceStatus(
        due=due_count,
        oldest_due_seconds=int((now - oldest).total_seconds()) if oldest else None,
        sending=count(Status.SENDING),
        unconfirmed=count(Status.UNCONFIRMED),
        failed_24h=failed,
        open_alerts=alerts.count_open(tx),
        unheard_alerts=escalations.count_unacknowledged(tx),
        oldest_alert_seconds=int((now - waiting).total_seconds()) if waiting else None,
        beat_last_seen=switches.last_heartbeat(tx, switches.BEAT),
        paused=_why_paused(switches.switches_on(tx)),
    )
