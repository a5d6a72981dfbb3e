"""Local times on days when clocks change: what is skipped moves forward, what comes twice is the first."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from reminders.core.model.quiet_hours import ClinicHours, at_local
from tests.core.making import clinic_hours, dates, hours, span, zones
from tests.tables import each_row


@each_row(
    ("zone", "day", "clock", "expected", "why"),
    [
        # An hour forward at two: 02:00-03:00 does not exist.
        ("America/New_York", "2026-03-08", "01:59", "2026-03-08T06:59Z", "the last minute of winter time"),
        ("America/New_York", "2026-03-08", "02:00", "2026-03-08T07:00Z", "skipped: 03:00 summer time"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30Z", "skipped: 03:30"),
        ("America/New_York", "2026-03-08", "03:00", "2026-03-08T07:00Z", "exists"),
        ("America/New_York", "2026-03-08", "10:00", "2026-03-08T14:00Z", "the day itself is summer time"),
        # An hour back at two: 01:00-02:00 comes twice.
        ("America/New_York", "2026-11-01", "00:59", "2026-11-01T04:59Z", "summer time"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30Z", "the first, in summer time"),
        ("America/New_York", "2026-11-01", "02:00", "2026-11-01T07:00Z", "winter time, once only"),
        ("America/New_York", "2026-11-01", "10:00", "2026-11-01T15:00Z", "winter time"),
        ("Europe/London", "2026-03-29", "01:30", "2026-03-29T01:30Z", "skipped: 02:30 summer time"),
        ("Europe/London", "2026-10-25", "01:30", "2026-10-25T00:30Z", "the first"),
        # Half an hour.
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45Z", "skipped: 02:45 at +11"),
        ("Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-03T15:30Z", "exists at +11"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45Z", "the first, at +11"),
        ("Australia/Lord_Howe", "2026-04-05", "10:00", "2026-04-04T23:30Z", "at +10:30"),
        # Half-hour offset, full-hour change; until 2011 one minute past midnight.
        ("America/St_Johns", "2026-03-08", "02:30", "2026-03-08T06:00Z", "skipped: 03:30 at -2:30"),
        ("America/St_Johns", "2026-11-01", "01:30", "2026-11-01T04:00Z", "the first"),
        ("America/St_Johns", "2010-03-14", "00:30", "2010-03-14T04:00Z", "skipped: 01:30"),
        # Never.
        ("Asia/Kolkata", "2026-03-08", "02:30", "2026-03-07T21:00Z", "half past everything"),
        ("Asia/Kathmandu", "2026-03-08", "10:00", "2026-03-08T04:15Z", "a quarter"),
        ("America/Phoenix", "2026-03-08", "02:30", "2026-03-08T09:30Z", "no summer time there"),
        # At midnight: the first hour of the day does not exist, or the last of the day before comes twice.
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00Z", "skipped: 01:00"),
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:30Z", "skipped: 01:30"),
        ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30Z", "the first"),
        ("America/Asuncion", "2023-10-01", "00:15", "2023-10-01T04:15Z", "skipped: 01:15"),
        ("America/Havana", "2026-03-08", "00:30", "2026-03-08T05:30Z", "skipped: 01:30"),
        # A whole date left out: its times are those of the next.
        ("Pacific/Apia", "2011-12-29", "10:00", "2011-12-29T20:00Z", "the last day east of the line"),
        ("Pacific/Apia", "2011-12-30", "10:00", "2011-12-30T20:00Z", "skipped: the 31st"),
        ("Pacific/Apia", "2011-12-31", "10:00", "2011-12-30T20:00Z", "the first day west of it"),
        # Leap days.
        ("Europe/London", "2028-02-29", "10:00", "2028-02-29T10:00Z", "a day as any"),
        ("Asia/Kolkata", "2000-02-29", "10:00", "2000-02-29T04:30Z", "the leap century"),
    ],
)
def test_a_local_time_becomes_one_moment(zone: str, day: str, clock: str, expected: str, why: str) -> None:
    minute = int(clock[:2]) * 60 + int(clock[3:])
    moment = at_local(date.fromisoformat(day), minute, ZoneInfo(zone))
    assert moment == datetime.fromisoformat(expected), why
    assert moment.tzinfo is UTC


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _places(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Find every moment that shows this wall time, by looking at the clock instead of computing it."""
    guesses = {(wall.replace(tzinfo=UTC) - timedelta(minutes=15 * quarter)) for quarter in range(-64, 65)}
    return sorted(guess for guess in guesses if guess.astimezone(zone).replace(tzinfo=None) == wall)


@given(dates, st.integers(0, 4 * 24 * 60), zones)
@example(date(2011, 12, 30), 600, ZoneInfo("Pacific/Apia"))
@example(date(2026, 10, 4), 135, ZoneInfo("Australia/Lord_Howe"))
def test_a_time_that_exists_is_met_exactly_the_first_of_two_and_a_skipped_one_moves_forward(
    day: date, minute: int, zone: ZoneInfo
) -> None:
    wall, moment = _wall(day, minute), at_local(day, minute, zone)
    shown = moment.astimezone(zone).replace(tzinfo=None)
    if places := _places(wall, zone):
        assert (moment, shown) == (places[0], wall)
    else:
        before, after = (at_local(day, minute - 1500, zone), at_local(day, minute + 1500, zone))
        jump = after.astimezone(zone).utcoffset() - before.astimezone(zone).utcoffset()  # type: ignore[operator]
        assert shown > wall
        # The change may be one of two within the days looked at (Ramadan in Morocco is a month: never so close).
        assert shown - wall == jump


@given(dates, st.integers(0, 1439), zones)
def test_a_day_later_on_the_wall_is_the_same_time_unless_that_time_is_skipped(
    day: date, minute: int, zone: ZoneInfo
) -> None:
    shown = at_local(day, minute + 1440, zone).astimezone(zone).replace(tzinfo=None)
    assert at_local(day, minute + 1440, zone) == at_local(day + timedelta(days=1), minute, zone)
    assert shown == _wall(day, minute + 1440) or not _places(_wall(day, minute + 1440), zone)


@each_row("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo"])
def test_the_default_hours_open_and_close_by_the_wall_on_both_changes(zone: str) -> None:
    place = ZoneInfo(zone)
    for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(365)):
        opening = hours().on(day)
        assert opening is not None
        opens, closes = at_local(day, opening.start, place), at_local(day, opening.end, place)
        assert closes - opens == timedelta(minutes=opening.length)  # no change falls inside
        assert hours().next_allowed(at_local(day, 0, place), place) == opens
        assert hours().end_of_day(opens, place) == closes
        assert hours().allow(opens, place)
        assert not hours().allow(closes, place)


def test_hours_that_a_change_swallows_whole_come_the_next_day() -> None:
    new_york = ZoneInfo("America/New_York")
    night = ClinicHours(span("02:00-02:30"), span("02:00-02:30"))
    opens = night.next_allowed(datetime(2026, 3, 8, 5, tzinfo=UTC), new_york)
    assert opens.astimezone(new_york).isoformat() == "2026-03-09T02:00:00-04:00"


def test_hours_that_come_twice_are_open_twice() -> None:
    new_york = ZoneInfo("America/New_York")
    night = ClinicHours(span("01:00-02:00"), span("01:00-02:00"))
    assert night.allow(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), new_york)
    assert night.allow(datetime(2026, 11, 1, 6, 30, tzinfo=UTC), new_york)
    assert not night.allow(datetime(2026, 11, 1, 7, tzinfo=UTC), new_york)


def test_after_a_date_that_never_was_the_hours_of_the_next_date_hold() -> None:
    # Kwajalein left out Saturday 21 August 1993: after Friday evening comes Sunday, which opens at noon.
    kwajalein = ZoneInfo("Pacific/Kwajalein")
    friday_evening = datetime(1993, 8, 21, 7, tzinfo=UTC)
    opens = hours().next_allowed(friday_evening, kwajalein)
    assert opens.astimezone(kwajalein).isoformat() == "1993-08-22T12:00:00+12:00"


@given(clinic_hours, dates, zones)
def test_the_end_of_a_day_is_never_before_the_moment_asked(clinic: ClinicHours, day: date, zone: ZoneInfo) -> None:
    noon = at_local(day, 720, zone)
    end = clinic.end_of_day(noon, zone)
    assert end >= noon
    assert end == noon or not clinic.allow(end, zone) or clinic.on(day).end == 1440  # the next day may go on there
