"""What is left to do before a new clinic is ready, for its admins; gone when all is done, or put away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.roles import Role
from reminders.store.clinics import first_steps
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One thing to set up, by name, and whether that is done."""

    name: str
    done: bool


def first_steps_of(tx: Tx, clinic: Clinic, role: Role) -> Sequence[FirstStep]:
    """Return the steps in the order in which they make sense; none where nothing is left, or they are put away."""
    if not role.covers(Role.ADMIN):
        return ()
    standing = first_steps.read_set_up(tx, clinic.id)
    steps = (
        FirstStep("contact", bool(clinic.phone and clinic.email)),
        FirstStep("closed-days", bool(clinic.holiday_region or clinic.closed_days)),
        FirstStep("on-call", standing.on_call),
        FirstStep("staff", standing.colleagues),
        FirstStep("patient", standing.patients),
    )
    return () if standing.hidden or all(step.done for step in steps) else steps


def hide_first_steps(context: Context, clinic: Clinic, *, actor: Actor) -> None:
    """Show them no more to anyone at the clinic."""
    with context.db.begin() as tx:
        now = context.clock.now()
        if first_steps.hide(tx, clinic.id, now):
            add_entry(tx, AuditEntry(clinic.id, Action.CHANGED_CLINIC, actor, now, detail="first steps hidden"))
