"""Switches that stop sending, and heartbeats that show who is alive. Both hold across restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reminders.core.model.contact import Channel
from reminders.store.tables import heartbeats, switches

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from datetime import datetime

    from reminders.store.database.session import Tx

PAUSE_ALL = "pause-all"
OLD_DATABASE = "old-database"
BEAT = "beat"
ERASING = "erasing"
"""The reason of a clinic's switch while the clinic is erased: it sends no more, and cannot be resumed."""

_CLINIC = "clinic:"
_SENDER = "line:"


def sender_switch(channel: Channel, sender: str) -> str:
    """Name the switch of one sender's line."""
    return f"{_SENDER}{channel.value}:{sender}"


def clinic_switch(clinic_id: int) -> str:
    """Name the switch that pauses one clinic."""
    return f"{_CLINIC}{clinic_id}"


def all_paused(on: Container[str]) -> bool:
    """Return True if everything is paused, given the switches that are on: by the operator, or as the data is old."""
    return PAUSE_ALL in on or OLD_DATABASE in on


def paused_clinics(on: Iterable[str]) -> frozenset[int]:
    """Return the clinics that are paused, given the switches that are on."""
    return frozenset(int(name.removeprefix(_CLINIC)) for name in on if name.startswith(_CLINIC))


_ALL = select(switches.c.name, switches.c.reason)
_BEAT = update(heartbeats).where(heartbeats.c.name == bindparam("who")).values(seen_at=bindparam("at"))


def count_senders_down(on: Iterable[str]) -> int:
    """Count the senders that are down."""
    return sum(name.startswith(_SENDER) for name in on)


def senders_down(on: Iterable[str]) -> dict[Channel, list[str]]:
    """Return the senders that are down, by channel, given the switches that are on."""
    down: dict[Channel, list[str]] = {}
    for name in on:
        if name.startswith(_SENDER):
            channel, _, sender = name.removeprefix(_SENDER).partition(":")
            down.setdefault(Channel(channel), []).append(sender)
    return down


def set_switch(tx: Tx, name: str, at: datetime, reason: str | None = None) -> bool:
    """Turn a switch on; return False if it is on already, or another worker turns it on at this moment."""
    query = _insert(tx)(switches).values(name=name, since=at, reason=reason).on_conflict_do_nothing()
    return tx.conn.execute(query.returning(switches.c.name)).first() is not None


def clear_switch(tx: Tx, name: str) -> bool:
    """Turn one switch off; return False if it was not on."""
    return tx.conn.execute(delete(switches).where(switches.c.name == name)).rowcount > 0


def mark_erasing(tx: Tx, clinic_id: int, at: datetime) -> None:
    """Note that a clinic, paused or not, is being erased."""
    query = _insert(tx)(switches).values(name=clinic_switch(clinic_id), since=at, reason=ERASING)
    tx.conn.execute(query.on_conflict_do_update(index_elements=[switches.c.name], set_={"reason": ERASING}))


def is_erasing(tx: Tx, clinic_id: int) -> bool:
    """Return True if a clinic is being erased: begun, and not finished."""
    reason = select(switches.c.reason).where(switches.c.name == clinic_switch(clinic_id))
    return tx.conn.execute(reason).scalar() == ERASING


def clear_switches(tx: Tx) -> list[str]:
    """Turn every switch off but a clinic's own and that of a database that is old; return their names."""
    query = delete(switches).where(switches.c.name.not_like(f"{_CLINIC}%"), switches.c.name != OLD_DATABASE)
    return list(tx.conn.execute(query.returning(switches.c.name)).scalars())


def switches_on(tx: Tx) -> dict[str, str | None]:
    """Return the switches that are on, with their reasons."""
    return {row.name: row.reason for row in tx.conn.execute(_ALL)}


def beat_heart(tx: Tx, name: str, at: datetime) -> None:
    """Note that a process was alive."""
    if not tx.conn.execute(_BEAT, {"who": name, "at": at}).rowcount:
        tx.conn.execute(_insert(tx)(heartbeats).values(name=name, seen_at=at).on_conflict_do_nothing())


def forget_heart(tx: Tx, name: str) -> None:
    """Forget when something was last noted."""
    tx.conn.execute(delete(heartbeats).where(heartbeats.c.name == name))


def last_heartbeat(tx: Tx, name: str) -> datetime | None:
    """Return when a process was last alive."""
    return tx.conn.execute(select(heartbeats.c.seen_at).where(heartbeats.c.name == name)).scalar()


def _insert(tx: Tx) -> Callable[..., Any]:
    return sqlite.insert if tx.is_sqlite else postgresql.insert
