"""The switch that stops all sending at once, and holds across restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.store import alerts, switches
from reminders.store.alerts import AlertKind

if TYPE_CHECKING:
    from reminders.services.context import Context


def pause_all(context: Context) -> bool:
    """Stop everything but safety answers and stop confirmations; return False if it is stopped already."""
    with context.db.begin() as tx:
        return switches.set_switch(tx, switches.PAUSE_ALL, context.clock.now(), "staff")


def resume_all(context: Context) -> list[str]:
    """Turn every switch off, also those a provider's refusal turned on; return their names."""
    with context.db.begin() as tx:
        alerts.close_alerts(tx, AlertKind.LINE_DOWN, context.clock.now())
        return switches.clear_switches(tx)
