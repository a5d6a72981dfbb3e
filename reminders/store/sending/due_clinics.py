"""Which clinics have something due: asked at every claim, so it must not cost more with thousands of clinics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, bindparam, select

from reminders.store.sending.due import IS_ALWAYS_SENT, IS_DUE
from reminders.store.tables import clinics, messages

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from reminders.core.model.contact import Channel
    from reminders.store.database.session import Tx

SHORT = 500
"""So many due messages are read to learn whose they are."""


def _due_in(*more: ColumnElement[bool]) -> Select[int]:
    # One probe per clinic. An EXISTS would let the planner read the whole backlog instead.
    first = (
        select(messages.c.ready_at)
        .where(
            messages.c.clinic_id == clinics.c.id,
            messages.c.lane == bindparam("lane"),
            messages.c.channel == bindparam("channel"),
            IS_DUE,
            *more,
        )
        .order_by(messages.c.ready_at)
        .limit(1)
        .scalar_subquery()
    )
    return select(clinics.c.id).where(first.is_not(None)).order_by(clinics.c.id)


_DUE_IN, _DUE_IN_WHILE_PAUSED = _due_in(), _due_in(IS_ALWAYS_SENT)


_LONGEST_DUE = (
    select(messages.c.clinic_id, messages.c.channel)
    .where(messages.c.lane == bindparam("lane"), IS_DUE)
    .order_by(messages.c.ready_at)
    .limit(SHORT + 1)
)


def due_clinics(tx: Tx, lane: str, channel: Channel, now: datetime, *, paused: bool) -> list[int]:
    """Return the clinics with due messages in a lane, in order of id.

    A short queue is read whole: to ask each of ten thousand clinics takes ten times as long. While everything is paused
    only safety answers and confirmations of a stop count.
    """
    if not paused:
        queue = tx.conn.execute(_LONGEST_DUE, {"lane": lane, "now": now}).all()
        if len(queue) <= SHORT:
            return sorted({row.clinic_id for row in queue if row.channel == channel.value})
    query = _DUE_IN_WHILE_PAUSED if paused else _DUE_IN
    return list(tx.conn.execute(query, {"lane": lane, "channel": channel.value, "now": now}).scalars())
