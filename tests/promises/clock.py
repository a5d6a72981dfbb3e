"""Wall-clock arithmetic of its own: the checker must not learn the time from the code it checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Interval:
    """A span of time, [start, end)."""

    start: datetime
    end: datetime

    def cut(self, other: Interval) -> list[Interval]:
        """What is left of this one without the other: none, one or two pieces."""
        pieces = (Interval(self.start, min(self.end, other.start)), Interval(max(self.start, other.end), self.end))
        return [piece for piece in pieces if piece.start < piece.end]

    def __contains__(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= moment < self.end


def without(intervals: list[Interval], holes: list[Interval]) -> list[Interval]:
    """Cut all holes out of all intervals."""
    for hole in holes:
        intervals = [piece for interval in intervals for piece in interval.cut(hole)]
    return intervals


def minutes(text: str) -> timedelta:
    """`10:30` as a distance from midnight; `24:00` is the end of the day."""
    hour, _, minute = text.partition(":")
    return timedelta(hours=int(hour), minutes=int(minute))


def duration(text: str) -> timedelta:
    """`30m`, `6h` or `1d`."""
    return int(text[:-1]) * _UNITS[text[-1]]


def moment(text: str) -> datetime:
    """An ISO time with an offset, or a bare date as its UTC midnight."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        if len(text) > len("2026-01-01"):
            msg = f"a time without an offset: {text}"
            raise ValueError(msg)
        parsed = parsed.replace(tzinfo=UTC)
    return parsed.astimezone(UTC)


def naive(day: date, since_midnight: timedelta) -> datetime:
    """A wall-clock reading; more than 24 hours after midnight is on the next day."""
    return datetime.combine(day, time()) + since_midnight


def latest_utc(reading: datetime, zone: ZoneInfo) -> datetime:
    """A wall-clock reading as UTC: the first of two; one that is skipped moves forward by the length of the gap."""
    return reading.replace(tzinfo=zone, fold=0).astimezone(UTC)


def earliest_utc(reading: datetime, zone: ZoneInfo) -> datetime:
    """Like `latest_utc`, but a skipped reading is the moment of the change, the other fair meaning of "forward"."""
    late = latest_utc(reading, zone)
    if late.astimezone(zone).replace(tzinfo=None) == reading:
        return late
    early = reading.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while early.astimezone(zone).replace(tzinfo=None) < reading:
        early += MINUTE
    return early


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours on a patient's wall clock, as distances from midnight; None: closed all day."""

    weekdays: tuple[timedelta, timedelta]
    sunday: tuple[timedelta, timedelta] | None

    @classmethod
    def parse(cls, weekdays: str, sunday: str) -> Hours:
        """From `10:00-18:00` and `12:00-17:00` or `none`."""
        return cls(_span(weekdays), None if sunday == "none" else _span(sunday))

    def on(self, day: date) -> tuple[timedelta, timedelta] | None:
        """The hours of that weekday."""
        return self.sunday if day.weekday() == 6 else self.weekdays

    def allow(self, sent: datetime, zone: ZoneInfo) -> bool:
        """Whether this moment is within the hours on the local clock."""
        local = sent.astimezone(zone).replace(tzinfo=None)
        hours = self.on(local.date())
        since_midnight = local - naive(local.date(), timedelta())
        return hours is not None and hours[0] <= since_midnight < hours[1]

    def slide(self, day: date, between: tuple[timedelta, timedelta]) -> tuple[timedelta, timedelta] | None:
        """The window moved to the nearest allowed time of the day, its length kept if it fits; None: closed."""
        hours = self.on(day)
        if hours is None:
            return None
        opens, closes = hours
        start, end = between
        if end - start > closes - opens:
            return hours
        if start < opens:
            return opens, opens + (end - start)
        return (closes - (end - start), closes) if end > closes else between

    def open_times(self, span: Interval, zone: ZoneInfo) -> list[Interval]:
        """The parts of a span that lie within the hours."""
        day = span.start.astimezone(zone).date() - timedelta(days=1)
        last = span.end.astimezone(zone).date()
        found: list[Interval] = []
        while day <= last:
            hours = self.on(day)
            if hours is not None:
                start, end = (latest_utc(naive(day, edge), zone) for edge in hours)
                piece = Interval(max(start, span.start), min(end, span.end))
                found += [piece] if piece.start < piece.end else []
            day += timedelta(days=1)
        return found


def _span(text: str) -> tuple[timedelta, timedelta]:
    start, _, end = text.partition("-")
    return minutes(start), minutes(end)
