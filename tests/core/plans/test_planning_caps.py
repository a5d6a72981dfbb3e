"""How many texts a patient gets: so many a day, so many in any seven days, the important ones first."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from reminders.core.model.contact import Contact, Reach
from reminders.core.model.status import Reason, Status
from reminders.core.plans.caps import TextDates, text_dates
from tests.core.making import EMAIL, NEW_YORK, SMS, hours, plan, rules, step, subject
from tests.tables import each_row

SURGERY = date(2026, 3, 9)  # a Monday
TEXTS_ONLY = subject(contact=Contact({SMS: Reach.OPEN}))


def on(day: int) -> date:
    return SURGERY + timedelta(days=day)


def kept(
    days: list[tuple[int, int]], *, daily: int = 1, weekly: int = 3, taken: tuple[TextDates, ...] = ()
) -> list[int]:
    """Plan one text per (day, priority); return the places in the list that were not capped."""
    steps = [
        step(f"step_{number}", day, f"{10 + number % 8}:00-{11 + number % 8}:00", priority=priority)
        for number, (day, priority) in enumerate(days)
    ]
    clinic = rules(hours=hours(sunday="10:00-18:00"), daily_cap=daily, weekly_cap=weekly)
    made = plan(steps, SURGERY, clinic=clinic, patient=subject(texts_taken=taken))
    assert all(message.reason == (None if message.status is Status.PLANNED else "cap") for message in made.values())
    return [number for number in range(len(days)) if made[f"step_{number}"].status is Status.PLANNED]


@each_row(
    ("days", "daily", "weekly", "expected", "why"),
    [
        ([(1, 0), (1, 0)], 1, 3, [0], "one a day: the earlier stays"),
        ([(1, 0), (1, 1)], 1, 3, [1], "the more important one stays, though it is later"),
        ([(1, 0), (1, 0)], 2, 3, [0, 1], "two a day"),
        ([(1, 0), (2, 0), (3, 0)], 1, 3, [0, 1, 2], "three in a week"),
        ([(1, 0), (2, 0), (3, 0), (4, 0)], 1, 3, [0, 1, 2], "the fourth gives way"),
        ([(1, 0), (2, 0), (3, 0), (7, 0)], 1, 3, [0, 1, 2], "day 1 to 7 are seven dates"),
        ([(1, 0), (2, 0), (3, 0), (8, 0)], 1, 3, [0, 1, 2, 3], "day 8 is the eighth"),
        ([(1, 0), (6, 0), (7, 0), (8, 0)], 1, 3, [0, 1, 2, 3], "2 to 8 holds three"),
        ([(1, 0), (2, 0), (3, 0), (4, 9)], 1, 3, [0, 1, 3], "the least and latest gives way"),
        ([(1, 0), (2, 1), (3, 2), (4, 3)], 1, 3, [1, 2, 3], "the lowest gives way first"),
        ([(1, 0), (4, 0), (6, 0), (9, 0), (11, 0), (14, 0)], 1, 3, [0, 1, 2, 3, 4, 5], "a thick pathway just fits"),
        ([(1, -5), (9, -5)], 1, 3, [0, 1], "a low priority alone is no reason"),
        # A text of high priority between two weeks counts in both.
        ([(1, 0), (2, 0), (7, 9), (12, 0), (13, 0)], 1, 2, [0, 2, 3], "windows of seven around the important one"),
        ([(1, 0)], 0, 3, [], "no texts at all"),
        ([(1, 0)], 1, 0, [], "none in a week"),
        ([(1, 0), (1, 0), (1, 0), (1, 0)], 9, 3, [0, 1, 2], "the weekly cap holds within a day too"),
        ([(-3, 0), (-1, 0), (1, 0), (3, 0)], 1, 3, [0, 1, 2], "over the surgery date too"),
    ],
)
def test_the_caps(days: list[tuple[int, int]], daily: int, weekly: int, expected: list[int], why: str) -> None:
    assert kept(days, daily=daily, weekly=weekly) == expected, why


@each_row(
    ("taken", "expected"),
    [
        ([], [0, 1, 2]),
        ([1], [1, 2]),  # another enrollment has that day
        ([2], [0, 1]),  # two were left in these seven days, and the earliest take them
        ([0, -1], [0]),
        ([0, -1, -2], [2]),  # day 5 is the first whose seven days hold but two of them
        ([-6, -5, -4], [0, 1, 2]),  # 1, 2 and 3 days ago, and then they fall out of the window one by one
        ([11, 12, 13], [0, 1, 2]),
        ([5, 9, 10], [0, 1]),  # texts still to come count as well
    ],
)
def test_texts_of_other_enrollments_and_texts_sent_count(taken: list[int], expected: list[int]) -> None:
    dates = tuple(TextDates(on(day), on(day)) for day in taken)
    assert kept([(1, 0), (3, 0), (5, 0)], taken=dates) == expected


def test_emails_are_not_capped_and_count_for_nothing() -> None:
    steps = [step(f"email_{number}", 1, channels=(EMAIL,)) for number in range(9)]
    made = plan([*steps, step("walk_1", 1)], SURGERY)
    assert {message.status for message in made.values()} == {Status.PLANNED}


def test_what_became_an_email_for_lack_of_consent_is_not_capped_either() -> None:
    by_email = subject(contact=Contact({EMAIL: Reach.OPEN}))
    made = plan([step("a", 1), step("b", 1)], SURGERY, patient=by_email)
    assert [(message.channel, message.status) for message in made.values()] == [(EMAIL, Status.PLANNED)] * 2


def test_a_capped_text_never_becomes_an_email() -> None:
    made = plan([step("a", 1), step("b", 1)], SURGERY)
    (capped,) = [message for message in made.values() if message.reason == Reason.CAP]
    assert capped.channel is SMS


@each_row("reason", ["optional", "condition", "closed", "late"])
def test_a_step_that_is_not_sent_anyway_takes_nothing_from_the_caps(reason: str) -> None:
    sunday = SURGERY - timedelta(days=1)
    first = step(
        "first",
        0,
        "10:00-11:00",
        priority=9,
        valid_for=timedelta(minutes=1),
        optional=reason == "optional",
        when={"job_strain": frozenset({"desk"})} if reason == "condition" else {},
    )
    second = step("second", 1 if reason == "closed" else 0, "17:00-18:00")
    made = plan(
        [first, second],
        sunday if reason == "closed" else SURGERY,
        clinic=rules(hours=hours(sunday=None), weekly_cap=1),
        patient=TEXTS_ONLY,
        now=datetime(2026, 3, 9, 12, tzinfo=NEW_YORK) if reason == "late" else None,
    )
    assert made["first"].status in {Status.SKIPPED, Status.MISSED}
    assert made["second"].status is Status.PLANNED


def test_two_texts_overdue_at_enrollment_do_not_both_go_today() -> None:
    # Due on Monday and on Tuesday, both still valid on Wednesday: on paper they are a day apart, on the phone not.
    steps = [step("monday", 0, valid_for=timedelta(days=4)), step("tuesday", 1, valid_for=timedelta(days=4))]
    wednesday = datetime(2026, 3, 11, 11, tzinfo=NEW_YORK)
    late = plan(steps, SURGERY, now=wednesday)
    assert [(message.status, message.reason) for message in late.values()] == [
        (Status.PLANNED, None),
        (Status.SKIPPED, Reason.CAP),
    ]
    in_time = plan(steps, SURGERY, now=datetime(2026, 3, 9, 9, tzinfo=NEW_YORK))
    assert {message.status for message in in_time.values()} == {Status.PLANNED}


def test_an_overdue_text_takes_the_place_of_the_day_it_goes_on() -> None:
    steps = [step("monday", 0, valid_for=timedelta(days=4)), step("wednesday", 2, priority=-1)]
    late = plan(steps, SURGERY, now=datetime(2026, 3, 11, 9, tzinfo=NEW_YORK))
    assert [message.status for message in late.values()] == [Status.PLANNED, Status.SKIPPED]


def test_an_overdue_text_counts_for_the_morning_after_when_today_is_over() -> None:
    steps = [step("monday", 0, valid_for=timedelta(days=4)), step("tuesday", 1, priority=-1)]
    monday_night = datetime(2026, 3, 9, 20, tzinfo=NEW_YORK)
    late = plan(steps, SURGERY, now=monday_night)
    assert [message.status for message in late.values()] == [Status.PLANNED, Status.SKIPPED]


def test_a_sent_text_counts_on_the_day_it_was_due_and_on_the_day_it_went() -> None:
    sent = (TextDates(due=on(0), goes=on(1)),)
    assert kept([(0, 0), (1, 0), (2, 0)], taken=sent) == [2]


def test_the_dates_of_a_text_are_the_patients_own() -> None:
    late_evening = datetime(2026, 3, 9, 23, tzinfo=NEW_YORK)
    assert text_dates(late_evening, late_evening + timedelta(hours=2), NEW_YORK) == TextDates(on(0), on(1))
