"""Claiming due messages under a lease, and what has waited too long.

A claim locks its rows (`FOR UPDATE SKIP LOCKED` in `store/sending/due.py`; SQLite's BEGIN IMMEDIATE locks everything)
and is committed before any network call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, Select, bindparam, or_, select, update

from reminders.core.model.status import Event, Status
from reminders.core.sending.lanes import Lane
from reminders.store.sending.due import is_now
from reminders.store.sending.transitions import Move, move_each
from reminders.store.tables import messages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.store.database.session import Tx


def postpone(tx: Tx, message_id: str, ready_at: datetime) -> None:
    """Look at a due message again later; its plan stays as it is."""
    tx.conn.execute(
        update(messages).where(messages.c.id == message_id, is_now(Status.PLANNED)).values(ready_at=ready_at),
    )


_IS_EXPIRED = is_now(Status.SENDING) & (messages.c.lease_until <= bindparam("now"))
_IS_OVERDUE_HELD = is_now(Status.HELD) & (messages.c.send_before <= bindparam("now"))


ALL = 2**31 - 1
"""Places of a queue: more than any has."""


def _overdue(lane: Lane) -> Select[str]:
    """Select what is overdue of the first `places` of a lane's queue."""
    # Lane by lane, in the order of the index: over all of them PostgreSQL read three million rows to find none.
    now = bindparam("now")
    due = (is_now(Status.PLANNED), messages.c.lane == lane.value, messages.c.ready_at <= now)
    columns = (messages.c.id, messages.c.send_before, messages.c.ready_at)
    queue = (
        select(*columns).where(*due).order_by(messages.c.ready_at).limit(bindparam("places", type_=Integer)).subquery()
    )
    return select(queue.c.id).where(queue.c.send_before <= now).order_by(queue.c.ready_at)


_TO_SWEEP = select(
    or_(
        select(messages.c.id).where(_IS_EXPIRED).exists(),
        select(messages.c.id).where(_IS_OVERDUE_HELD).exists(),
        *(_overdue(lane).limit(1).scalar_subquery().is_not(None) for lane in Lane),
    )
)

_EXPIRED = (
    select(messages.c.id, messages.c.attempt_id)
    .where(_IS_EXPIRED)
    .order_by(messages.c.lease_until)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)

_OVERDUE = [
    select(messages.c.id)
    .where(
        messages.c.id.in_(_overdue(lane).limit(bindparam("most", type_=Integer))),
        is_now(Status.PLANNED),  # asked once more of the row that was locked: it may have been claimed meanwhile
        messages.c.send_before <= bindparam("now"),
    )
    .with_for_update(skip_locked=True)
    for lane in Lane
]

_OVERDUE_HELD = (
    select(messages.c.id, messages.c.reason)
    .where(_IS_OVERDUE_HELD)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)


def add_provider_id(tx: Tx, message_id: str, provider_id: str) -> None:
    """Add the provider's id to a message that a receipt has moved before our own outcome write."""
    tx.conn.execute(
        update(messages)
        .where(messages.c.id == message_id, messages.c.provider_id.is_(None))
        .values(provider_id=provider_id),
    )


def anything_to_sweep(tx: Tx, now: datetime, places: int = ALL) -> bool:
    """Return True if some lease has run out or some message's time is up: the common answer is no, and cheap.

    `places`: how much of each lane's queue is looked at, the longest due.
    """
    return bool(tx.conn.execute(_TO_SWEEP, {"now": now, "places": places}).scalar())


def expired_leases(tx: Tx, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Return (message, attempt) of sends whose lease has run out, locked."""
    rows = tx.conn.execute(_EXPIRED, {"now": now, "most": limit})
    return [(row.id, row.attempt_id) for row in rows]


def overdue(tx: Tx, now: datetime, limit: int, places: int = ALL) -> list[tuple[str, Status, str | None]]:
    """Return the planned and held messages whose time is up, locked, and why the held ones were."""
    values = {"now": now, "most": limit, "places": places}
    planned = [
        (message_id, Status.PLANNED, None)
        for query in _OVERDUE
        for message_id in tx.conn.execute(query, values).scalars()
    ]
    held = [(row.id, Status.HELD, row.reason) for row in tx.conn.execute(_OVERDUE_HELD, {"now": now, "most": limit})]
    return [*planned, *held]


def release(tx: Tx, claims: Sequence[tuple[str, str]], at: datetime) -> int:
    """Return claimed messages whose request was never started to `planned`; return how many."""
    values = {"lease_until": None, "sent_at": None}
    moves = [
        Move(message_id, Status.SENDING, Event.NOT_SENT, attempt_id=attempt_id, values=values)
        for message_id, attempt_id in claims
    ]
    return len(move_each(tx, moves, at))
