"""What a staff member may do. Each role may do what the ones before it may."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """`enroller` enrolls and looks; `clinician` also changes plans and closes; `admin` also runs the clinic."""

    ENROLLER = "enroller"
    CLINICIAN = "clinician"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Return True if this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)
