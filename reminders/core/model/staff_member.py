"""A person who works at a clinic and may sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.roles import Role


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One person who works at a clinic. `has_password` is False until an invitation was taken up.

    `tell_assigned`: this person is told by email of what a colleague assigns to them.
    """

    id: str
    clinic_id: int
    email: str
    role: Role
    language: str
    has_password: bool
    disabled_at: datetime | None = None
    tell_assigned: bool = False
