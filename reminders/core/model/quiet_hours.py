"""When a clinic may write to a patient: allowed hours per weekday, read on the patient's own clock.

All arithmetic is wall-clock: days are added to a local date, a local time is set, and only then is the result
converted. A local time that a clock change skips moves forward by the change; one that happens twice is the first
(RFC 5545 section 3.3.5 reads local times the same way).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MINUTES_PER_DAY = 24 * 60
SUNDAY = 6  # date.weekday()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Part of a local day, in minutes after midnight: [start, end). `end` may be 1440, the end of the day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse an empty or backward span.

        Raises:
            ValueError: unless 0 <= start < end <= 1440.

        """
        if not 0 <= self.start < self.end <= MINUTES_PER_DAY:
            message = f"{self} must begin before it ends, between 00:00 and 24:00"
            raise ValueError(message)

    @property
    def length(self) -> int:
        """Length in minutes."""
        return self.end - self.start

    def __contains__(self, minute: int) -> bool:
        """Return True if a minute of the day lies inside."""
        return self.start <= minute < self.end

    def __str__(self) -> str:
        """Write the span as `10:00-18:00`."""
        return f"{_clock(self.start)}-{_clock(self.end)}"

    @classmethod
    def parse(cls, start: str, end: str) -> Span:
        """Read two `HH:MM` times.

        Raises:
            ValueError: a time is malformed, or the span is empty or runs past midnight.

        """
        return cls(parse_clock(start), parse_clock(end))


@dataclass(frozen=True, slots=True)
class ClinicHours:
    """The hours in which a clinic writes. `sunday` None means closed on Sundays."""

    weekday: Span = Span(10 * 60, 18 * 60)
    sunday: Span | None = Span(12 * 60, 17 * 60)

    def on(self, day: date) -> Span | None:
        """Return the allowed span of a local date, or None when the clinic is closed."""
        return self.sunday if day.weekday() == SUNDAY else self.weekday

    def allow(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Return True if a text may go out at this moment, on the patient's clock."""
        local = moment.astimezone(zone)
        span = self.on(local.date())
        return span is not None and local.hour * 60 + local.minute in span

    def next_allowed(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return `moment` itself if it is allowed, else the start of the next allowed span (UTC)."""
        if self.allow(moment, zone):
            return moment
        local = moment.astimezone(zone)
        for ahead in range(9):  # the longest wait is closed Saturday night to Monday; nine days is past any
            day = local.date() + timedelta(days=ahead)
            span = self.on(day)
            if span is None:
                continue
            opens = at_local(day, span.start, zone)
            # A clock change may skip the opening itself; `at_local` has moved it forward, possibly past the close.
            if opens >= moment and self.allow(opens, zone):
                return opens
        return moment + timedelta(days=9)  # hours that never come (a skipped span every day): beyond every validity

    def end_of_day(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return when the allowed hours of the local day of `moment` end (UTC); `moment` itself if closed."""
        day = moment.astimezone(zone).date()
        span = self.on(day)
        return moment if span is None else max(moment, at_local(day, span.end, zone))


def slide(window: Span, allowed: Span) -> Span:
    """Move a window into the allowed hours, to the nearest place, keeping its length if it fits."""
    length = min(window.length, allowed.length)
    start = min(max(window.start, allowed.start), allowed.end - length)
    return Span(start, start + length)


def at_local(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Turn a local date and a minute after its midnight (may pass 1440) into an aware UTC moment."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def parse_clock(text: str) -> int:
    """Read `HH:MM` (24-hour, `24:00` is the end of the day) as minutes after midnight.

    Raises:
        ValueError: the text is not such a time.

    """
    hours, colon, minutes = text.strip().partition(":")
    well_formed = colon and len(minutes) == 2 and minutes.isascii() and minutes.isdigit()  # noqa: PLR2004 two digits
    if not (well_formed and hours.isascii() and hours.isdigit() and len(hours) <= 2):  # noqa: PLR2004
        message = f"{text!r} is not a time; write it as HH:MM, for example 10:00"
        raise ValueError(message)
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > MINUTES_PER_DAY:  # noqa: PLR2004
        message = f"{text!r} is not a time of day; write HH:MM between 00:00 and 24:00"
        raise ValueError(message)
    return total


def parse_hours(text: str) -> Span:
    """Read `10:00-18:00`.

    Raises:
        ValueError: the text is not such a span.

    """
    start, dash, end = text.partition("-")
    if not dash:
        message = f"{text!r} is not a span of hours; write it as 10:00-18:00"
        raise ValueError(message)
    return Span.parse(start, end)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
