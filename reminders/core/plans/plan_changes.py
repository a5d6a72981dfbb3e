"""What a change does to each message of a plan, as people read it, and which changes staff can take back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.model.status import UNSENT, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.core.plans.replanning import StandingMessage


class UndoKind(StrEnum):
    """What staff can take back of what they did to a plan."""

    CANCEL = "cancel"
    SEND_NOW = "send_now"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One message before and after a change; None where there is none."""

    before: StandingMessage | None
    after: StandingMessage | None

    @property
    def moved(self) -> bool:
        """Whether the time or the status changes."""
        previous = (self.before.due_at, self.before.status) if self.before else None
        return previous != ((self.after.due_at, self.after.status) if self.after else None)


def changes_between(before: Sequence[StandingMessage], after: Sequence[StandingMessage]) -> list[PlanChange]:
    """Pair what stood with what would stand, by step, and leave out what has left and stays as it is."""
    old = {(row.step, row.channel, row.party, row.slot): row for row in before if row.status in UNSENT}
    new = {(row.step, row.channel, row.party, row.slot): row for row in after if row.status in UNSENT}
    pairs = [PlanChange(old.get(key), new.get(key)) for key in {**old, **new}]
    ahead = [pair for pair in pairs if _waits(pair.before) or _waits(pair.after)]
    return sorted(ahead, key=lambda pair: (pair.after or pair.before).due_at)  # type: ignore[union-attr] one is there


def _waits(row: StandingMessage | None) -> bool:
    return row is not None and row.status in {Status.PLANNED, Status.HELD}
