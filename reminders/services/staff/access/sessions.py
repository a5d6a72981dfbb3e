"""A person's own sessions: where they are signed in, ending them, and who made links to their account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.staff_member import shown_names
from reminders.services.staff.access.opening import MAX_IDLE
from reminders.services.staff.staff import note
from reminders.store.staff import staff, staff_tokens

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.staff_member import StaffMember
    from reminders.services.context import Context
    from reminders.store.staff.staff_tokens import OpenSession

SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OwnAccess:
    """Open sessions, the id of the one that asks, and links that colleagues made: when, and who."""

    sessions: list[OpenSession]
    current: str
    links: list[tuple[datetime, str]]


def own_access(context: Context, member: StaffMember, token: str) -> OwnAccess:
    """Return where a person is signed in, and who made links that set their password."""
    now = context.clock.now()
    with context.db.read() as tx:
        names = shown_names(staff.list_staff(tx, member.clinic_id))
        links = staff_tokens.links_by_colleagues(tx, member.id, now - SHOWN_FOR)
        return OwnAccess(
            staff_tokens.list_sessions(tx, member.id, now, now - MAX_IDLE),
            staff_tokens.session_id(token),
            [(at, names.get(staff_id, "")) for at, staff_id in links],
        )


def end_own_session(context: Context, member: StaffMember, session_id: str, *, actor: Actor) -> None:
    """End one session of a person; another person's is left alone."""
    with context.db.begin() as tx:
        if staff_tokens.end_session(tx, member.id, session_id, context.clock.now()):
            note(tx, member.clinic_id, Action.ENDED_SESSION, context.clock.now(), actor)


def end_other_sessions(context: Context, member: StaffMember, token: str, *, actor: Actor) -> None:
    """End every session of a person but the one that asks."""
    with context.db.begin() as tx:
        now, own = context.clock.now(), staff_tokens.session_id(token)
        others = [item.id for item in staff_tokens.list_sessions(tx, member.id, now, now - MAX_IDLE) if item.id != own]
        if sum(staff_tokens.end_session(tx, member.id, item, now) for item in others):
            note(tx, member.clinic_id, Action.ENDED_SESSION, now, actor, f"{len(others)} sessions")
