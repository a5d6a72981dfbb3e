"""What a message says of a visit: its day, time and place, as people of the patient's language write them.

The time is the clinic's, where the visit takes place; a patient who lives by another clock is told which one is meant.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reminders.core.language.local_dates import long_date, short_time
from reminders.core.model.enrollment import Visit, VisitVoice, slot_of
from reminders.store.plans import visits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from reminders.core.model.clinic import Clinic
    from reminders.store.database.session import Tx

SAMPLE_VISIT = Visit("", "", "", datetime(2026, 3, 10, 14, 30, tzinfo=UTC), place="12 Main St., 2nd floor")


def visit_voice(visit: Visit, clinic: Clinic, language: str, zone: ZoneInfo) -> VisitVoice:
    """Return how a visit is told to a person in `zone`."""
    local = visit.at.astimezone(clinic.zone)
    time = _plain(short_time(visit.at, clinic.zone, language, clinic.country))
    if visit.at.astimezone(zone).utcoffset() != local.utcoffset():
        time = f"{time} ({local:%Z})"
    return VisitVoice(_plain(long_date(local.date(), language, clinic.country)), time, visit.place)


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
        self, enrollment_id: str | None, generation: int, clinic: Clinic, language: str, zone: ZoneInfo
    ) -> VisitVoice | None:
        """Return what a message says of its visit; None for one about no visit, or about one that was moved since."""
        visit = self._visits.get((enrollment_id or "", generation))
        return visit_voice(visit, clinic, language, zone) if visit else None
