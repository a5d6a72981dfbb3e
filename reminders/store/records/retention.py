"""Deletes what has served its time. That a message went out, when and with what outcome, stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, Table, bindparam, delete, func, select, update

from reminders.core.model.status import DEADLINES
from reminders.store.database.vault import CellId
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
    nothing = tx.vault.encrypt(CellId("replies.sender", ""), "")
    wiped = func.length(replies.c.sender) == len(nothing)  # an encrypted text is as long as its words and a tag
    old = select(replies.c.id).where(replies.c.id > after, replies.c.received_at < before, ~wiped)
    ids = _next(tx, old, replies, limit)
    if ids:
        empty_replies(tx, ids)
    return ids[-1] if ids else None


def empty_replies(tx: Tx, ids: Sequence[str]) -> None:
    """Wipe words and senders of some replies, each encrypted for its own row."""
    rows = [
        {
            "reply": reply_id,
            "body": tx.vault.encrypt(CellId("replies.body", reply_id), ""),
            "sender": tx.vault.encrypt(CellId("replies.sender", reply_id), ""),
        }
        for reply_id in ids
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
