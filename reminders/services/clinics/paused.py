"""Pausing: the whole installation by a command, a clinic by its admin. Safety answers and stop confirmations still go.

Sending looks at both in `services/sending/select_due.py`.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.errors import UseError
from reminders.store.alerts import today
from reminders.store.clinics import switches
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Collection

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


class Paused(StrEnum):
    """What is paused, as a page of a clinic tells it."""

    NOTHING = ""
    CLINIC = "clinic"
    EVERYTHING = "all"
    OLD_DATABASE = "old"


def paused_for(on: Collection[str], clinic_id: int) -> Paused:
    """Return what is paused for a clinic, given the switches that are on."""
    if switches.OLD_DATABASE in on:
        return Paused.OLD_DATABASE
    if switches.PAUSE_ALL in on:
        return Paused.EVERYTHING
    return Paused.CLINIC if clinic_id in switches.paused_clinics(on) else Paused.NOTHING


def read_paused(context: Context, clinic: Clinic) -> Paused:
    """Return what is paused for a clinic at this moment."""
    with context.db.read() as tx:
        return paused_for(switches.switches_on(tx), clinic.id)


def pause_clinic(context: Context, clinic: Clinic, *, actor: Actor) -> bool:
    """Hold everything of one clinic but safety answers and stop confirmations; False: it was paused already."""
    with context.db.begin() as tx:
        now = context.clock.now()
        if not switches.set_switch(tx, switches.clinic_switch(clinic.id), now, "staff"):
            return False
        add_entry(tx, AuditEntry(clinic.id, Action.PAUSED_CLINIC, actor, now))
        return True


def count_a_day_ahead(context: Context, clinic: Clinic) -> int:
    """Return how many messages are planned within 24 hours: what pausing the clinic now would hold."""
    with context.db.read() as tx:
        return today.count_going_out(tx, clinic.id, context.clock.now() + timedelta(days=1))


def resume_clinic(context: Context, clinic: Clinic, *, actor: Actor) -> bool:
    """Let a clinic send again; False: it was not paused. What is past its time stays unsent.

    Raises:
        UseError: the clinic is being erased.

    """
    with context.db.begin() as tx:
        if switches.is_erasing(tx, clinic.id):
            raise UseError(f"clinic {clinic.slug} is being erased; go on with: reminders clinic erase {clinic.slug}")
        if not switches.clear_switch(tx, switches.clinic_switch(clinic.id)):
            return False
        add_entry(tx, AuditEntry(clinic.id, Action.RESUMED_CLINIC, actor, context.clock.now()))
        return True
