"""Switches that stop sending, and heartbeats that show who is alive. Both hold across restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from reminders.store.tables import heartbeats, switches

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.contact import Channel
    from reminders.store.session import Tx

PAUSE_ALL = "pause-all"
BEAT = "beat"


def line_switch(channel: Channel, sender: str) -> str:
    """Name the switch of one sender's line."""
    return f"line:{channel.value}:{sender}"


_ALL = select(switches.c.name, switches.c.reason)
_BEAT = update(heartbeats).where(heartbeats.c.name == bindparam("who")).values(seen_at=bindparam("at"))


def set_switch(tx: Tx, name: str, at: datetime, reason: str | None = None) -> bool:
    """Turn a switch on; return False if it is on already."""
    if tx.conn.execute(select(switches.c.name).where(switches.c.name == name)).first():
        return False
    tx.conn.execute(insert(switches).values(name=name, since=at, reason=reason))
    return True


def clear_switches(tx: Tx) -> list[str]:
    """Turn every switch off; return their names."""
    return list(tx.conn.execute(delete(switches).returning(switches.c.name)).scalars())


def switches_on(tx: Tx) -> dict[str, str | None]:
    """Return the switches that are on, with their reasons."""
    return {row.name: row.reason for row in tx.conn.execute(_ALL)}


def beat_heart(tx: Tx, name: str, at: datetime) -> None:
    """Note that a process was alive."""
    if not tx.conn.execute(_BEAT, {"who": name, "at": at}).rowcount:
        tx.conn.execute(insert(heartbeats).values(name=name, seen_at=at))


def last_heartbeat(tx: Tx, name: str) -> datetime | None:
    """Return when a process was last alive."""
    return tx.conn.execute(select(heartbeats.c.seen_at).where(heartbeats.c.name == name)).scalar()
