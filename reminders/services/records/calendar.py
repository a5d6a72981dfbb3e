"""A week of surgeries by surgeon and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.records.patient_filter import NO_SURGEON, PatientFilter
from reminders.services.record_view import record_view
from reminders.store.clinics.surgeons import list_surgeons
from reminders.store.records import recent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.surgeon import Surgeon
    from reminders.services.context import Context
    from reminders.store.records.recent import Listed

NAMES_IN_A_CELL: Final = 4
MAX_NAMES: Final = 120
"""On one page. How many surgeries there are is counted apart: no limit hides one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One surgeon's day: how many surgeries, the first of them, and the list that shows all."""

    day: date
    total: int
    first: Sequence[Listed]
    address: str


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One surgeon's week; None: the surgeries of which no one has said whose they are."""

    surgeon: Surgeon | None
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """A week from its Monday, with who operates in it."""

    monday: date
    days: Sequence[date]
    rows: Sequence[CalendarRow]
    today: date


def open_calendar(context: Context, clinic: Clinic, day: date | None, *, actor: Actor) -> CalendarWeek:
    """Return the week of a day, this week if none is named, and record the view."""
    today = context.clock.now().astimezone(clinic.zone).date()
    selected_day = day or today
    monday = selected_day - timedelta(days=selected_day.weekday())
    days = [monday + timedelta(days=number) for number in range(7)]
    with context.db.begin() as tx:
        totals = recent.count_by_surgeon_and_day(tx, clinic.id, days[0], days[-1])
        surgeries = recent.first_of_each_day(tx, clinic.id, days[0], days[-1], NAMES_IN_A_CELL, MAX_NAMES)
        surgeons = list_surgeons(tx, clinic.id)
        record_view(context, tx, clinic, Action.VIEWED_CALENDAR, actor=actor)
    busy = {who for who, _day in totals}
    owners: list[Surgeon | None] = [one for one in surgeons if one.is_active or one.id in busy]
    if None in busy:
        owners.append(None)
    return CalendarWeek(monday, days, [_row(owner, days, totals, surgeries) for owner in owners], today)


def _row(
    owner: Surgeon | None,
    days: Sequence[date],
    totals: dict[tuple[str | None, date], int],
    surgeries: dict[tuple[str | None, date], list[Listed]],
) -> CalendarRow:
    who = owner.id if owner else None
    return CalendarRow(
        owner,
        [
            Cell(
                day=day,
                total=totals.get((who, day), 0),
                first=surgeries.get((who, day), []),
                address=PatientFilter(surgeon=who or NO_SURGEON, since=day, until=day).address(),
            )
            for day in days
        ],
    )
