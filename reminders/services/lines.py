"""A line is one sender on one channel: what it holds back while the provider refuses it, and how it comes up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from reminders.core.audit_actions import Action
from reminders.core.contact import Channel
from reminders.services.find import UseError
from reminders.store import alerts, clinics, switches
from reminders.store.alerts import AlertKind
from reminders.store.audit import AuditEntry, add_entries, add_entry

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from reminders.core.actor import Actor
    from reminders.services.context import Context
    from reminders.store.session import Tx

log = structlog.get_logger(__name__)


def take_line_down(
    tx: Tx, channel: Channel, sender: str, at: datetime, *, actor: Actor, reason: str = "provider refuses"
) -> bool:
    """Hold back everything on a line, and tell every clinic on it; return False if it is down already.

    For failures that are ours and would meet every other message too: the account, the sender, the registration.
    """
    if not switches.set_switch(tx, switches.line_switch(channel, sender), at, reason):
        return False
    for clinic in clinics.list_clinics(tx):
        if clinic.sender(channel) == sender:
            alerts.open_alert_once(tx, AlertKind.LINE_DOWN, at, clinic_id=clinic.id, detail=channel.value)
            add_entry(tx, AuditEntry(clinic.id, Action.SENDER_DOWN, actor, at, detail=channel.value))
    log.error("line_down", channel=channel.value, sender=sender, then="reminders line-up")
    return True


def bring_line_up(context: Context, channel: Channel, sender: str, *, actor: Actor) -> bool:
    """Let a line send again and close its alerts; False: it was not down.

    Raises:
        UseError: no clinic uses that sender.

    """
    with context.db.begin() as tx:
        on_it = [clinic for clinic in clinics.list_clinics(tx) if clinic.sender(channel) == sender]
        if not on_it:
            known = sorted({clinic.sender(channel) for clinic in clinics.list_clinics(tx)})
            raise UseError(f"no clinic sends {channel.value} as {sender}; there is: {', '.join(known) or 'no clinic'}")
        if not switches.clear_switch(tx, switches.line_switch(channel, sender)):
            return False
        ids, now = [clinic.id for clinic in on_it], context.clock.now()
        alerts.close_alerts(tx, AlertKind.LINE_DOWN, now, clinic_ids=ids, detail=channel.value)
        add_entries(tx, [AuditEntry(item, Action.SENDER_UP, actor, now, detail=channel.value) for item in ids])
        return True


def held_back(tx: Tx, on: Collection[str]) -> dict[Channel, list[int]]:
    """Return the clinics whose line is down, per channel, given the switches that are on."""
    if all(name == switches.PAUSE_ALL for name in on):
        return {}
    known = clinics.list_clinics(tx)
    return {
        channel: [item.id for item in known if switches.line_switch(channel, item.sender(channel)) in on]
        for channel in Channel
    }
