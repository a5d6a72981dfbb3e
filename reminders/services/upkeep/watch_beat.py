"""Tells whether beat is alive: each tick leaves the time of its visit in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.store.clinics import switches

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.store.database.session import Tx

GRACE = timedelta(seconds=60)
"""On top of three ticks: a restart or a long wave is no reason to wake anyone."""


def beat_problem(tx: Tx, now: datetime, tick: timedelta) -> str | None:
    """Return what is wrong with beat in a few words, or None while its last tick is recent."""
    last_seen = switches.last_heartbeat(tx, switches.BEAT)
    if last_seen is None:
        return "no tick yet: is beat running?"
    late = now - last_seen
    if late > tick * 3 + GRACE:
        return f"the last tick was {int(late.total_seconds())} s ago: is beat running?"
    return None
