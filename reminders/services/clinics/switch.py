"""The switch that stops all sending at once, and holds across restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.store.alerts import alerts
from reminders.store.alerts.alerts import AlertKind
from reminders.store.clinics import switches
from reminders.store.staff.audit import INSTALLATION, add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.services.context import Context


def pause_all(context: Context, *, actor: Actor) -> bool:
    """Stop everything but safety answers and stop confirmations; return False if it is stopped already."""
    with context.db.begin() as tx:
        now = context.clock.now()
        if not switches.set_switch(tx, switches.PAUSE_ALL, now, "staff"):
            return False
        add_entry(tx, AuditEntry(INSTALLATION, Action.PAUSED_ALL, actor, now))
        return True


def is_old(context: Context) -> bool:
    """Return True if everything is paused because the database is old: that, `resume_all` leaves on."""
    with context.db.read() as tx:
        return switches.OLD_DATABASE in switches.switches_on(tx)


def resume_all(context: Context, *, actor: Actor) -> list[str]:
    """Turn off what the operator or a provider's refusal turned on; return the names. An old database stays paused."""
    with context.db.begin() as tx:
        now = context.clock.now()
        alerts.close_alerts(tx, AlertKind.SENDER_DOWN, now)
        ended = switches.clear_switches(tx)
        if ended:
            add_entry(tx, AuditEntry(INSTALLATION, Action.RESUMED_ALL, actor, now, detail=f"{len(ended)} switches"))
        return ended
