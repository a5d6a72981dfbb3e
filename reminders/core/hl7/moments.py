"""Dates and times of HL7 v2, `YYYYMMDD[HH[MM[SS[.S…]]]][+/-ZZZZ]`: in the partner's time zone where none is given."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MOMENT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d{1,4})?)?)?)?(?:([+-])(\d{2})(\d{2}))?", re.ASCII
)


def read_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return a moment in the zone, or None where the text has no day or is no date."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        if not match[7]:
            local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
            return local.astimezone(UTC).astimezone(zone)
        offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
        there = timezone(-offset if match[7] == "-" else offset)
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=there).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def read_day(text: str, zone: ZoneInfo) -> date | None:
    """Return the day of a date or a moment where the partner is; None where there is none."""
    moment = read_moment(text, zone)
    return moment.date() if moment else None
