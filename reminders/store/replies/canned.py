"""Saved replies of clinics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from reminders.core.replies.canned import CannedReply
from reminders.store.tables import canned_replies

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx


def list_canned(tx: Tx, clinic_id: int) -> list[CannedReply]:
    """Return the replies of a clinic by language and title, retired ones too."""
    query = select(canned_replies).where(canned_replies.c.clinic_id == clinic_id)
    rows = tx.conn.execute(query.order_by(canned_replies.c.language, canned_replies.c.title, canned_replies.c.id))
    return [_reply(row) for row in rows]


def find_canned(tx: Tx, clinic_id: int, canned_id: int) -> CannedReply | None:
    """Return one of a clinic's replies, locked, or None."""
    query = select(canned_replies).where(canned_replies.c.id == canned_id, canned_replies.c.clinic_id == clinic_id)
    row = tx.conn.execute(query.with_for_update()).first()
    return _reply(row) if row else None


def add_canned(tx: Tx, clinic_id: int, reply: CannedReply, at: datetime) -> int:
    """Insert one; return its id."""
    values = {"language": reply.language, "title": reply.title, "text": reply.text}
    new = insert(canned_replies).values(clinic_id=clinic_id, created_at=at, **values)
    return tx.conn.execute(new.returning(canned_replies.c.id)).scalar_one()


def change_canned(tx: Tx, canned_id: int, **values: Any) -> None:
    """Write columns of one."""
    tx.conn.execute(update(canned_replies).where(canned_replies.c.id == canned_id).values(**values))


def _reply(row: Any) -> CannedReply:
    return CannedReply(row.id, row.language, row.title, row.text, row.retired_at is not None)
