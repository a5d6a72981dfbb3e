"""What the outbox kept instead of sending it, as it would have reached people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reminders.core.model.contact import Party
from reminders.store.database.vault import CellId
from reminders.store.enrollment import legible
from reminders.store.tables import messages

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

_KEPT = messages.c.provider_id.startswith("outbox-", autoescape=True)


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """One text or email. `patient_id` is None where it went to staff on call; `address` None where it is unreadable."""

    id: str
    patient_id: str | None
    party: Party
    kind: str
    channel: str
    step: str
    language: str
    address: str | None
    text: str
    subject: str | None
    html: str | None
    sent_at: datetime


def list_kept(tx: Tx, clinic_id: int, limit: int) -> list[KeptMessage]:
    """Return a clinic's latest messages that were kept, newest first."""
    query = select(messages).where(messages.c.clinic_id == clinic_id, messages.c.sent_at.is_not(None), _KEPT)
    rows = tx.conn.execute(query.order_by(messages.c.sent_at.desc(), messages.c.id).limit(limit))
    return [_kept(tx, row) for row in rows]


def find_kept(tx: Tx, clinic_id: int, message_id: str) -> KeptMessage | None:
    """Return one of them; None for another clinic's, or one that was not kept."""
    query = select(messages).where(messages.c.clinic_id == clinic_id, messages.c.id == message_id, _KEPT)
    row = tx.conn.execute(query).first()
    return _kept(tx, row) if row is not None else None


def _kept(tx: Tx, row: Any) -> KeptMessage:
    whose = (row.clinic_id, row.patient_id)
    words: dict[str, str] | None = {}
    if row.content:
        words = legible.json_of(tx, CellId("messages.content", row.id), row.content, *whose)
    words = {"text": legible.CANNOT_BE_READ} if words is None else words
    address = legible.optional_of(tx, CellId("messages.address", row.id), row.address, *whose)
    return KeptMessage(
        id=row.id,
        patient_id=row.patient_id,
        party=Party(row.party),
        kind=row.kind,
        channel=row.channel,
        step=row.step,
        language=row.language or "en",
        address=None if address == legible.CANNOT_BE_READ else address,
        text=words.get("text") or "",
        subject=words.get("subject"),
        html=words.get("html"),
        sent_at=row.sent_at,
    )
