"""One tick: sweeps, shows that beat is alive, and says how many deliveries each lane needs woken.

Harmless when run twice, by two beats, or late: it only reads what is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.services.lines import held_back
from reminders.services.sweep import sweep
from reminders.store import switches
from reminders.store.due import count_due

if TYPE_CHECKING:
    from reminders.services.context import Context

MOST_WAKE_UPS = 8
WAVES_PER_WAKE_UP = 4


def tick(context: Context) -> dict[str, int]:
    """Return how many `deliver` tasks to wake per lane: they follow the backlog, bounded."""
    most = MOST_WAKE_UPS * WAVES_PER_WAKE_UP * max(context.delivery.wave.values())
    with context.db.begin() as tx:
        sweep(context, tx)
        now = context.clock.now()
        switches.beat_heart(tx, switches.BEAT, now)
        due = count_due(tx, now, most, held_back(tx, switches.switches_on(tx)))
    return {lane: _wake_ups(count, context.delivery.wave[lane]) for lane, count in due.items()}


def _wake_ups(count: int, wave: int) -> int:
    return min(MOST_WAKE_UPS, -(-count // (wave * WAVES_PER_WAKE_UP)))
