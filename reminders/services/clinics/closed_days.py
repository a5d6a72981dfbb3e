"""Reads and changes a clinic's calendar: whose public holidays it follows, and its own closed days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from reminders.core.model.errors import WrongSettingError
from reminders.core.plans.closed_days import calendar_of, public_holidays, regions_of
from reminders.services.clinics.calendar_settings import check_calendar

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.closed_days import CalendarDay

MAX_SPAN: Final = 60
"""Days that are closed with one entry: a longer one is a slip."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday of the year ahead: its days, and whether the clinic is closed."""

    name: str
    days: Sequence[date]
    closed: bool


@dataclass(frozen=True, slots=True)
class ClinicCalendar:
    """The year ahead. `regions` are those a clinic may follow, by code; `follows` is empty where it follows none."""

    closed: Sequence[CalendarDay]
    holidays: Sequence[Holiday]
    regions: Mapping[str, str]
    follows: str


def read_calendar(clinic: Clinic, today: date) -> ClinicCalendar:
    """Return a clinic's closed days and public holidays from today on."""
    entries = calendar_of(clinic.closed, clinic.closed_day_names, today)
    return ClinicCalendar(
        closed=[entry for entry in entries if entry.closed],
        holidays=_holidays(clinic, today),
        regions=regions_of(clinic.country),
        follows=clinic.holiday_region,
    )


def follow_holidays(clinic: Clinic, region: str, listed: Collection[str], closed: Collection[str]) -> Clinic:
    """Return the clinic with the public holidays of a region, open on those `listed` that are not `closed`.

    Raises:
        WrongSettingError: no such region.

    """
    open_on = (clinic.closed.open_on - set(listed)) | (set(listed) - set(closed))
    return _cleaned(replace(clinic, holiday_region=region, open_holidays=";".join(open_on) if region else ""))


def close_days(clinic: Clinic, first: date, last: date, name: str) -> Clinic:
    """Return the clinic closed on these days too.

    Raises:
        WrongSettingError: they end before they begin, or there are too many.

    """
    length = (last - first).days + 1
    if length < 1:
        raise WrongSettingError("last", "the last day is before the first", "the last day is before the first")
    if length > MAX_SPAN:
        message = "enter at most {most} days at once"
        raise WrongSettingError("last", message.format(most=MAX_SPAN), message, most=MAX_SPAN)
    name = " ".join(name.replace(";", " ").replace(",", " ").split())
    days = clinic.closed_day_names | {first + timedelta(days=offset): name for offset in range(length)}
    return _with_days(clinic, days)


def open_day(clinic: Clinic, day: date) -> Clinic:
    """Return the clinic without one of its own closed days."""
    return _with_days(clinic, {own: name for own, name in clinic.closed_day_names.items() if own != day})


def _with_days(clinic: Clinic, days: Mapping[date, str]) -> Clinic:
    entries = (f"{day.isoformat()} {name}".strip() for day, name in sorted(days.items()))
    return _cleaned(replace(clinic, closed_days=";".join(entries)))


def _cleaned(clinic: Clinic) -> Clinic:
    return replace(clinic, **check_calendar(clinic, clinic.country))


def _holidays(clinic: Clinic, today: date) -> list[Holiday]:
    days: dict[str, list[date]] = {}
    for year in (today.year, today.year + 1) if clinic.holiday_region else ():
        for day, names in sorted(public_holidays(clinic.holiday_region, year).items()):
            if today <= day < today + timedelta(days=366):
                for name in names:
                    days.setdefault(name, []).append(day)
    return [Holiday(name, found, name not in clinic.closed.open_on) for name, found in days.items()]
