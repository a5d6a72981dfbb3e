"""Closed days: which they are, and where a question goes whose answers need staff the same day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.model.clinic import Clinic, ClinicRules, ClosedDays
from reminders.core.model.status import Reason, Status
from reminders.core.plans.closed_days import EARLIER, calendar_of, holiday_names, is_closed, public_holidays, regions_of
from tests.core.making import hours, local, plan, question, rules, utc
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.core.plans.planning import PlannedMessage

SURGERY = date(2026, 3, 9)  # a Monday
DAY = timedelta(days=1)


def closed_on(*days: int, sunday: str | None = "12:00-17:00") -> ClinicRules:
    """Return rules of a clinic that is closed so many days after the surgery."""
    own = frozenset(SURGERY + timedelta(days=day) for day in days)
    return rules(closed=ClosedDays(own=own), hours=hours(sunday=sunday))


def planned(clinic: ClinicRules, day: int, valid_for: str, now: str | None = None, **more: Any) -> PlannedMessage:
    validity = {"6h": timedelta(hours=6), "1d": DAY, "2d": 2 * DAY, "5d": 5 * DAY}[valid_for]
    asked = question("wound", day, valid_for=validity, **{"needs_staff": True, **more})
    return plan([asked], SURGERY, clinic=clinic, now=utc(now) if now else None)["wound"]


@each_row(
    ("day", "valid_for", "closed", "lands"),
    [
        (4, "1d", [5], 4),  # its own day is open
        (4, "1d", [4], 5),
        (4, "6h", [4], 3),  # the next day is past its validity
        (4, "1d", [4, 5], 3),
        (4, "2d", [4, 5], 3),  # day 6 is a Sunday, whose hours begin when the validity ends
        (4, "5d", [4, 5], 6),
        (4, "1d", [3, 4, 5], 2),
        (4, "1d", [2, 3, 4, 5], 1),
        (4, "1d", [1, 2, 3, 4, 5], 4),  # nowhere to go: a question on a closed day is better than none
        (8, "6h", [5, 6, 7, 8], 8),  # never more than three days earlier
        (1, "6h", [1], 1),  # never on the day of surgery
        (0, "1d", [0], 0),
        (-1, "1d", [-1], -2),  # nor past it
        (-3, "1d", [-3], -2),
        (5, "5d", [5, 6, 7, 8, 9], 10),
    ],
)
def test_a_question_that_needs_staff_goes_to_a_day_when_they_are_in(
    day: int, valid_for: str, closed: list[int], lands: int
) -> None:
    message = planned(closed_on(*closed), day, valid_for)
    due = date.fromisoformat(local(message.due_at)[:10])
    assert (message.status, (due - SURGERY).days) == (Status.PLANNED, lands)


def test_other_steps_stay_on_a_closed_day() -> None:
    message = planned(closed_on(4), 4, "1d", needs_staff=False)
    assert local(message.due_at)[:10] == "2026-03-13"


def test_a_day_without_sending_hours_is_no_day_to_move_to() -> None:
    assert local(planned(closed_on(5, sunday=None), 5, "1d").due_at)[:10] == "2026-03-13"  # day 6 is a Sunday


def test_a_question_that_moved_ahead_keeps_its_end_and_one_that_moved_back_ends_earlier() -> None:
    assert local(planned(closed_on(4), 4, "1d").send_before) == "2026-03-14 12:00"
    assert local(planned(closed_on(4), 4, "6h").send_before) == "2026-03-12 18:00"


def test_a_sunday_without_sending_hours_skips_it_as_before() -> None:
    assert planned(closed_on(6, sunday=None), 6, "1d").reason == Reason.CLOSED_DAY


def test_what_is_too_late_to_be_asked_earlier_is_asked_on_its_own_day() -> None:
    message = planned(closed_on(4), 4, "6h", now="2026-03-13T06:00")
    assert (message.status, local(message.due_at)[:10]) == (Status.PLANNED, "2026-03-13")


def test_a_question_never_goes_back_to_the_day_whose_answer_it_depends_on() -> None:
    first = question("first", 3, valid_for=DAY)
    second = question("second", 4, valid_for=timedelta(hours=6), needs_staff=True, unless={"answer.first": {"back"}})
    assert local(plan([first, second], SURGERY, clinic=closed_on(4))["second"].due_at)[:10] == "2026-03-13"


@given(
    day=st.integers(-20, 60),
    valid=st.integers(1, 8 * 24),
    closed=st.frozensets(st.integers(-25, 70), max_size=60),
    sunday=st.sampled_from([None, "12:00-17:00"]),
    now=st.none() | st.datetimes(datetime(2026, 2, 20), datetime(2026, 5, 20), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_wherever_it_goes_it_is_open_in_time_and_on_the_same_side_of_surgery(
    day: int, valid: int, closed: frozenset[int], sunday: str | None, now: datetime | None
) -> None:
    clinic = closed_on(*closed, sunday=sunday)
    steps = [question("wound", day, valid_for=timedelta(hours=valid), needs_staff=True)]
    plain = plan(steps, SURGERY, clinic=closed_on(sunday=sunday), now=now)["wound"]
    moved = plan(steps, SURGERY, clinic=clinic, now=now)["wound"]
    lands = (date.fromisoformat(local(moved.due_at)[:10]) - SURGERY).days
    if day not in closed:
        assert moved == plain
    elif lands != day:
        assert lands not in closed
        assert lands * day > 0
        assert clinic.hours.on(SURGERY + timedelta(days=lands)) is not None
        assert day - EARLIER <= lands
        assert moved.due_at < moved.send_before <= plain.send_before


@each_row(
    ("region", "open_on", "day", "closed"),
    [
        ("US", [], "2026-11-26", True),  # Thanksgiving, fourth Thursday of November (5 USC 6103)
        ("US", [], "2026-11-27", False),
        ("US", [], "2026-07-03", True),  # Independence Day on a Saturday is observed on the Friday
        ("US", ["Independence Day"], "2026-07-03", False),
        ("US", ["Columbus Day"], "2026-10-12", False),
        ("US", [], "2027-10-11", True),
        ("", [], "2026-12-25", False),
        ("US-CA", [], "2026-03-31", True),  # Cesar Chavez Day is California's
        ("US-TX", ["Juneteenth National Independence Day"], "2026-06-19", True),  # Emancipation Day in Texas
    ],
)
def test_public_holidays_of_the_region_are_closed_unless_the_clinic_works(
    region: str, open_on: list[str], day: str, *, closed: bool
) -> None:
    assert is_closed(ClosedDays(region, frozenset(open_on)), date.fromisoformat(day)) is closed


def test_the_calendar_of_a_year_names_every_day_once() -> None:
    clinic = Clinic("oak", "Oak", closed_days="2026-12-24 Christmas Eve;2026-12-25 Family day", holiday_region="US")
    days = calendar_of(clinic.closed, clinic.closed_day_names, date(2026, 11, 20), 45)
    assert [(str(item.day), item.name, item.own) for item in days] == [
        ("2026-11-26", "Thanksgiving Day", False),
        ("2026-12-24", "Christmas Eve", True),
        ("2026-12-25", "Family day", True),
        ("2027-01-01", "New Year's Day", False),
    ]


def test_regions_have_names_and_an_unknown_one_is_refused() -> None:
    assert regions_of("US")["US-NY"] == "New York"
    assert regions_of("XX") == {}
    for unknown in ("XX", "US-XX"):
        with pytest.raises(LookupError):
            public_holidays(unknown, 2026)


@each_row(
    ("region", "language", "name", "shown"),
    [
        ("MX", "es", "New Year's Day", "Año Nuevo"),
        ("MX", "en", "New Year's Day", "New Year's Day"),
        ("CA", "fr", "Good Friday", "Vendredi saint"),
        ("US", "es", "Memorial Day", None),  # the library has no Spanish for these: a catalog of the pages has
        ("MX", "xx", "New Year's Day", None),
    ],
)
def test_a_holiday_has_a_name_in_the_languages_that_the_library_knows(
    region: str, language: str, name: str, shown: str | None
):
    assert holiday_names(region, 2026, language).get(name) == shown


def test_what_a_holiday_goes_by_does_not_hang_on_the_language_of_the_process(monkeypatch: pytest.MonkeyPatch):
    for locale in ("es_MX.UTF-8", "fr_CA.UTF-8", "C"):
        monkeypatch.setenv("LANGUAGE", locale)
        monkeypatch.setenv("LANG", locale)
        public_holidays.cache_clear()
        assert public_holidays("MX", 2026)[date(2026, 1, 1)] == ("New Year's Day",), locale
        assert public_holidays("CA", 2026)[date(2026, 4, 3)] == ("Good Friday",), locale
