"""Checks what a clinic says of its closed days."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from reminders.core.model.errors import WrongSettingError
from reminders.core.plans.closed_days import public_holidays

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic

MAX_NAME = 60
MAX_DAYS = 400
_ANY_YEAR = 2026


class CalendarValues(TypedDict):
    """A clinic's calendar as it is stored."""

    holiday_region: str
    open_holidays: str
    closed_days: str


def check_calendar(clinic: Clinic, country: str) -> CalendarValues:
    """Return a clinic's calendar cleaned, days in order.

    Raises:
        WrongSettingError: an unknown region, another country's, or a day that is no date; the message names the option.

    """
    region = clinic.holiday_region.strip().upper()
    if region:
        _check_region(region, country)
    holidays = sorted({part.strip() for part in clinic.open_holidays.split(";") if part.strip()})
    days = dict(_closed_day(part) for part in re.split(r"[;,]", clinic.closed_days) if part.strip())
    if len(days) > MAX_DAYS:
        message = f"--closed-days takes up to {MAX_DAYS} days"
        raise WrongSettingError("closed_days", message, "enter up to {most} closed days", most=MAX_DAYS)
    return {
        "holiday_region": region,
        "open_holidays": ";".join(holidays),
        "closed_days": ";".join(f"{day.isoformat()} {name}".strip() for day, name in sorted(days.items())),
    }


def _check_region(region: str, country: str) -> None:
    try:
        public_holidays(region, _ANY_YEAR)
    except LookupError:
        message = f"--holidays: no public holidays are known for {region!r}; write US or US-NY"
        raise WrongSettingError("holiday_region", message, "choose whose public holidays you follow") from None
    if region.partition("-")[0] != country:
        raise WrongSettingError(
            "country",
            f"--holidays must be in the clinic's country, for example {country}",
            "this clinic follows the public holidays of another country ({region}): under Closed days choose “None”, "
            "then change the country",
            region=region,
        )


def _closed_day(text: str) -> tuple[date, str]:
    day, _, name = " ".join(text.split()).partition(" ")
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        message = f"--closed-days: {day!r} is not a date; write 2026-12-24 Christmas Eve"
        raise WrongSettingError("first", message, "choose a date") from None
    if len(name) > MAX_NAME:
        message = f"--closed-days: a name has up to {MAX_NAME} characters"
        raise WrongSettingError("name", message, "longer than {longest} characters", longest=MAX_NAME)
    return parsed, name
