"""Who is on duty when, whom an alert reaches, and when no one is on duty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.alerts.on_call import (
    OnCall,
    gaps,
    on_duty_tellings,
    parse_shifts,
    person_to_notify,
    shifts_text,
    who_to_notify,
)
from tests.tables import each_row

NEW_YORK = ZoneInfo("America/New_York")


def person(name: str, hours: str = "", away: tuple[str, str] | None = None) -> OnCall:
    begun, over = (date.fromisoformat(day) for day in away) if away else (None, None)
    return OnCall(name, phone="+12125550101", shifts=parse_shifts(hours), away_from=begun, away_until=over)


DAYS = person("Ada", "mon-fri 08:00-18:00")
NIGHTS = person("Ben", "mon-fri 18:00-08:00")
WEEKENDS = person("Cam", "sat,sun 00:00-24:00")
AWAY = person("Dee", away=("2026-03-10", "2026-03-12"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


@each_row(
    ("people", "moment", "names"),
    [
        ([DAYS, NIGHTS, WEEKENDS], "2026-03-09T08:00", "Ada"),  # a Monday
        ([DAYS, NIGHTS, WEEKENDS], "2026-03-09T17:59", "Ada"),
        ([DAYS, NIGHTS, WEEKENDS], "2026-03-09T18:00", "Ben"),
        ([DAYS, NIGHTS, WEEKENDS], "2026-03-10T07:59", "Ben"),
        ([DAYS, NIGHTS, WEEKENDS], "2026-03-14T07:59", "Ben Cam"),  # Friday's night runs into Saturday
        ([DAYS, NIGHTS, WEEKENDS], "2026-03-14T08:00", "Cam"),
        ([DAYS, NIGHTS, WEEKENDS], "2026-03-09T07:59", "Ada Ben Cam"),  # no one: Monday early is no one's, so everyone
        ([DAYS, NIGHTS], "2026-03-15T12:00", "Ada Ben"),
        ([AWAY, DAYS], "2026-03-09T23:59", "Dee"),
        ([AWAY, DAYS], "2026-03-10T00:00", "Dee Ada"),  # away on the clinic's date, and it is night
        ([AWAY, DAYS], "2026-03-12T09:00", "Ada"),
        ([AWAY], "2026-03-12T23:59", "Dee"),  # away, but the only one
        ([person("Eve"), person("Fay")], "2026-03-12T03:00", "Eve Fay"),
        ([], "2026-03-12T03:00", ""),
    ],
)
def test_those_on_duty_are_notified_and_everyone_if_no_one_is(people: list[OnCall], moment: str, names: str) -> None:
    assert " ".join(item.name for item in who_to_notify(people, at(moment), NEW_YORK)) == names


def test_who_is_on_duty_is_told_twice_before_everyone_is() -> None:
    people = [NIGHTS, DAYS, WEEKENDS]
    told = [person_to_notify(people, level, at("2026-03-09T12:00"), NEW_YORK).name for level in range(6)]
    assert told == ["Ada", "Ada", "Ben", "Ada", "Cam", "Ben"]


@each_row(
    ("text", "kept"),
    [
        ("", ""),
        ("mon-fri 8:00-18:00", "mon-fri 08:00-18:00"),
        ("sat,sun 18:00-8:00", "sat-sun 18:00-08:00"),
        ("MON,wed 00:00-24:00, fri-mon 09:00-09:00", "mon,wed 00:00-24:00, mon,fri-sun 09:00-09:00"),
    ],
)
def test_hours_are_read_as_they_are_written(text: str, kept: str) -> None:
    shifts = parse_shifts(text)
    assert shifts_text(shifts) == kept
    assert parse_shifts(kept) == shifts


@each_row(
    ("text", "says"),
    [
        ("mon-fri", "has no hours"),
        ("monday 08:00-18:00", "not a day of the week"),
        ("mon 8-18", "not a time"),
        ("mon 24:00-08:00", "begins at the end"),
        ("mon 08:00", "not a span"),
    ],
)
def test_hours_that_are_none_are_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_shifts(text)


def test_gaps_are_named_from_now_on_and_joined() -> None:
    found = gaps([DAYS, NIGHTS], at("2026-03-09T12:00"), NEW_YORK, days=9)
    local = [
        (f"{gap.start.astimezone(NEW_YORK):%a %H:%M}", f"{gap.end.astimezone(NEW_YORK):%a %H:%M}") for gap in found
    ]
    assert local == [("Sat 08:00", "Mon 08:00")]
    assert gaps([person("Eve")], at("2026-03-09T12:00"), NEW_YORK) == []
    assert gaps([], at("2026-03-09T12:00"), NEW_YORK) == []


hours = st.sampled_from(["", "mon-fri 08:00-18:00", "mon-fri 18:00-08:00", "sat,sun 00:00-24:00", "tue 02:30-02:30"])
absences = st.none() | st.just(("2026-03-07", "2026-03-09")) | st.just(("2026-10-31", "2026-11-02"))
moments = st.datetimes(datetime(2026, 3, 5), datetime(2026, 11, 5), timezones=st.just(UTC))  # noqa: DTZ001


@given(people=st.lists(st.builds(person, st.just("X"), hours, absences), max_size=4), moment=moments)
def test_an_alert_always_reaches_someone_on_the_list_and_gaps_are_where_it_reaches_all(
    people: list[OnCall], moment: datetime
) -> None:
    notified = who_to_notify(people, moment, NEW_YORK)
    assert bool(notified) is bool(people)
    in_gap = any(gap.start <= moment < gap.end for gap in gaps(people, moment - timedelta(days=2), NEW_YORK))
    assert in_gap is (bool(people) and not any(item.on_duty(moment, NEW_YORK) for item in people))
    if people:
        levels = range(on_duty_tellings(people, moment, NEW_YORK), 20)
        assert {id(person_to_notify(people, level, moment, NEW_YORK)) for level in levels} == set(map(id, people))
