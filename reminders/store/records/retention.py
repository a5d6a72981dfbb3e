"""Deletes what has served its time. That a message went out, when and with what outcome, stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, Table, bindparam, delete, func, select, update

from reminders.core.model.status import DEADLINES
from reminders.store.database.vault import LENGTH_OF_NOTHING, CellId
from reminders.store.tables import (
    fuse_counters,
    messages,
    replies,
    sign_in_attempts,
    staff_invitations,
    staff_sessions,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from reminders.store.database.session import Tx

FIRST = "00000000-0000-0000-0000-000000000000"
"""Lies before every id."""

_EMPTY = (
    update(replies).where(replies.c.id == bindparam("reply")).values(body=bindparam("body"), sender=bindparam("sender"))
)
_WAITING = [status.value for status in DEADLINES]


def wipe_messages(tx: Tx, before: datetime, after: str, limit: int) -> str | None:
    """Wipe words and addresses of up to `limit` messages whose ids follow `after`; return the last id, or None.

    Hashes stay: they keep the same words from going out twice, and know a number that has had its opt-in line.
    """
    old = select(messages.c.id).where(
        messages.c.id > after,
        messages.c.content.is_not(None),
        messages.c.changed_at < before,
        messages.c.status.not_in(_WAITING),
    )
    ids = _next(tx, old, messages, limit)
    if ids:
        tx.conn.execute(update(messages).where(messages.c.id.in_(ids)).values(content=None, address=None))
    return ids[-1] if ids else None


def wipe_replies(tx: Tx, before: datetime, after: str, limit: int) -> str | None:
    """Wipe words and senders of up to `limit` replies whose ids follow `after`; return the last id, or None."""
    wiped = func.length(replies.c.sender) == LENGTH_OF_NOTHING
    old = select(replies.c.id).where(replies.c.id > after, replies.c.received_at < before, ~wiped)
    ids = _next(tx, old, replies, limit)
    if ids:
        empty_replies(tx, ids)
    return ids[-1] if ids else None


def empty_replies(tx: Tx, ids: Sequence[str]) -> None:
    """Wipe words and senders of some replies, each encrypted for its own row."""
    query = select(replies.c.id, replies.c.clinic_id).where(replies.c.id.in_(list(ids)))
    rows = [
        {
            "reply": row.id,
            "body": tx.vault.encrypt(CellId("replies.body", row.id), "", of=row.clinic_id),
            "sender": tx.vault.encrypt(CellId("replies.sender", row.id), "", of=row.clinic_id),
        }
        for row in (tx.conn.execute(query) if ids else ())
    ]
    if rows:
        tx.conn.execute(_EMPTY, rows)


def delete_expired(tx: Tx, before: datetime, day: date) -> None:
    """Delete what only guarded a moment long past: sign-ins, sessions, invitations, counters of the safety limit."""
    for table, column in (
        (staff_sessions, staff_sessions.c.expires_at),
        (staff_invitations, staff_invitations.c.expires_at),
        (sign_in_attempts, sign_in_attempts.c.at),
    ):
        tx.conn.execute(delete(table).where(column < before))
    tx.conn.execute(delete(fuse_counters).where(fuse_counters.c.day < day))


def _next(tx: Tx, old: Select[tuple[str]], table: Table, limit: int) -> list[str]:
    return [row.id for row in tx.conn.execute(old.order_by(table.c.id).limit(limit))]
