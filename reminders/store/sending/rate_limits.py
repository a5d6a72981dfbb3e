"""The rate limit of each sender of texts: one row that all workers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.sending.rate_limit import Bucket, full
from reminders.store.database.bulk import BulkUpdate, one_of
from reminders.store.tables import paces

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from reminders.core.sending.rate_limit import Rate
    from reminders.store.database.session import Tx

_BUCKETS = select(paces.c.sender, paces.c.tokens, paces.c.seen_at)
_LOCK = {
    is_sqlite: _BUCKETS.where(one_of(paces.c.sender, "senders", is_sqlite=is_sqlite))
    .order_by(paces.c.sender)  # all who lock several lock them in the same order
    .with_for_update()
    for is_sqlite in (True, False)
}
_SAVE = BulkUpdate(paces, (("who", "sender"),))


def lock_buckets(tx: Tx, senders: Collection[str], rate: Rate, now: datetime) -> dict[str, Bucket]:
    """Return the buckets of some senders, locked until the transaction ends; a new sender's is full."""
    found = _lock(tx, senders)
    if len(found) < len(senders):
        build = sqlite.insert if tx.is_sqlite else postgresql.insert
        fresh = full(rate, now)
        new = [
            {"sender": sender, "tokens": fresh.tokens, "seen_at": fresh.seen_at}
            for sender in sorted(senders)
            if sender not in found
        ]
        tx.conn.execute(build(paces).values(new).on_conflict_do_nothing())
        found = _lock(tx, senders)
    return found


def save_buckets(tx: Tx, buckets: Mapping[str, Bucket]) -> None:
    """Write buckets that this transaction has locked."""
    _SAVE.run(
        tx,
        [{"who": sender, "tokens": bucket.tokens, "seen_at": bucket.seen_at} for sender, bucket in buckets.items()],
    )


def _lock(tx: Tx, senders: Collection[str]) -> dict[str, Bucket]:
    rows = tx.conn.execute(_LOCK[tx.is_sqlite], {"senders": list(senders)})
    return {row.sender: Bucket(row.tokens, row.seen_at) for row in rows}
