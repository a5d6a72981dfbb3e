"""When a clinic may write: reading hours, sliding windows, weekends. Clock changes are in test_clock_changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.model.quiet_hours import (
    MINUTES_PER_DAY,
    ClinicHours,
    Span,
    at_local,
    parse_clock,
    parse_hours,
    slide,
)
from tests.core.making import clinic_hours, hours, local, span, spans, utc, zones
from tests.tables import each_row

PHOENIX = ZoneInfo("America/Phoenix")  # seven hours behind UTC all year
SATURDAY, SUNDAY, MONDAY = date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)


@each_row(
    ("text", "minute"),
    [("00:00", 0), ("9:05", 545), ("09:05", 545), (" 10:00 ", 600), ("23:59", 1439), ("24:00", MINUTES_PER_DAY)],
)
def test_a_time_of_day_is_read_in_minutes(text: str, minute: int) -> None:
    assert parse_clock(text) == minute


@each_row(
    "text",
    [
        *("", ":", "10", "10:", ":30", "10:5", "10:005", "010:00", "24:01", "25:00", "10:60"),
        *("-1:00", "+1:00", "1o:00", "10.00", "10:00:00", "10:00 am", "10h00", "1_0:00"),
        *("١٠:٠٠", "1²:00", "10:0²"),  # digits to Python, not to us
    ],
)
def test_anything_else_is_no_time_and_the_error_quotes_it(text: str) -> None:
    with pytest.raises(ValueError, match="HH:MM") as refused:
        parse_clock(text)
    assert repr(text) in str(refused.value)


def test_hours_are_read_and_written_alike() -> None:
    assert parse_hours("10:00-18:00") == Span(600, 1080)
    assert str(parse_hours("9:05-24:00")) == "09:05-24:00"
    assert parse_hours("00:00-24:00").length == MINUTES_PER_DAY


@given(spans())
def test_every_span_reads_back_as_itself(some: Span) -> None:
    assert parse_hours(str(some)) == some


@each_row(
    ("text", "says"),
    [
        ("10:00", "not a span"),
        ("10:00–18:00", "not a span"),  # an en dash
        ("none", "not a span"),
        ("18:00-10:00", "begin before it ends"),
        ("22:00-06:00", "begin before it ends"),  # over midnight is no sensible hour for a patient
        ("10:00-10:00", "begin before it ends"),
        ("10-18", "HH:MM"),
        ("10:00-", "HH:MM"),
        ("10:00-18:00-20:00", "HH:MM"),
    ],
)
def test_hours_that_are_no_hours_are_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_hours(text)


def test_a_span_holds_its_start_and_not_its_end() -> None:
    day = span("10:00-12:00")
    assert [minute in day for minute in (599, 600, 719, 720)] == [False, True, True, False]


@each_row(
    ("window", "allowed", "slid", "why"),
    [
        ("10:00-12:00", "10:00-18:00", "10:00-12:00", "inside: stays"),
        ("16:00-18:00", "10:00-18:00", "16:00-18:00", "touches the end: stays"),
        ("10:00-12:00", "12:00-17:00", "12:00-14:00", "before: to the opening"),
        ("06:00-07:30", "12:00-17:00", "12:00-13:30", "long before: the same"),
        ("11:00-13:00", "12:00-17:00", "12:00-14:00", "overlaps the opening: keeps its length"),
        ("16:00-18:00", "12:00-17:00", "15:00-17:00", "overlaps the close: keeps its length"),
        ("20:00-22:00", "12:00-17:00", "15:00-17:00", "after: to the close"),
        ("09:00-18:00", "12:00-17:00", "12:00-17:00", "longer than the hours: shrinks to them"),
        ("18:00-24:00", "12:00-17:00", "12:00-17:00", "longer and after: shrinks to them"),
        ("12:00-17:00", "12:00-17:00", "12:00-17:00", "the hours themselves"),
        ("23:59-24:00", "00:00-00:01", "00:00-00:01", "a minute to a minute"),
    ],
)
def test_a_window_slides_into_the_hours(window: str, allowed: str, slid: str, why: str) -> None:
    assert str(slide(span(window), span(allowed))) == slid, why


@given(spans(), spans())
def test_a_slid_window_lies_inside_keeps_its_length_if_it_fits_and_moves_no_further_than_it_must(
    window: Span, allowed: Span
) -> None:
    slid = slide(window, allowed)
    assert allowed.start <= slid.start < slid.end <= allowed.end
    assert slid.length == min(window.length, allowed.length)
    places = range(allowed.start, allowed.end - slid.length + 1)
    assert slid.start == min(places, key=lambda place: abs(place - window.start))
    assert slide(slid, allowed) == slid


@each_row(
    ("moment", "allowed"),
    [
        ("2026-03-07 16:59", False),  # Saturday 09:59 in Phoenix
        ("2026-03-07 17:00", True),
        ("2026-03-08 00:59", True),  # still Saturday, 17:59
        ("2026-03-08 01:00", False),  # 18:00 is no longer inside
        ("2026-03-08 17:30", False),  # Sunday 10:30, before its own opening
        ("2026-03-08 19:00", True),  # Sunday noon
        ("2026-03-08 23:59:59", True),
        ("2026-03-09 00:00", False),  # Sunday 17:00
        ("2026-03-09 17:00", True),  # Monday 10:00
    ],
)
def test_the_hours_are_read_on_the_patients_clock(moment: str, allowed: bool) -> None:  # noqa: FBT001 a column
    assert hours().allow(utc(moment), PHOENIX) is allowed


@each_row(
    ("now", "sunday", "opens"),
    [
        ("2026-03-07 11:30", "12:00-17:00", "2026-03-07 11:30"),  # allowed already: the moment itself
        ("2026-03-07 09:00", "12:00-17:00", "2026-03-07 10:00"),
        ("2026-03-07 18:00", "12:00-17:00", "2026-03-08 12:00"),
        ("2026-03-08 00:00", "12:00-17:00", "2026-03-08 12:00"),
        ("2026-03-08 17:00", "12:00-17:00", "2026-03-09 10:00"),
        ("2026-03-07 18:00", None, "2026-03-09 10:00"),  # closed on Sundays
        ("2026-03-08 13:00", None, "2026-03-09 10:00"),
        ("2026-03-06 23:59", None, "2026-03-07 10:00"),
        ("2026-12-31 20:00", None, "2027-01-01 10:00"),  # over the year's end
        ("2028-02-28 20:00", None, "2028-02-29 10:00"),  # a leap day is a day
    ],
)
def test_the_next_allowed_moment_over_evenings_and_weekends(now: str, sunday: str | None, opens: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=PHOENIX)
    assert local(hours(sunday=sunday).next_allowed(moment, PHOENIX), PHOENIX) == opens


def test_a_closed_day_has_no_hours_and_ends_at_once() -> None:
    closed = hours(sunday=None)
    noon = datetime(2026, 3, 8, 19, tzinfo=UTC)
    assert closed.on(SUNDAY) is None
    assert closed.on(SATURDAY) == closed.on(MONDAY) == span("10:00-18:00")
    assert not closed.allow(noon, PHOENIX)
    assert closed.end_of_day(noon, PHOENIX) == noon


@each_row(
    ("moment", "ends"),
    [
        ("2026-03-07 11:00", "2026-03-07 18:00"),
        ("2026-03-08 12:30", "2026-03-08 17:00"),
        ("2026-03-07 21:00", "2026-03-07 21:00"),  # past the close: nothing is left of today
    ],
)
def test_the_end_of_todays_hours(moment: str, ends: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=PHOENIX)
    assert local(hours().end_of_day(now, PHOENIX), PHOENIX) == ends


moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 set beside


@given(clinic_hours, moments, zones)
def test_the_next_allowed_moment_is_allowed_and_never_before(
    clinic: ClinicHours, moment: datetime, zone: ZoneInfo
) -> None:
    opens = clinic.next_allowed(moment, zone)
    assert opens >= moment
    assert clinic.allow(opens, zone) or opens == moment + timedelta(days=9)
    assert clinic.next_allowed(opens, zone) == opens or opens == moment + timedelta(days=9)


@given(clinic_hours, moments)
def test_no_allowed_minute_is_passed_over_where_the_clock_never_changes(clinic: ClinicHours, moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    opens = clinic.next_allowed(moment, PHOENIX)
    waits = (opens - moment) // timedelta(minutes=1)
    assert not any(clinic.allow(moment + timedelta(minutes=wait), PHOENIX) for wait in range(0, waits, 7))
    assert waits == 0 or not clinic.allow(opens - timedelta(minutes=1), PHOENIX) or clinic.weekday.length == 1440
    assert waits <= 2 * MINUTES_PER_DAY


def test_days_are_added_to_the_date_and_not_in_hours() -> None:
    # London moves its clocks on 29 March 2026: nine o'clock stays nine o'clock, 23 hours later.
    london = ZoneInfo("Europe/London")
    before, after = (at_local(date(2026, 3, day), 9 * 60, london) for day in (28, 29))
    assert (local(before, london), local(after, london)) == ("2026-03-28 09:00", "2026-03-29 09:00")
    assert after - before == timedelta(hours=23)
    assert at_local(date(2026, 3, 28), 9 * 60 + MINUTES_PER_DAY, london) == after
