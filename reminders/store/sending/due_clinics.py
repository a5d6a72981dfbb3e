"""Which clinics have something due: asked at every claim, so it must not cost more with thousands of clinics.

A short queue is read whole, which tells all of it. Of a long one a claim reads the front, and looks at so many clinics
in order of id; the next claim goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Integer, Select, any_, bindparam, func, select

from reminders.store.sending.due import IS_ALWAYS_SENT, IS_DUE
from reminders.store.tables import clinics, messages

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, FromClause

    from reminders.core.model.contact import Channel
    from reminders.store.database.session import Tx

SHORT = 500
"""So many due messages are read to learn whose they are."""

WINDOW = 2_000
"""So many clinics a claim looks at where more is due than that: five claims for ten thousand clinics."""


@dataclass(frozen=True, slots=True)
class Front:
    """Whose the longest due messages of a queue are, a clinic for each message; `whole`: there are no others."""

    clinics: list[int]
    whole: bool


def _due_in(asked: FromClause, *more: ColumnElement[bool]) -> Select[int]:
    # One probe per clinic. An EXISTS would let the planner read the whole backlog instead.
    first = (
        select(messages.c.ready_at)
        .where(
            messages.c.clinic_id == asked.c.id,
            messages.c.lane == bindparam("lane"),
            messages.c.channel == bindparam("channel"),
            IS_DUE,
            *more,
        )
        .order_by(messages.c.ready_at)
        .limit(1)
        .scalar_subquery()
    )
    return select(asked.c.id).where(first.is_not(None)).order_by(asked.c.id)


def _among(*, is_sqlite: bool) -> FromClause:
    if is_sqlite:
        is_asked = clinics.c.id.in_(bindparam("ids", expanding=True))
    else:
        is_asked = clinics.c.id == any_(bindparam("ids", type_=ARRAY(Integer)))
    return select(clinics.c.id).where(is_asked).subquery("asked")


_WHILE_PAUSED: dict[bool, tuple[ColumnElement[bool], ...]] = {True: (IS_ALWAYS_SENT,), False: ()}
_ALL = {paused: _due_in(clinics, *more) for paused, more in _WHILE_PAUSED.items()}
_AMONG = {
    (paused, is_sqlite): _due_in(_among(is_sqlite=is_sqlite), *more)
    for paused, more in _WHILE_PAUSED.items()
    for is_sqlite in (True, False)
}
_NEXT = (
    select(clinics.c.id)
    .where(clinics.c.id > bindparam("after"))
    .order_by(clinics.c.id)
    .limit(bindparam("window", type_=Integer))
    .subquery("asked")
)
_IN_NEXT = {
    paused: _due_in(_NEXT, *more).limit(bindparam("most", type_=Integer)) for paused, more in _WHILE_PAUSED.items()
}
_END_OF_NEXT = select(func.max(_NEXT.c.id), func.count())
_LONGEST_DUE = (
    select(messages.c.clinic_id, messages.c.channel, IS_ALWAYS_SENT.label("always"))
    .where(messages.c.lane == bindparam("lane"), IS_DUE)
    .order_by(messages.c.ready_at)
    .limit(SHORT + 1)
)


def front(tx: Tx, lane: str, channel: Channel, now: datetime, *, paused: bool) -> Front:
    """Return whose the longest due messages of a lane are.

    While everything is paused (`paused`) only safety answers and confirmations of a stop count, here as below.
    """
    rows = tx.conn.execute(_LONGEST_DUE, {"lane": lane, "now": now}).all()
    whose = [row.clinic_id for row in rows if row.channel == channel.value and (row.always or not paused)]
    return Front(whose, whole=len(rows) <= SHORT)


def next_due(  # noqa: PLR0913 of which queue, from where on, how many
    tx: Tx, lane: str, channel: Channel, now: datetime, *, paused: bool, after: int, most: int
) -> tuple[list[int], int]:
    """Return up to `most` of the next clinics after `after` with something due, and how far it looked.

    At most `WINDOW` clinics are looked at; 0 is how far where these were the last.
    """
    values = {"lane": lane, "channel": channel.value, "now": now, "after": after, "window": WINDOW, "most": most}
    found = list(tx.conn.execute(_IN_NEXT[paused], values).scalars())
    if len(found) == most:
        return found, found[-1]
    last, count = tx.conn.execute(_END_OF_NEXT, {"after": after, "window": WINDOW}).one()
    return found, last if count == WINDOW else 0


def due_among(
    tx: Tx, lane: str, channel: Channel, now: datetime, clinic_ids: Collection[int], *, paused: bool
) -> list[int]:
    """Return those of some clinics that have something due, in order of id."""
    if not clinic_ids:
        return []
    values = {"lane": lane, "channel": channel.value, "now": now, "ids": list(clinic_ids)}
    return list(tx.conn.execute(_AMONG[paused, tx.is_sqlite], values).scalars())


def due_clinics(tx: Tx, lane: str, channel: Channel, now: datetime, *, paused: bool) -> list[int]:
    """Return all clinics with something due, in order of id. Of a long queue it asks each clinic: not for a claim."""
    longest_due = front(tx, lane, channel, now, paused=paused)
    if longest_due.whole:
        return sorted(set(longest_due.clinics))
    return list(tx.conn.execute(_ALL[paused], {"lane": lane, "channel": channel.value, "now": now}).scalars())


def last_clinic(tx: Tx) -> int:
    """Return the highest id of a clinic."""
    return tx.conn.execute(select(func.max(clinics.c.id))).scalar() or 0
