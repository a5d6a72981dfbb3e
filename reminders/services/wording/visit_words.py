"""What a message says of its visits: day, time and place, as people of the patient's language write them.

The time is the clinic's, where the visit takes place; a patient who lives by another clock is told which one is meant.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reminders.core.language.local_dates import listed, long_date, short_time
from reminders.core.model.enrollment import Visit, VisitVoice, slot_of
from reminders.store.plans import visits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import Clinic
    from reminders.store.database.session import Tx

SAMPLE_VISIT = Visit("", "", "", datetime(2026, 3, 10, 14, 30, tzinfo=UTC), place="12 Main St., 2nd floor")


def visit_voice(visits: Sequence[Visit], clinic: Clinic, language: str, zone: ZoneInfo) -> VisitVoice:
    """Return how the visits of one message are told to a person in `zone`: one, or several by their times."""
    first, *others = sorted(visits, key=lambda one: (one.at, one.slot))
    day, time = _day(first, clinic, language), _time(first, clinic, language, zone)
    if not others:
        return VisitVoice(day, time, first.place)
    told = [time + _place(first)]
    for visit in others:
        on, at = _day(visit, clinic, language), _time(visit, clinic, language, zone)
        told.append((at if on == day else f"{on}, {at}") + _place(visit))
    return VisitVoice(day, listed(told, language, clinic.country), several=True)


def _day(visit: Visit, clinic: Clinic, language: str) -> str:
    return _plain(long_date(visit.at.astimezone(clinic.zone).date(), language, clinic.country))


def _time(visit: Visit, clinic: Clinic, language: str, zone: ZoneInfo) -> str:
    local = visit.at.astimezone(clinic.zone)
    time = _plain(short_time(visit.at, clinic.zone, language, clinic.country))
    if visit.at.astimezone(zone).utcoffset() != local.utcoffset():
        time = f"{time} ({local:%Z})"
    return time


def _place(visit: Visit) -> str:
    """Return the place of one of several visits. Its kind stays with staff: it may say what the surgery was."""
    return f" ({visit.place})" if visit.place else ""


def _plain(text: str) -> str:
    """Turn the narrow no-break spaces that dates are written with into plain ones, which cost no more in a text."""
    return " ".join(text.split())


class VisitWords:
    """Tells what messages say of their visits; looks visits up only where a message is about one."""

    def __init__(self, tx: Tx, messages: Iterable[tuple[str | None, int]]) -> None:
        """Read the visits of messages, which are named by enrollment and surgery generation."""
        ids = {enrollment for enrollment, generation in messages if enrollment and slot_of(generation)}
        self._visits: Mapping[tuple[str, int], Visit] = {
            (one.enrollment_id, one.slot): one for found in visits.visits_of(tx, ids).values() for one in found
        }

    def of(
        self,
        enrollment_id: str | None,
        generation: int,
        clinic: Clinic,
        language: str,
        zone: ZoneInfo,
        also: Sequence[int] = (),
    ) -> VisitVoice | None:
        """Return what a message says of its visits; None for one about none, or about one that was moved since.

        `also`: the slots of further visits that it names.
        """
        named = self.named(enrollment_id, generation, also)
        return visit_voice(named, clinic, language, zone) if named else None

    def named(self, enrollment_id: str | None, generation: int, also: Sequence[int] = ()) -> list[Visit]:
        """Return the visits that a message names, without those that were moved since."""
        keys = [(enrollment_id or "", slot) for slot in (generation, *also)]
        return [self._visits[key] for key in keys if key in self._visits]
