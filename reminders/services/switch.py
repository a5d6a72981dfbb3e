"""The switch that stops all sending at once, and holds across restarts.

`also` is done in the same transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.services.also import nothing_else
from reminders.store import alerts, switches
from reminders.store.alerts import AlertKind

if TYPE_CHECKING:
    from reminders.services.also import Also
    from reminders.services.context import Context


def pause_all(context: Context, also: Also = nothing_else) -> bool:
    """Stop everything but safety answers and stop confirmations; return False if it is stopped already."""
    with context.db.begin() as tx:
        also(tx)
        return switches.set_switch(tx, switches.PAUSE_ALL, context.clock.now(), "staff")


def resume_all(context: Context, also: Also = nothing_else) -> list[str]:
    """Turn every switch off, also those a provider's refusal turned on; return their names."""
    with context.db.begin() as tx:
        alerts.close_alerts(tx, AlertKind.LINE_DOWN, context.clock.now())
        also(tx)
        return switches.clear_switches(tx)
