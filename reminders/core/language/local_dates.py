"""Writes dates and times the way people of a language and country do, on the patient's own clock."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reminders.data import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from babel import Locale

_YEAR = re.compile(r"[,\s]*('de'\s*)?y+")  # how the full date of a language ends


def long_date(day: date, language: str, country: str) -> str:
    """Return weekday, day and month: `Thursday, March 12`."""
    from babel.dates import format_date  # 60 ms that only pages need

    locale = locale_of(language, country)
    return format_date(day, _YEAR.sub("", locale.date_formats["full"].pattern), locale=locale)


def short_time(moment: datetime, zone: ZoneInfo, language: str, country: str) -> str:
    """Return the time of day on a clock: `10:40 AM`, or `10:40` where people count to 24."""
    from babel.dates import format_time

    return format_time(moment, "short", tzinfo=zone, locale=locale_of(language, country))


def listed(items: Sequence[str], language: str, country: str) -> str:
    """Return several things as one list in words: `9:00 AM, 10:30 AM, and 2:30 PM`."""
    from babel.lists import format_list

    return format_list(items, locale=locale_of(language, country))


@cache
def locale_of(language: str, country: str) -> Locale:
    """Return how a language is written in a country, or by itself where the two are not known together."""
    from babel import Locale, UnknownLocaleError

    for name in (f"{language}_{country}", language, DEFAULT_LANGUAGE):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("Babel always knows English")
