"""Whether a person signs in with a password alone: which roles need a second factor, and what is asked of whom."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reminders.core.model.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

STEP_SECONDS: Final = 30
"""How long one code of an authenticator app lasts (RFC 6238)."""

STEPS_AROUND: Final = (0, -1, 1)
"""Steps of which a code is taken, the present one first: clocks differ, and a person types for a while."""

AS_INSTALLED: Final = "default"
"""The setting of a clinic that has not chosen: what the installation asks for."""


class Needs(StrEnum):
    """What a session still waits for after the password."""

    CODE = "code"
    SETUP = "setup"


def required_roles(setting: str, as_installed: Iterable[Role]) -> frozenset[Role]:
    """Return the roles that need a second factor; the setting is `default` or names roles with commas between.

    Raises:
        ValueError: it names something that is no role.

    """
    if setting == AS_INSTALLED:
        return frozenset(as_installed)
    return frozenset(Role(part.strip()) for part in setting.split(",") if part.strip())


def write_roles(roles: Iterable[Role]) -> str:
    """Return the setting that names these roles."""
    return ",".join(role.value for role in Role if role in set(roles))


def needed_after_password(role: Role, required: frozenset[Role], *, has_factor: bool) -> Needs | None:
    """Return what is asked for after the password. A person who has a second factor uses it, required or not."""
    if has_factor:
        return Needs.CODE
    return Needs.SETUP if role in required else None


def step_at(timestamp: float) -> int:
    """Return the number of the step that a moment lies in."""
    return int(timestamp) // STEP_SECONDS
