"""Dates and times as a clinic writes them: its country and the reader's language decide, Babel knows how.

`zone` is whose clock is meant: the patient's where it matters to the patient, else the clinic's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminders.web.local_dates import locale_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from zoneinfo import ZoneInfo


def filters(language: str, country: str) -> dict[str, Callable[..., Any]]:
    """Return the filters of one language and country: `day`, `short_day`, `month`, `clock`, `moment`."""
    locale = locale_of(language, country)
    from babel.dates import format_skeleton, format_time

    def day(value: date) -> str:
        return format_skeleton("yMMMEd", value, locale=locale)

    def short_day(value: date) -> str:
        return format_skeleton("MMMEd", value, locale=locale)

    def month(value: date) -> str:
        return format_skeleton("yMMM", value, locale=locale)

    def clock(value: datetime, zone: ZoneInfo) -> str:
        return _plain(format_time(value.astimezone(zone).time(), "short", locale=locale))

    def moment(value: datetime, zone: ZoneInfo) -> str:
        local = value.astimezone(zone)
        return f"{day(local.date())}, {clock(value, zone)}"

    return {"day": day, "short_day": short_day, "month": month, "clock": clock, "moment": moment}


def _plain(text: str) -> str:
    return text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")
