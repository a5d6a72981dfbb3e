"""What becomes of the forms of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.services.enrollment.changes import FieldChange
    from reminders.services.forms.fields import FieldError
    from reminders.services.plans.warnings import PlanWarning


class Outcome(StrEnum):
    """The outcome of one form."""

    ENROLLED = "enrolled"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The result of one form: an outcome, or why it was rejected; and the patient's upcoming messages.

    `messages` will go out, the `first` of them at that local time. `changes` are fields that the form writes otherwise
    than what stood.
    """

    outcome: Outcome | None
    error: FieldError | None = None
    messages: int = 0
    first: datetime | None = None
    warnings: tuple[PlanWarning, ...] = ()
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrollmentResults:
    """The results of a batch: one per form, in order.

    `enrollments` are those that stand now, by external id; `new_patients` are those who were made for it, by id.
    """

    results: tuple[Enrolled, ...]
    enrollments: Mapping[str, Enrollment] = field(default_factory=dict[str, "Enrollment"])
    new_patients: Mapping[str, Patient] = field(default_factory=dict[str, "Patient"])

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes of the forms that were not refused."""
        return tuple(result.outcome for result in self.results if result.outcome)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person has confirmed.

    `people`: who differs from a namesake is someone else. `changes`: the file wins over what staff changed.
    """

    people: bool = False
    changes: bool = False


NOTHING_CONFIRMED = Confirmed()
