"""A surgeon of a clinic: a name on its list. Who has retired stays on past surgeries and is not offered again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Surgeon:
    """One surgeon as the clinic's list has them."""

    id: str
    clinic_id: int
    name: str
    retired_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether new surgeries may be theirs."""
        return self.retired_at is None
