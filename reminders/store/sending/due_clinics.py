"""Which clinics have something due: asked at every claim, so it must not cost more with thousands of clinics.

A short queue is read whole, which tells all of it. Of a long one a claim reads the front, and looks at so many clinics
in order of id; the next claim goes on from there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Integer, Select, any_, bindparam, func, select, true

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
    """Whose the longest due messages of a queue are: how many of each clinic; `whole`: there are no others."""

    clinics: Counter[int]
    whole: bool


@dataclass(frozen=True, slots=True)
class Look:
    """Clinics with something due, in order of id; `place`: how far it was asked, 0 where no clinic is left.

    `asked`: how many clinics were, at least.
    """

    clinics: list[int]
    place: int
    asked: int


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
_LONGEST_DUE = (
    select(messages.c.clinic_id, messages.c.channel, IS_ALWAYS_SENT.label("always"))
    .where(messages.c.lane == bindparam("lane"), IS_DUE)
    .order_by(messages.c.ready_at)
    .limit(SHORT + 1)
    .subquery("longest_due")
)
_WHOSE_LONGEST_DUE = select(*_LONGEST_DUE.c, func.count().label("messages")).group_by(*_LONGEST_DUE.c)
"""Counted by the server: five hundred rows for each claim were a fifth of what an email cost us."""


def _in_next(*more: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the next clinics with something due, a row for each, with how many were asked and the last one of them."""
    found = _due_in(_NEXT, *more).limit(bindparam("most", type_=Integer)).subquery("found")
    asked = select(func.max(_NEXT.c.id).label("last"), func.count().label("asked")).subquery("all_asked")
    return select(found.c.id, *asked.c).select_from(asked.outerjoin(found, true())).order_by(found.c.id)


_IN_NEXT = {paused: _in_next(*more) for paused, more in _WHILE_PAUSED.items()}


def front(tx: Tx, lane: str, channel: Channel, now: datetime, *, paused: bool) -> Front:
    """Return whose the longest due messages of a lane are.

    While everything is paused (`paused`) only safety answers and confirmations of a stop count, here as below.
    """
    rows = tx.conn.execute(_WHOSE_LONGEST_DUE, {"lane": lane, "now": now}).all()
    whose = Counter[int]()
    for row in rows:
        if row.channel == channel.value and (row.always or not paused):
            whose[row.clinic_id] += row.messages
    return Front(whose, whole=sum(row.messages for row in rows) <= SHORT)


def next_due(  # noqa: PLR0913 of which queue, from where on, how many
    tx: Tx, lane: str, channel: Channel, now: datetime, *, paused: bool, after: int, most: int
) -> Look:
    """Ask the next clinics after `after`, `WINDOW` of them at most, until `most` have something due."""
    values = {"lane": lane, "channel": channel.value, "now": now, "after": after, "window": WINDOW, "most": most}
    rows = tx.conn.execute(_IN_NEXT[paused], values).all()
    found = [row.id for row in rows if row.id is not None]
    if len(found) == most:
        return Look(found, found[-1], most)
    return Look(found, rows[0].last if rows[0].asked == WINDOW else 0, rows[0].asked)


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
        return sorted(longest_due.clinics)
    return list(tx.conn.execute(_ALL[paused], {"lane": lane, "channel": channel.value, "now": now}).scalars())


def last_clinic(tx: Tx) -> int:
    """Return the highest id of a clinic."""
    return tx.conn.execute(select(func.max(clinics.c.id))).scalar() or 0
