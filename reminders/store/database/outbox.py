"""What every outbox to another system does: hand out what is due, and of each line only the first that still waits.

An outbox is a table with `status`, `next_at`, `claimed_until` and `number`, which orders its rows.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, exists, or_, select

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row, Select, Table

    from reminders.store.database.session import Tx

WAITING: Final = "waiting"
FAILED: Final = "failed"


def lock_due(
    tx: Tx, outbox: Table, line: tuple[str, ...], whose: Mapping[str, object], now: datetime, limit: int
) -> Sequence[Row[Any]]:
    """Return up to `limit` rows that may be sent now, in order, locked until the transaction ends; claim them then.

    `whose` are columns with the values that they must have. `line` are the columns that name a line: nothing of it
    passes what waits before it, so that the other side hears of one enrollment in order. What someone else has locked
    is left out.
    """
    query = _due(outbox, line, tuple(whose))
    return tx.conn.execute(query, {**whose, "now": now, "limit": limit}).all()


@cache
def _due(outbox: Table, line: tuple[str, ...], whose: tuple[str, ...]) -> Select[Any]:
    mine, earlier = outbox, outbox.alias()
    waits_for_another = exists().where(
        *(earlier.c[name] == mine.c[name] for name in line),
        earlier.c.status == WAITING,
        earlier.c.number < mine.c.number,
    )
    return (
        select(mine)
        .where(
            *(mine.c[name] == bindparam(name) for name in whose),
            mine.c.status == WAITING,
            mine.c.next_at <= bindparam("now"),
            or_(mine.c.claimed_until.is_(None), mine.c.claimed_until <= bindparam("now")),
            ~waits_for_another,
        )
        .order_by(mine.c.number)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
    )
