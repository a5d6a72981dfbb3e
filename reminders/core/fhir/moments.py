"""Dates and times of FHIR R4 (date, dateTime, instant): always with an offset where there is a time of day.

A time that lacks its offset is read in the partner's time zone; a year or a month alone is no day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from reminders.core.fhir.node import Node

_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
_COARSE = re.compile(r"\d{4}(-\d{2})?", re.ASCII)


def read_day(node: Node, name: str, zone: ZoneInfo) -> date | None:
    """Return the day of a date or a moment, as it is called in the zone; None where there is none.

    Raises:
        MessageError: it is no date.

    """
    text = node.text(name)
    if not text:
        return None
    if _COARSE.fullmatch(text):
        raise node.wrong(name, "a year or month alone is not a day")
    moment = _moment(text, zone)
    if moment is None:
        raise node.wrong(name, "this is not a date")
    return moment.astimezone(zone).date()


def read_instant(text: str) -> datetime | None:
    """Return an instant in UTC; None where it is none or has no offset."""
    if "T" not in text or not re.search(r"(Z|[+-]\d{2}:\d{2})$", text):
        return None
    return _moment(text, UTC)


def _moment(text: str, zone: ZoneInfo | timezone) -> datetime | None:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    micro = int((match[7] or ".0")[1:7].ljust(6, "0"))
    try:
        if not match[4]:
            return datetime(year, month, day, 12, tzinfo=zone)  # a day: its noon is on it in this zone
        where = _offset(match[8]) if match[8] else zone
        return datetime(year, month, day, hour, minute, min(second, 59), micro, tzinfo=where).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    size = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-size if text[0] == "-" else size)
