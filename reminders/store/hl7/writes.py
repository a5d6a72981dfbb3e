"""What is written to partners' FHIR servers: noted once, claimed before the request, in order for each enrollment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, and_, cast, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.api.webhooks import GIVE_UP_AFTER, next_try
from reminders.core.model.contact import Party
from reminders.core.model.status import Status
from reminders.store.database.outbox import FAILED, WAITING, lock_due
from reminders.store.tables import answers, enrollments, fhir_writes, messages

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Row

    from reminders.store.database.session import Tx

WRITTEN, SKIPPED = "written", "skipped"
CLAIMED_FOR: Final = timedelta(minutes=5)
UNDELIVERED: Final = ".undelivered"
"""Ends the source of a Communication that says that a message did not arrive."""

_BATCH: Final = 500
_SENT: Final = (Status.ACCEPTED.value, Status.DELIVERED.value)


@dataclass(frozen=True, slots=True)
class Write:
    """One resource on its way to a server. `in_doubt`: it may be there although no answer came."""

    number: int
    kind: str
    source: str
    enrollment_id: str
    occurred_at: datetime
    status: str
    in_doubt: bool
    attempts: int
    next_at: datetime
    first_tried_at: datetime | None
    tried_at: datetime | None
    problem: str | None
    location: str | None


def note_new(tx: Tx, clinic_id: int, partner: str, kinds: Collection[str], since: datetime, now: datetime) -> int:
    """Note what has been sent and answered since a moment and is not noted yet; return how much there is."""
    rows = _messages(tx, clinic_id, partner, since) if "Communication" in kinds else []
    for kind in ("QuestionnaireResponse", "Observation"):
        if kind in kinds:
            rows += _answers(tx, clinic_id, partner, kind, since)
    rows.sort(key=lambda row: row["occurred_at"])  # a stable sort: the response of an answer stays before its score
    always = {"clinic_id": clinic_id, "partner": partner, "status": WAITING, "next_at": now}
    if rows:
        build = sqlite.insert if tx.is_sqlite else postgresql.insert
        tx.conn.execute(build(fhir_writes).on_conflict_do_nothing(), [row | always for row in rows])
    return len(rows)


def claim_next(tx: Tx, clinic_id: int, partner: str, now: datetime) -> Write | None:
    """Claim the first resource that is due and has no earlier one of its enrollment before it."""
    whose = {"clinic_id": clinic_id, "partner": partner}
    rows = lock_due(tx, fhir_writes, ("partner", "enrollment_id"), whose, now, limit=1)
    if not rows:
        return None
    (row,) = rows
    values = {"claimed_until": now + CLAIMED_FOR, "in_doubt": True, "attempts": row.attempts + 1, "tried_at": now}
    values["first_tried_at"] = row.first_tried_at or now
    tx.conn.execute(update(fhir_writes).where(fhir_writes.c.number == row.number).values(**values))
    return _write(row)


def note_done(tx: Tx, write: Write, status: str, *, location: str | None = None, problem: str | None = None) -> None:
    """Write down that a resource is there, or why it never will be."""
    values = {"location": location and location[:200], "problem": problem, "in_doubt": False, "claimed_until": None}
    tx.conn.execute(update(fhir_writes).where(fhir_writes.c.number == write.number).values(status=status, **values))


def note_failed(tx: Tx, write: Write, problem: str, now: datetime, *, in_doubt: bool, until: datetime | None) -> None:
    """Write down that a try failed; after three days of them it is given up, and the next may follow."""
    is_over = now - (write.first_tried_at or now) >= GIVE_UP_AFTER
    again = next_try(write.attempts + 1, now)
    values: dict[str, Any] = {
        "status": FAILED if is_over else WAITING,
        "next_at": max(again, until) if until else again,
        "problem": problem[:200],
        "in_doubt": in_doubt,
        "claimed_until": None,
    }
    tx.conn.execute(update(fhir_writes).where(fhir_writes.c.number == write.number).values(**values))


def location_of(tx: Tx, clinic_id: int, partner: str, kind: str, source: str) -> str | None:
    """Return what a server calls something that was written."""
    query = select(fhir_writes.c.location).where(
        fhir_writes.c.clinic_id == clinic_id,
        fhir_writes.c.partner == partner,
        fhir_writes.c.kind == kind,
        fhir_writes.c.source == source,
    )
    return tx.conn.execute(query).scalar()


def list_latest(tx: Tx, clinic_id: int, partner: str, status: str | None, limit: int) -> list[Write]:
    """Return the latest of a partner, newest first."""
    query = select(fhir_writes).where(fhir_writes.c.clinic_id == clinic_id, fhir_writes.c.partner == partner)
    if status is not None:
        query = query.where(fhir_writes.c.status == status)
    return [_write(row) for row in tx.conn.execute(query.order_by(fhir_writes.c.number.desc()).limit(limit))]


def retry_failed(tx: Tx, clinic_id: int, partner: str, now: datetime) -> int:
    """Have everything that was given up, or waits after a failed try, tried again now; return how much."""
    done = tx.conn.execute(
        update(fhir_writes)
        .where(
            fhir_writes.c.clinic_id == clinic_id,
            fhir_writes.c.partner == partner,
            or_(fhir_writes.c.status == FAILED, and_(fhir_writes.c.status == WAITING, fhir_writes.c.next_at > now)),
        )
        .values(status=WAITING, next_at=now, first_tried_at=None)
    )
    return done.rowcount


def delete_old(tx: Tx, clinic_id: int, partner: str, before: datetime) -> None:
    """Delete what happened before then, and is not looked for any more."""
    old = fhir_writes.c.clinic_id == clinic_id, fhir_writes.c.partner == partner, fhir_writes.c.occurred_at < before
    tx.conn.execute(delete(fhir_writes).where(*old))


def _messages(tx: Tx, clinic_id: int, partner: str, since: datetime) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for statuses, moment, ending in (
        (_SENT, messages.c.sent_at, ""),
        ((Status.UNDELIVERED.value,), messages.c.changed_at, UNDELIVERED),
    ):
        known = exists().where(
            fhir_writes.c.clinic_id == clinic_id,
            fhir_writes.c.partner == partner,
            fhir_writes.c.kind == "Communication",
            fhir_writes.c.source == cast(messages.c.id, String(36)) + ending,
        )
        query = select(messages.c.id, messages.c.enrollment_id, moment.label("at")).where(
            messages.c.clinic_id == clinic_id,
            messages.c.sent_at >= since,
            messages.c.status.in_(statuses),
            messages.c.party == Party.PATIENT.value,
            messages.c.enrollment_id.is_not(None),
            ~known,
        )
        rows += [
            _row("Communication", f"{row.id}{ending}", row.enrollment_id, row.at)
            for row in tx.conn.execute(query.order_by(messages.c.sent_at).limit(_BATCH))
        ]
    return rows


def _answers(tx: Tx, clinic_id: int, partner: str, kind: str, since: datetime) -> list[dict[str, Any]]:
    said_at = func.coalesce(answers.c.corrected_at, answers.c.at, type_=answers.c.at.type)
    known_at = func.coalesce(answers.c.corrected_at, answers.c.entered_at, answers.c.at)
    query = (
        select(answers.c.id, answers.c.enrollment_id, said_at.label("at"))
        .join(enrollments, enrollments.c.id == answers.c.enrollment_id)
        .where(enrollments.c.clinic_id == clinic_id, known_at >= since)
        .order_by(said_at, answers.c.id)
    )
    if kind == "Observation":  # an observation of the patient, not what someone else makes of it
        query = query.where(answers.c.score.is_not(None), answers.c.party == Party.PATIENT.value)
    found = {answer_source(row.id, row.at): row for row in tx.conn.execute(query)}
    noted = select(fhir_writes.c.source).where(
        fhir_writes.c.clinic_id == clinic_id, fhir_writes.c.partner == partner, fhir_writes.c.kind == kind
    )
    known = set(tx.conn.execute(noted.where(fhir_writes.c.occurred_at >= since)).scalars())
    return [_row(kind, key, row.enrollment_id, row.at) for key, row in found.items() if key not in known][:_BATCH]


def answer_source(answer_id: int, at: datetime) -> str:
    """Return what names an answer as it stood at a moment: one that is corrected is another one."""
    return f"{answer_id}.{at:%Y%m%d%H%M%S%f}"


def _row(kind: str, source: str, enrollment_id: str, at: datetime) -> dict[str, Any]:
    return {"kind": kind, "source": source, "enrollment_id": enrollment_id, "occurred_at": at}


def _write(row: Row[Any]) -> Write:
    return Write(*(getattr(row, name) for name in Write.__dataclass_fields__))
