"""One change of many plans: to which day each surgery goes, which plans it does not fit, and what changed meanwhile.

A preview writes down every plan as it was seen. What is carried out later is checked against that: all or none.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID

from reminders.core.model.enrollment import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reminders.core.model.enrollment import Enrollment


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


MAX_DAYS: Final = 366
CANCELLED: Final = _("the plan is canceled; reschedule it on the patient's page")
SAME_DAY: Final = _("the surgery is on that day already")
PAUSED_ALREADY: Final = _("the plan is paused already")
LIVE_ALREADY: Final = _("the plan has the live version already")
NO_LIVE_PLAN: Final = _("this clinic has no such care plan any more")
OTHER_IS_LIVE: Final = _("another version of a care plan went live meanwhile; look at what changes again")
RUNS_ALREADY: Final = _("the plan is active already")
GONE: Final = _("this surgery is not on the list any more")
WAS_CANCELLED: Final = _("the plan was canceled in the meantime")
WAS_MOVED: Final = _("the surgery was moved to another day meanwhile")
WAS_PAUSED: Final = _("the plan was paused meanwhile")
WAS_RESUMED: Final = _("the plan was resumed meanwhile")
WAS_CHANGED: Final = _("the plan was changed meanwhile, for example by an answer or new contact info")


class BulkAction(StrEnum):
    """What is done to many plans at once."""

    MOVE = "move"
    SHIFT = "shift"
    PAUSE = "pause"
    RESUME = "resume"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class BulkChange:
    """A change of many plans: to a `day`, or by some `days`, as the action says.

    `live`: which versions of care plans were live when a move to them was seen.
    """

    action: BulkAction
    day: date | None = None
    days: int = 0
    live: str = ""

    @property
    def moves(self) -> bool:
        """Whether it gives surgeries another date."""
        return self.action in {BulkAction.MOVE, BulkAction.SHIFT}

    def day_for(self, surgery_date: date) -> date:
        """Return the day to which a surgery goes; its own if it stays."""
        if self.action is BulkAction.MOVE and self.day is not None:
            return self.day
        return surgery_date + timedelta(days=self.days) if self.action is BulkAction.SHIFT else surgery_date


def why_not(change: BulkChange, plan: Enrollment, *, held: bool) -> str | None:
    """Return why a change does not fit a plan, or None; `held`: a text holds the plan back."""
    if plan.state is EnrollmentState.CANCELLED:
        return CANCELLED
    if change.moves:
        return SAME_DAY if change.day_for(plan.surgery_date) == plan.surgery_date else None
    if change.action is BulkAction.PLAN:
        return None
    if change.action is BulkAction.PAUSE:
        return PAUSED_ALREADY if plan.state is EnrollmentState.PAUSED else None
    return RUNS_ALREADY if plan.state is EnrollmentState.ACTIVE and not held else None


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan as a preview showed it."""

    enrollment_id: str
    revision: int
    state: EnrollmentState
    surgery_date: date


def write_seen(plans: Iterable[Enrollment]) -> str:
    """Write down what a preview showed, for the form that confirms it."""
    return " ".join(f"{one.id}:{one.plan_revision}:{one.state.value}:{one.surgery_date.isoformat()}" for one in plans)


def read_seen(text: str) -> list[Seen]:
    """Read what `write_seen` wrote; what is not so written is left out."""
    entries: list[Seen] = []
    for part in text.split():
        with suppress(ValueError):
            enrollment_id, revision, state, day = part.split(":")
            entries.append(
                Seen(str(UUID(enrollment_id)), int(revision), EnrollmentState(state), date.fromisoformat(day))
            )
    return entries


def why_changed(seen: Seen, plan: Enrollment | None) -> str | None:
    """Return what changed in a plan since the preview; None if nothing did."""
    if plan is None:
        return GONE
    if plan.state is not seen.state:
        return _OF_STATE[plan.state]
    if plan.surgery_date != seen.surgery_date:
        return WAS_MOVED
    return WAS_CHANGED if plan.plan_revision != seen.revision else None


_OF_STATE = {
    EnrollmentState.CANCELLED: WAS_CANCELLED,
    EnrollmentState.PAUSED: WAS_PAUSED,
    EnrollmentState.ACTIVE: WAS_RESUMED,
}
