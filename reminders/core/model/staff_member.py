"""A person who works at a clinic and may sign in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reminders.core.model.roles import Role


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One person who works at a clinic. `has_password` is False until an invitation was taken up.

    `tell_assigned`: this person is told by email of what a colleague assigns to them. `name`: what colleagues call
    the person, as "Ana Ruiz, RN"; None until someone has said.
    """

    id: str
    clinic_id: int
    email: str
    role: Role
    language: str
    has_password: bool
    disabled_at: datetime | None = None
    tell_assigned: bool = False
    name: str | None = None

    @property
    def shown(self) -> str:
        """What pages call this person: the name, or the email of who has none."""
        return self.name or self.email


def shown_names(members: Iterable[StaffMember]) -> dict[str, str]:
    """Return what pages call each of a clinic's staff, by id: two who share a name are told apart by their emails."""
    people = list(members)
    shared = Counter((member.name or "").casefold() for member in people)
    return {
        member.id: f"{member.name} ({member.email})"
        if member.name and shared[member.name.casefold()] > 1
        else member.shown
        for member in people
    }
