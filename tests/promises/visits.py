"""What was said of a patient's visits, told from the events alone: each time a visit had, and while it had it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.promises.clock import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from tests.promises.inputs import Event

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Booked:
    """One time that a visit had, or with `missed` the word that the patient did not come.

    Attributes:
        wall: the visit's time on the clinic's clock.
        held: from when it was known until it was moved, cancelled or marked as missed; of a missed one, from that word
            until the visit got a new time.
    """

    visit_id: str
    wall: datetime
    place: str
    held: Interval
    missed: bool = False

    def at(self, clinic_zone: ZoneInfo) -> datetime:
        """The moment of the visit. None of these lies where the clocks change: visits are by day."""
        return self.wall.replace(tzinfo=clinic_zone).astimezone(UTC)


@dataclass(slots=True)
class Visits:
    """The visits of one enrollment, in the order in which they were spoken of."""

    booked: list[Booked] = field(default_factory=list[Booked])

    def __iter__(self) -> Iterator[Booked]:
        """Each time of each visit."""
        return iter(self.booked)

    def hear(self, event: Event) -> None:
        """Note a visit that is booked, moved, cancelled or missed."""
        visit_id, fields = event.fields["visit_id"], event.fields
        standing = [one for one in self.booked if one.visit_id == visit_id and event.at in one.held]
        self.booked = [
            replace(one, held=Interval(one.held.start, event.at)) if one in standing else one for one in self.booked
        ]
        held = Interval(event.at, FOREVER)
        if fields.get("visit_at"):
            wall = datetime.fromisoformat(fields["visit_at"])
            self.booked.append(Booked(visit_id, wall, fields.get("place", ""), held))
        elif fields.get("missed"):
            self.booked += [replace(one, held=held, missed=True) for one in standing]
