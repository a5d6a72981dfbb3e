"""The fuse: how many texts a phone got on a local day, raised by a conditional upsert in the wave's transaction.

It stands apart from the planner on purpose: whatever goes wrong there, a phone is not flooded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.status import SENT, Kind, Status
from reminders.store.tables import fuse_counters, messages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Executable

    from reminders.store.session import Tx

SCHEDULED_PER_DAY = 3
TEXTS_PER_DAY = 20


_MAY_HAVE_ARRIVED = [status.value for status in (*SENT, Status.SENDING, Status.UNCONFIRMED)]

_SAID_BEFORE = (
    select(messages.c.id)
    .where(
        messages.c.patient_id == bindparam("patient"),
        messages.c.address_hash.in_(bindparam("hashes", expanding=True)),
        messages.c.body_hash == bindparam("body"),
        messages.c.kind == Kind.SCHEDULED.value,
        messages.c.status.in_(_MAY_HAVE_ARRIVED),
        messages.c.sent_at >= bindparam("since"),
    )
    .limit(1)
)

_TEXTED = (
    select(messages.c.address_hash)
    .where(
        messages.c.address_hash.in_(bindparam("hashes", expanding=True)),
        messages.c.kind == Kind.SCHEDULED.value,
        messages.c.status.in_(_MAY_HAVE_ARRIVED),
    )
    .distinct()
)


def _count(build: Callable[..., Any], step: int) -> Executable:
    table = fuse_counters
    fits = table.c.total < TEXTS_PER_DAY
    if step:
        fits &= table.c.scheduled < SCHEDULED_PER_DAY
    return (
        build(table)
        .values(phone_hash=bindparam("phone"), day=bindparam("on"), scheduled=step, total=1)
        .on_conflict_do_update(
            index_elements=[table.c.phone_hash, table.c.day],
            set_={"scheduled": table.c.scheduled + step, "total": table.c.total + 1},
            where=fits,
        )
        .returning(table.c.phone_hash)
    )


_COUNT = {
    (is_sqlite, bool(step)): _count(sqlite.insert if is_sqlite else postgresql.insert, step)
    for is_sqlite in (True, False)
    for step in (0, 1)
}


def count_text(tx: Tx, phone_hash: str, day: date, *, scheduled: bool) -> bool:
    """Count one text to a phone; return False, and count nothing, when the day's limit is reached."""
    # The returned row tells, not the row count: SQLAlchemy keeps none for an INSERT on PostgreSQL.
    return tx.conn.execute(_COUNT[tx.is_sqlite, scheduled], {"phone": phone_hash, "on": day}).first() is not None


def said_before(tx: Tx, patient_id: str, phone_hashes: Sequence[str], body_hash: str, since: datetime) -> bool:
    """Tell whether this patient got, or may have got, the same words on this phone since then."""
    values = {"patient": patient_id, "hashes": list(phone_hashes), "body": body_hash, "since": since}
    return tx.conn.execute(_SAID_BEFORE, values).first() is not None


def phones_texted(tx: Tx, phone_hashes: Sequence[str]) -> set[str]:
    """Return which phones ever got, or may have got, a scheduled text: the others get the opt-in line."""
    return {item for item in tx.conn.execute(_TEXTED, {"hashes": list(phone_hashes)}).scalars() if item}
