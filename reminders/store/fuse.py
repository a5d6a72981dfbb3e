"""The fuse: how many texts a phone got on a local day, raised by a conditional upsert in the wave's transaction.

It stands apart from the planner on purpose: whatever goes wrong there, a phone is not flooded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.status import SENT, Kind, Status
from reminders.store.tables import fuse_counters, messages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from reminders.store.session import Tx

SCHEDULED_PER_DAY = 3
TEXTS_PER_DAY = 20


def count_text(tx: Tx, phone_hash: str, day: date, *, scheduled: bool) -> bool:
    """Count one text to a phone; return False, and count nothing, when the day's limit is reached."""
    table = fuse_counters
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    step = 1 if scheduled else 0
    fits = table.c.total < TEXTS_PER_DAY
    if scheduled:
        fits &= table.c.scheduled < SCHEDULED_PER_DAY
    statement = (
        build(table)
        .values(phone_hash=phone_hash, day=day, scheduled=step, total=1)
        .on_conflict_do_update(
            index_elements=[table.c.phone_hash, table.c.day],
            set_={"scheduled": table.c.scheduled + step, "total": table.c.total + 1},
            where=fits,
        )
    )
    return tx.conn.execute(statement).rowcount == 1


def said_before(tx: Tx, patient_id: str, phone_hashes: Sequence[str], body_hash: str, since: datetime) -> bool:
    """Tell whether this patient got, or may have got, the same words on this phone since then."""
    may_have_arrived = [status.value for status in (*SENT, Status.SENDING, Status.UNCONFIRMED)]
    query = select(messages.c.id).where(
        messages.c.patient_id == patient_id,
        messages.c.address_hash.in_(list(phone_hashes)),
        messages.c.body_hash == body_hash,
        messages.c.kind == Kind.SCHEDULED.value,
        messages.c.status.in_(may_have_arrived),
        messages.c.sent_at >= since,
    )
    return tx.conn.execute(query.limit(1)).first() is not None


def phones_texted(tx: Tx, phone_hashes: Sequence[str]) -> set[str]:
    """Return which phones ever got, or may have got, a scheduled text: the others get the opt-in line."""
    may_have_arrived = [status.value for status in (*SENT, Status.SENDING, Status.UNCONFIRMED)]
    query = (
        select(messages.c.address_hash)
        .where(
            messages.c.address_hash.in_(list(phone_hashes)),
            messages.c.kind == Kind.SCHEDULED.value,
            messages.c.status.in_(may_have_arrived),
        )
        .distinct()
    )
    return {item for item in tx.conn.execute(query).scalars() if item}
