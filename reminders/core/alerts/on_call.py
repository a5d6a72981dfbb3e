"""Who is on call for a clinic, when each person is on duty, and by which ways each is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from reminders.core.model.contact import Channel
from reminders.core.model.quiet_hours import MINUTES_PER_DAY, at_local, parse_clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK: Final = 7
ROUNDS_ON_DUTY: Final = 2


@dataclass(frozen=True, slots=True)
class Shift:
    """Weekly hours of duty that begin on these weekdays (0 is Monday); `end` past 1440 lies on the next day."""

    days: frozenset[int]
    start: int
    end: int

    def __str__(self) -> str:
        """Write the shift as `mon-fri 18:00-08:00`."""
        return f"{_days_text(self.days)} {_clock(self.start)}-{_clock(self.end)}"

    def covers(self, weekday: int, minute: int) -> bool:
        """Return True if a local minute lies in the shift, or in what runs over from the day before."""
        today = weekday in self.days and self.start <= minute < self.end
        return today or ((weekday - 1) % WEEK in self.days and minute + MINUTES_PER_DAY < self.end)


@dataclass(frozen=True, slots=True)
class OnCall:
    """One person on the list: told by text, by email, or by both. `phone` is E.164.

    On duty in any of the `shifts` (none: always), on the clinic's clock, but not from `away_from` through `away_until`.
    """

    name: str
    phone: str | None = None
    email: str | None = None
    position: int = 0
    id: int = 0
    shifts: tuple[Shift, ...] = ()
    away_from: date | None = None
    away_until: date | None = None

    @property
    def ways(self) -> list[tuple[Channel, str]]:
        """How the person is told."""
        addresses = [(Channel.SMS, self.phone), (Channel.EMAIL, self.email)]
        return [(channel, address) for channel, address in addresses if address]

    def is_away(self, day: date) -> bool:
        """Return True on a day of absence; the first and the last day count."""
        begun = self.away_from is None or self.away_from <= day
        over = self.away_until is not None and self.away_until < day
        return begun and not over and (self.away_from is not None or self.away_until is not None)

    def on_duty(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Return True if it is this person's turn at a moment, on the clinic's clock."""
        local = moment.astimezone(zone)
        if self.is_away(local.date()):
            return False
        minute = local.hour * 60 + local.minute
        return not self.shifts or any(shift.covers(local.weekday(), minute) for shift in self.shifts)


def who_to_notify(people: Sequence[OnCall], moment: datetime, zone: ZoneInfo) -> Sequence[OnCall]:
    """Return whom an alert reaches at a moment, in order: those on duty, or everyone on the list when no one is.

    An alert must never reach no one: a gap in the hours, or an absence, falls back to the whole list.
    """
    return [person for person in people if person.on_duty(moment, zone)] or people


def person_to_notify(people: Sequence[OnCall], level: int, moment: datetime, zone: ZoneInfo) -> OnCall:
    """Return who gets telling number `level` (from 0) of an alert over a list of one or more.

    Those on duty come first, through their list twice. If none of them has acted by then, everyone on the list does.
    """
    duty = who_to_notify(people, moment, zone)
    if level < on_duty_tellings(people, moment, zone):
        return duty[level % len(duty)]
    return people[(level - ROUNDS_ON_DUTY * len(duty)) % len(people)]


def on_duty_tellings(people: Sequence[OnCall], moment: datetime, zone: ZoneInfo) -> int:
    """Return how many tellings go to people on duty alone, before everyone on the list is told."""
    return ROUNDS_ON_DUTY * len(who_to_notify(people, moment, zone))


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which no one on the list is on duty. Both moments are UTC."""

    start: datetime
    end: datetime


def gaps(people: Sequence[OnCall], start: datetime, zone: ZoneInfo, days: int = 14) -> list[Gap]:
    """Return when no one is on duty in the days ahead, from `start`; none if the list is empty."""
    if not people:
        return []
    found: list[Gap] = []
    edges = _edges(people, start, zone, days)
    for begin, end in pairwise(edges):
        if any(person.on_duty(begin, zone) for person in people):
            continue
        if found and found[-1].end == begin:
            found[-1] = Gap(found[-1].start, end)
        else:
            found.append(Gap(begin, end))
    return found


def _edges(people: Sequence[OnCall], start: datetime, zone: ZoneInfo, days: int) -> list[datetime]:
    """Return each moment at which a person's duty may begin or end; it does not change in between."""
    shifts = [shift for person in people for shift in person.shifts]
    minutes = {0, *(edge % MINUTES_PER_DAY for shift in shifts for edge in (shift.start, shift.end))}
    first = start.astimezone(zone).date()
    over = at_local(first + timedelta(days=days), 0, zone)
    moments = {at_local(first + timedelta(days=day), minute, zone) for day in range(days) for minute in minutes}
    return sorted({start, over, *(moment for moment in moments if start < moment < over)})


def parse_shifts(text: str) -> tuple[Shift, ...]:
    """Read `mon-fri 08:00-18:00, sat,sun 18:00-08:00`; empty is always.

    Raises:
        ValueError: the text is not such hours; it says which part.

    """
    shifts: list[Shift] = []
    pending: list[str] = []
    for part in (part.strip().lower() for part in text.split(",") if part.strip()):
        days, _, hours = part.partition(" ")
        pending.append(days)
        if hours:
            shifts.append(_shift(",".join(pending), hours.strip()))
            pending = []
    if pending:
        raise ValueError(f"{pending[0]!r} has no hours; write mon-fri 08:00-18:00")
    return tuple(shifts)


def shifts_text(shifts: Sequence[Shift]) -> str:
    """Write hours of duty as `parse_shifts` reads them."""
    return ", ".join(map(str, shifts))


def _shift(days: str, hours: str) -> Shift:
    start, dash, end = hours.partition("-")
    if not dash:
        raise ValueError(f"{hours!r} is not a span of hours; write 08:00-18:00")
    first, last = parse_clock(start), parse_clock(end)
    if first == MINUTES_PER_DAY:
        raise ValueError(f"{hours!r} begins at the end of the day; write 00:00")
    return Shift(_read_days(days), first, last if last > first else last + MINUTES_PER_DAY)


def _read_days(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise ValueError(f"{part!r} is not a day of the week; write mon, tue, wed, thu, fri, sat or sun")
        start = DAYS.index(first)
        length = (DAYS.index(last) - start) % WEEK if dash else 0
        found |= {(start + offset) % WEEK for offset in range(length + 1)}
    return frozenset(found)


def day_runs(days: frozenset[int]) -> list[list[int]]:
    """Return days of the week in order, those that follow each other together."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _days_text(days: frozenset[int]) -> str:
    return ",".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in day_runs(days))


def _clock(minute: int) -> str:
    minute = minute if minute <= MINUTES_PER_DAY else minute - MINUTES_PER_DAY
    return f"{minute // 60:02d}:{minute % 60:02d}"
