"""Lets staff members choose what they are emailed about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.services.staff.staff import note
from reminders.store.staff import staff

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context


def change_own_notices(context: Context, member: StaffMember, *, tell_assigned: bool, actor: Actor) -> None:
    """Set whether a person is told of what a colleague assigns to them."""
    with context.db.begin() as tx:
        staff.change_staff(tx, member.id, tell_assigned=tell_assigned)
        detail = f"assigned: {'email' if tell_assigned else 'no email'}"
        note(tx, member.clinic_id, Action.CHANGED_OWN_NOTICES, context.clock.now(), actor, detail)
