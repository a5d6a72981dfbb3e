"""Dates and times as a clinic writes them: its country and the reader's language decide, Babel knows how.

`zone` is whose clock is meant: the patient's where it matters to the patient, else the clinic's.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from reminders.core.language.local_dates import locale_of
from reminders.core.plans.closed_days import holiday_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from babel import Locale

    from reminders.web.pages.translations import Words


WEEK = 7


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


def filters(language: str, country: str, words: Words) -> dict[str, Callable[..., Any]]:
    """Return the filters of one language and country.

    `day`, `short_day`, `month` write a date. `patient_time`, `patient_clock`, `clinic_time` and `clinic_clock` write
    a moment and say whose clock it is: two of them may be hours apart on one page. `clock` and `moment` are for
    places that have said so already. `ago` is how long something has waited and `since` from when, as short as it can
    be understood: a time of today, a weekday and time of this week, a date. `language_name` and `country_name` name
    what a code stands for inside a sentence; `holiday` is what the reader calls a public holiday.
    """
    locale = locale_of(language, country)
    from babel.dates import format_skeleton, format_time, get_timezone_location

    def day(value: date) -> str:
        return format_skeleton("yMMMEd", value, locale=locale)

    def short_day(value: date) -> str:
        return format_skeleton("MMMEd", value, locale=locale)

    def month(value: date) -> str:
        return format_skeleton("yMMM", value, locale=locale)

    def clock(value: datetime, zone: ZoneInfo) -> str:
        return plain_spaces(format_time(value.astimezone(zone).time(), "short", locale=locale))

    def moment(value: datetime, zone: ZoneInfo) -> str:
        local = value.astimezone(zone)
        return f"{day(local.date())}, {clock(value, zone)}"

    def labeled(template: str, write: Callable[[datetime, ZoneInfo], str]) -> Callable[[datetime, ZoneInfo], str]:
        return lambda value, zone: words.gettext(template) % {"time": write(value, zone), "place": place(zone)}

    @cache
    def place(zone: ZoneInfo) -> str:
        return get_timezone_location(zone, locale=locale, return_city=True)

    def ago(since: datetime, now: datetime) -> str:
        minutes = max(0, int((now - since).total_seconds() // 60))
        if minutes < 120:  # noqa: PLR2004 two hours, two days
            return f"{minutes} min"
        return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"

    named_filters = {
        "patient_time": labeled(_("%(time)s patient's time (%(place)s)"), moment),
        "patient_clock": labeled(_("%(time)s patient's time (%(place)s)"), clock),
        "clinic_time": labeled(_("%(time)s clinic time (%(place)s)"), moment),
        "clinic_clock": labeled(_("%(time)s clinic time (%(place)s)"), clock),
    }

    return named_filters | {
        "ago": ago,
        "since": partial(_since, locale, short_day, clock),
        "language_name": partial(_language_name, locale),
        "country_name": partial(_country_name, locale),
        "holiday": partial(_holiday, language, words),
        "day": day,
        "short_day": short_day,
        "month": month,
        "clock": clock,
        "moment": moment,
    }


def _since(
    locale: Locale,
    short_day: Callable[[date], str],
    clock: Callable[[datetime, ZoneInfo], str],
    value: datetime,
    zone: ZoneInfo,
    now: datetime,
) -> str:
    """Write since when something has waited, for who looks at `now`."""
    from babel.dates import format_date

    local = value.astimezone(zone)
    days = (now.astimezone(zone).date() - local.date()).days
    if days >= WEEK:
        return short_day(local.date())
    return clock(value, zone) if not days else f"{format_date(local, 'EEE', locale=locale)}, {clock(value, zone)}"


def _language_name(locale: Locale, code: str) -> str:
    return locale_of(code, "").get_language_name(locale) or code


def _holiday(language: str, words: Words, name: str, region: str, day: date) -> str:
    return holiday_names(region, day.year, language).get(name) or words.gettext(name)


def _country_name(locale: Locale, code: str) -> str:
    return locale.territories.get(code, code)


def plain_spaces(text: str) -> str:
    """Return a time with the spaces that every font has."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")
