"""An enrollment in the clear: one surgery of one patient, and whether its plan runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class EnrollmentState(StrEnum):
    """Whether an enrollment's plan runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One enrollment in the clear. `imported` holds the values of the last CSV row, as written there.

    `damaged` names what is stored and cannot be decrypted: an external id then says so, facts are unknown. They stay as
    they are stored until a form gives them again.
    """

    id: str
    clinic_id: int
    patient_id: str
    pathway_version_id: int
    external_id: str
    surgery_date: date
    facts: Mapping[str, str]
    imported: Mapping[str, str]
    state: EnrollmentState = EnrollmentState.ACTIVE
    state_reason: str | None = None
    surgery_generation: int = 1
    plan_revision: int = 1
    surgeon_id: str | None = None
    discharge_date: date | None = None
    damaged: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What the minutes of the plan depend on: the external id, or our own id where that cannot be read."""
        return self.id if "external_id" in self.damaged else self.external_id
