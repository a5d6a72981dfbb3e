"""What patients wrote, by thread: what waits for a person first, the oldest of it on top; then what was dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from reminders.store.patients import open_patient
from reminders.store.tables import patients, replies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.store.patients import Patient
    from reminders.store.session import Tx

_COLUMNS = (
    replies.c.id.label("reply_id"),
    replies.c.body,
    replies.c.reading,
    replies.c.received_at,
    replies.c.handled_at,
    replies.c.sender_hash,
    patients,
)


@dataclass(frozen=True, slots=True)
class InboxReply:
    """One text. `patient` is None for a stranger, and for a phone that several patients share: `sharing` names them."""

    id: str
    patient: Patient | None
    body: str
    reading: str
    received_at: datetime
    handled: bool
    sender_hash: str


def waiting(tx: Tx, clinic_id: int, limit: int) -> list[InboxReply]:
    """Return what nobody has dealt with, oldest first."""
    query = _of(clinic_id).where(replies.c.handled_at.is_(None))
    return _read(tx, query.order_by(replies.c.received_at, replies.c.id).limit(limit))


def dealt_with(tx: Tx, clinic_id: int, limit: int) -> list[InboxReply]:
    """Return what was dealt with, or needed nobody, latest first."""
    query = _of(clinic_id).where(replies.c.handled_at.is_not(None))
    return _read(tx, query.order_by(replies.c.received_at.desc(), replies.c.id).limit(limit))


def sharing(tx: Tx, clinic_id: int, sender_hashes: Sequence[str]) -> dict[str, list[Patient]]:
    """Return the patients behind phones, by the phone's hash."""
    query = select(patients).where(
        patients.c.clinic_id == clinic_id,
        patients.c.phone_hash.in_(list(sender_hashes)),
        patients.c.erased_at.is_(None),
    )
    found: dict[str, list[Patient]] = {}
    for row in tx.conn.execute(query.order_by(patients.c.id)):
        found.setdefault(row.phone_hash, []).append(open_patient(tx, row))
    return found


def handle_patient(tx: Tx, clinic_id: int, patient_id: str, at: datetime) -> int:
    """Mark everything a patient wrote so far as dealt with; return how much that was."""
    return _handle(tx, clinic_id, replies.c.patient_id == patient_id, at)


def handle_reply(tx: Tx, clinic_id: int, reply_id: str, at: datetime) -> int:
    """Mark one text as dealt with."""
    return _handle(tx, clinic_id, replies.c.id == reply_id, at)


def exists(tx: Tx, clinic_id: int, reply_id: str) -> bool:
    """Tell whether a text is a clinic's."""
    query = select(replies.c.id).where(replies.c.id == reply_id, replies.c.clinic_id == clinic_id)
    return tx.conn.execute(query).first() is not None


def _handle(tx: Tx, clinic_id: int, which: Any, at: datetime) -> int:
    query = update(replies).where(replies.c.clinic_id == clinic_id, which, replies.c.handled_at.is_(None))
    return tx.conn.execute(query.values(handled_at=at)).rowcount


def _of(clinic_id: int) -> Any:
    return (
        select(*_COLUMNS)
        .outerjoin(patients, patients.c.id == replies.c.patient_id)
        .where(replies.c.clinic_id == clinic_id)
    )


def _read(tx: Tx, query: Any) -> list[InboxReply]:
    return [
        InboxReply(
            id=row.reply_id,
            patient=open_patient(tx, row) if row.id is not None else None,
            body=tx.vault.open("replies.body", row.body),
            reading=row.reading,
            received_at=row.received_at,
            handled=row.handled_at is not None,
            sender_hash=row.sender_hash,
        )
        for row in tx.conn.execute(query)
    ]
