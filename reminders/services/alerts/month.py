"""The last 30 days of a clinic in numbers: sent, delivered, answered, failed per day of the clinic's own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from reminders.core.model.status import Status
from reminders.store.records import counts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reminders.core.model.clinic import Clinic
    from reminders.store.database.session import Tx

DAYS = 30


@dataclass(slots=True)
class Day:
    """One day in numbers. `sent` counts everything that left; `delivered` and `failed` are part of it."""

    date: date
    sent: int = 0
    delivered: int = 0
    answered: int = 0
    failed: int = 0


def load_month(tx: Tx, clinic: Clinic, now: datetime) -> Sequence[Day]:
    """Return the last 30 days, the oldest first, today included."""
    today = now.astimezone(clinic.zone).date()
    first = today - timedelta(days=DAYS - 1)
    days = {first + timedelta(days=number): Day(first + timedelta(days=number)) for number in range(DAYS)}
    since = datetime.combine(first, time(), clinic.zone)
    for moment, status, how_many in counts.sent_by_status(tx, clinic.id, since):
        day = days.get(moment.astimezone(clinic.zone).date())
        if day is None:
            continue
        day.sent += how_many
        if status == Status.DELIVERED.value:
            day.delivered += how_many
        elif status in counts.FAILED:
            day.failed += how_many
    for moment, how_many in counts.answered(tx, clinic.id, since):
        day = days.get(moment.astimezone(clinic.zone).date())
        if day is not None:
            day.answered += how_many
    return list(days.values())
