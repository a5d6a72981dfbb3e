"""An API key: what it may do, and whether it still works. The key itself is never kept, only its hash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reminders.core.model.errors import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta


class Scope(StrEnum):
    """One thing a key may do. The values are stored: add, never rename."""

    ENROLLMENTS_READ = "enrollments:read"
    ENROLLMENTS_WRITE = "enrollments:write"
    MESSAGES_READ = "messages:read"
    HL7_WRITE = "hl7:write"


MAX_NAME: Final = 50
LIVE_PREFIX: Final = "rem_live_"
TEST_PREFIX: Final = "rem_test_"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key of one clinic. `ends_with` is shown in lists, so that people can tell keys apart."""

    id: str
    clinic_id: int
    name: str
    ends_with: str
    is_test: bool
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def works_at(self, now: datetime) -> bool:
        """Return True if the key is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def used_before(self, now: datetime, by: timedelta) -> bool:
        """Return True if the last use that was written down is at least this long ago."""
        return self.last_used_at is None or now - self.last_used_at >= by

    @property
    def sorted_scopes(self) -> list[Scope]:
        """The scopes, in the order in which they are declared."""
        return [scope for scope in Scope if scope in self.scopes]


def read_scopes(names: Iterable[str]) -> frozenset[Scope]:
    """Return the scopes of some names; none named means all of them.

    Raises:
        WrongUseError: there is no such scope.

    """
    known = {scope.value: scope for scope in Scope}
    chosen = list(names)
    if unknown := next((name for name in chosen if name not in known), None):
        raise WrongUseError(f"there is no scope {unknown!r}; known: {', '.join(known)}")
    return frozenset(known[name] for name in chosen) or frozenset(Scope)


def write_key(secret: str, *, is_test: bool) -> str:
    """Return the key to hand out: its kind can be seen, and secret scanners can look for the prefix."""
    return f"{TEST_PREFIX if is_test else LIVE_PREFIX}{secret}"
