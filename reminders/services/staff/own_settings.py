"""Lets staff members choose what they are called and what they are emailed about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.staff.staff_name import clean_name
from reminders.services.staff.rename import write_name
from reminders.services.staff.staff import note
from reminders.store.staff import staff

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context


def change_own_settings(context: Context, member: StaffMember, *, name: str, tell_assigned: bool, actor: Actor) -> None:
    """Set what a person is called, and whether they are told of what a colleague assigns to them.

    Raises:
        UseError: the name cannot be used; nothing is changed.

    """
    cleaned = clean_name(name)
    with context.db.begin() as tx:
        now = context.clock.now()
        write_name(tx, member, cleaned, now, actor=actor)
        staff.change_staff(tx, member.id, tell_assigned=tell_assigned)
        detail = f"assigned: {'email' if tell_assigned else 'no email'}"
        note(tx, member.clinic_id, Action.CHANGED_OWN_NOTICES, now, actor, detail)
