"""The rate limit of each sender of texts: one row that all workers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.sending.rate_limit import Bucket, full
from reminders.store.tables import paces

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.sending.rate_limit import Rate
    from reminders.store.database.session import Tx

_LOCK = select(paces.c.tokens, paces.c.seen_at).where(paces.c.sender == bindparam("who")).with_for_update()
_SAVE = (
    update(paces).where(paces.c.sender == bindparam("who")).values(tokens=bindparam("left"), seen_at=bindparam("at"))
)


def lock_bucket(tx: Tx, sender: str, rate: Rate, now: datetime) -> Bucket:
    """Return a sender's bucket, locked until the transaction ends; a new sender's is full."""
    row = tx.conn.execute(_LOCK, {"who": sender}).first()
    if row is None:
        build = sqlite.insert if tx.is_sqlite else postgresql.insert
        fresh = full(rate, now)
        query = build(paces).values(sender=sender, tokens=fresh.tokens, seen_at=fresh.seen_at)
        tx.conn.execute(query.on_conflict_do_nothing())
        row = tx.conn.execute(_LOCK, {"who": sender}).one()
    return Bucket(row.tokens, row.seen_at)


def save_bucket(tx: Tx, sender: str, bucket: Bucket) -> None:
    """Write a bucket that this transaction has locked."""
    tx.conn.execute(_SAVE, {"who": sender, "left": bucket.tokens, "at": bucket.seen_at})
