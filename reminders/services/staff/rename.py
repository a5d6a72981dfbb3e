"""What staff are called: one's own name, a colleague's by an admin, and whom pages show by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.staff_member import shown_names
from reminders.core.staff.staff_name import clean_name
from reminders.services.staff.staff import note
from reminders.store.staff import staff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def rename_member(context: Context, member: StaffMember, name: str, *, actor: Actor) -> None:
    """Change what a person is called; an empty name shows the email again.

    Raises:
        UseError: the name cannot be used.

    """
    cleaned = clean_name(name)
    with context.db.begin() as tx:
        write_name(tx, member, cleaned, context.clock.now(), actor=actor)


def write_name(tx: Tx, member: StaffMember, name: str | None, at: datetime, *, actor: Actor) -> None:
    """Write a cleaned name where it is another one; the audit log says whose, and no names."""
    if name != member.name:
        staff.set_name(tx, member, name)
        note(tx, member.clinic_id, Action.CHANGED_STAFF_NAME, at, actor, member.id)


def list_names(context: Context, clinic: Clinic) -> Mapping[str, str]:
    """Return what to call a clinic's staff, by email: alerts and threads keep the email of who took them."""
    with context.db.read() as tx:
        people = staff.list_staff(tx, clinic.id)
    names = shown_names(people)
    return {member.email: names[member.id] for member in people}
