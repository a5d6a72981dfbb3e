"""Attempts: every try to send a message, what came of it, and what the provider said about it later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, bindparam, func, or_, select, update

from reminders.core.model.contact import Channel, Party
from reminders.core.model.status import Kind
from reminders.store.database.bulk import BulkUpdate, insert_rows
from reminders.store.database.vault import CellId, WrongKeyError
from reminders.store.tables import attempts, messages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.sending.retrying import SendOutcome
    from reminders.ports import Receipt
    from reminders.store.database.session import Tx

ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class KnownAttempt:
    """One try to send a message, and what does not change about that message."""

    id: str
    message_id: str
    surgery_generation: int
    sender: str
    started_at: datetime
    receipt: str | None
    provider_id: str | None
    clinic_id: int
    patient_id: str | None
    enrollment_id: str | None
    kind: Kind
    channel: Channel
    step: str
    party: Party


_END = BulkUpdate(
    attempts,
    guards=(("attempt", "id"),),
    keep=("code", "provider_id"),  # a receipt that came first knows the id also when our own request broke off
)


_KNOWN = (
    select(
        attempts.c.id,
        attempts.c.message_id,
        attempts.c.anchor,
        attempts.c.sender,
        attempts.c.started_at,
        attempts.c.receipt,
        attempts.c.provider_id,
        messages.c.clinic_id,
        messages.c.patient_id,
        messages.c.enrollment_id,
        messages.c.kind,
        messages.c.channel,
        messages.c.step,
        messages.c.party,
    )
    .join(messages, messages.c.id == attempts.c.message_id)
    .where(attempts.c.id == bindparam("attempt"))
)

_NOTE = (
    update(attempts)
    .where(
        attempts.c.id == bindparam("attempt"),
        or_(
            attempts.c.receipt.is_(None),
            and_(attempts.c.receipt == ACCEPTED, bindparam("word", type_=String) != ACCEPTED),
        ),
    )
    .values(
        receipt=bindparam("word", type_=String),
        receipt_at=bindparam("at"),
        code=func.coalesce(bindparam("error", type_=String), attempts.c.code),
        provider_id=func.coalesce(attempts.c.provider_id, bindparam("provider", type_=String)),
    )
)


def find_attempt(tx: Tx, attempt_id: str) -> KnownAttempt | None:
    """Return an attempt with what does not change about its message, unlocked; None when there is no such attempt."""
    row = tx.conn.execute(_KNOWN, {"attempt": attempt_id}).first()
    if row is None:
        return None
    return KnownAttempt(
        id=row.id,
        message_id=row.message_id,
        surgery_generation=row.anchor,
        sender=row.sender,
        started_at=row.started_at,
        receipt=row.receipt,
        provider_id=row.provider_id,
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        enrollment_id=row.enrollment_id,
        kind=Kind(row.kind),
        channel=Channel(row.channel),
        step=row.step,
        party=Party(row.party),
    )


@dataclass(frozen=True, slots=True)
class SentEmail:
    """The last attempt of an email, and where it went; `address` is None when no key opens it or it was deleted."""

    attempt_id: str
    provider_id: str | None
    address: str | None
    clinic_id: int


def last_email(tx: Tx, message_id: str) -> SentEmail | None:
    """Return how an email left; None when there is no such email, or it never did."""
    row = tx.conn.execute(
        select(
            messages.c.id, messages.c.attempt_id, messages.c.provider_id, messages.c.address, messages.c.clinic_id
        ).where(
            messages.c.id == message_id,
            messages.c.channel == Channel.EMAIL.value,
            messages.c.attempt_id.is_not(None),
        )
    ).first()
    if row is None:
        return None
    try:
        address = tx.vault.decrypt_optional(CellId("messages.address", row.id), row.address)
    except WrongKeyError:
        address = None
    return SentEmail(row.attempt_id, row.provider_id, address, row.clinic_id)


def note_receipt(tx: Tx, attempt_id: str, receipt: Receipt, at: datetime) -> bool:
    """Keep a receipt; return False when it is no news: the same again, an earlier word, or a second final one."""
    values = {
        "attempt": attempt_id,
        "word": receipt_word(receipt),
        "at": at,
        "error": receipt.code,
        "provider": receipt.provider_id,
    }
    return tx.conn.execute(_NOTE, values).rowcount == 1


def receipt_word(receipt: Receipt) -> str:
    """Return what is stored for a receipt."""
    return receipt.event.value.removeprefix("receipt_")


def others_of(tx: Tx, provider_ids: Sequence[str], attempt_id: str) -> set[str]:
    """Return which of these provider ids are known to belong to other attempts."""
    query = select(attempts.c.provider_id).where(
        attempts.c.provider_id.in_(list(provider_ids)), attempts.c.id != attempt_id
    )
    return set(tx.conn.execute(query).scalars())


def known_provider_ids(tx: Tx, provider_ids: Sequence[str]) -> set[str]:
    """Return those of some ids at the provider that an attempt has."""
    query = select(attempts.c.provider_id).where(attempts.c.provider_id.in_(provider_ids))
    return set(tx.conn.execute(query).scalars())


def add_attempt(tx: Tx, row: dict[str, Any], values: dict[str, Any]) -> None:
    """Write an attempt that this database did not know of, and what it tells about its message."""
    insert_attempts(tx, [row])
    latest = {"attempt_id": row["id"], "attempts": row["number"], **values}
    tx.conn.execute(update(messages).where(messages.c.id == row["message_id"]).values(**latest))


def insert_attempts(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Insert attempts, before their requests leave."""
    insert_rows(tx, attempts, rows)


def end_attempts(tx: Tx, outcomes: Sequence[tuple[str, SendOutcome]], at: datetime) -> None:
    """Write what came of some attempts, whatever their messages have become meanwhile."""
    rows = [
        {
            "attempt": attempt_id,
            "ended_at": at,
            "verdict": outcome.verdict.value,
            "code": outcome.code,
            "provider_id": outcome.provider_id,
        }
        for attempt_id, outcome in outcomes
    ]
    _END.run(tx, rows)
