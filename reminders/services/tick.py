"""One tick: sweeps, shows that beat is alive, and says how many deliveries each lane needs woken.

Harmless when run twice, by two beats, or late: it only reads what is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.contact import Channel
from reminders.services.sweep import sweep
from reminders.store import claims, switches

if TYPE_CHECKING:
    from reminders.services.context import Context

MOST_WAKE_UPS = 8
WAVES_PER_WAKE_UP = 4


def tick(context: Context) -> dict[str, int]:
    """Return how many `deliver` tasks to wake per lane: they follow the backlog, bounded."""
    with context.db.begin() as tx:
        sweep(context, tx)
        now = context.clock.now()
        switches.beat_heart(tx, switches.BEAT, now)
        on = switches.switches_on(tx)
        stopped = {channel.value for channel in Channel if switches.line_switch(channel, "default") in on}
        due = claims.count_due(tx, now, stopped)
    return {lane: _wake_ups(due[lane], context.delivery.wave[lane]) for lane in claims.LANES if lane in due}


def _wake_ups(count: int, wave: int) -> int:
    return min(MOST_WAKE_UPS, -(-count // (wave * WAVES_PER_WAKE_UP)))
