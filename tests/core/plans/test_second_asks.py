"""A question that is asked once more: on which day, until when, and what its row says if the first one does not go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.core.model.contact import Party
from reminders.core.model.enrollment import FIRST_SLOT, Visit
from reminders.core.model.status import Reason, Status
from reminders.core.plans.anchors import Anchor
from reminders.core.plans.caps import TextDates
from reminders.core.plans.pathway import second_asks
from reminders.core.plans.planning import PlannedMessage, plan_messages
from reminders.core.plans.questions import Ask, Scale
from tests.core.making import EMAIL, NEW_YORK, SMS, clinics, local, pathway, rules, step, subject, subjects
from tests.core.standing import Enrollment
from tests.tables import each_row

if TYPE_CHECKING:
    from reminders.core.model.clinic import ClinicRules
    from reminders.core.plans.pathway import Pathway, Step
    from reminders.core.plans.planning import Subject

SURGERY = date(2026, 3, 17)  # a Tuesday
FIRST, AGAIN = "pain", "pain_again"


def asked_twice(day: int = -6, *, after: int = 1, **more: object) -> Pathway:
    ask = Ask({}, scale=Scale(0, 10), again_after=timedelta(days=after))
    return pathway(*second_asks([step(FIRST, day, ask=ask, **({"valid_for": timedelta(days=4)} | more))]))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


def rows(messages: tuple[PlannedMessage, ...]) -> list[str]:
    return [f"{one.step.key} {one.channel} {one.reason or 'planned'} {local(one.due_at)[5:10]}" for one in messages]


BOOKED = Visit("v", "e", "V", at("2026-03-18 09:30"), slot=FIRST_SLOT, known_at=at("2026-03-01 09:00"))
CAREGIVERS = frozenset({Party.CAREGIVER})


@each_row(
    ("more", "who", "now", "expected"),
    [
        # The first would go late and the second behind it. The cap leaves no room for the first: nothing moves.
        ({}, {}, "2026-03-14 11:00", ["pain sms cap 03-11", "pain_again sms not_asked 03-12"]),
        ({}, {}, "2026-03-12 11:00", ["pain sms cap 03-11", "pain_again sms not_asked 03-12"]),
        ({"day": 0}, {}, "2026-03-20 11:00", ["pain sms cap 03-17", "pain_again sms not_asked 03-18"]),
        (
            {"anchor": Anchor.DISCHARGE, "day": 1},
            {},
            "2026-03-19 11:00",
            ["pain sms cap 03-17", "pain_again sms not_asked 03-18"],
        ),
        (
            {"anchor": Anchor.VISIT, "day": -5},
            {},
            "2026-03-15 11:00",
            ["pain sms cap 03-13", "pain_again sms not_asked 03-14"],
        ),
        (
            {"to": CAREGIVERS},
            {"party": Party.CAREGIVER},
            "2026-03-14 11:00",
            ["pain sms cap 03-11", "pain_again sms not_asked 03-12"],
        ),
        # By email it goes, and is asked again behind that on both channels; the text alone is capped.
        (
            {"on_both": True},
            {},
            "2026-03-12 11:00",
            [
                "pain sms cap 03-11",
                "pain email planned 03-11",
                "pain_again sms cap 03-13",
                "pain_again email planned 03-13",
            ],
        ),
        # Moved behind the first it would come after the surgery; but the first does not go: that is why.
        ({"day": -2}, {}, "2026-03-16 11:00", ["pain sms cap 03-15", "pain_again sms not_asked 03-16"]),
        # The day after is the last on which the first could go.
        (
            {"valid_for": timedelta(days=1)},
            {},
            "2026-03-12 11:00",
            ["pain sms cap 03-11", "pain_again sms not_asked 03-12"],
        ),
    ],
)
def test_a_question_whose_first_asking_gives_way_to_the_cap_keeps_its_own_day(
    more: dict[str, object], who: dict[str, object], now: str, expected: list[str]
) -> None:
    taken = tuple(TextDates(SURGERY - timedelta(days=n), SURGERY - timedelta(days=n)) for n in range(-5, 9))
    made = plan_messages(
        asked_twice(**more),  # type: ignore[arg-type]
        SURGERY,
        rules(),
        subject(texts_taken=taken, **who),
        now=at(now),
        discharge_date=date(2026, 3, 16) if "anchor" in more else None,
        visits=[BOOKED] if more.get("anchor") is Anchor.VISIT else [],
    )
    assert rows(made) == expected


def test_planning_once_more_leaves_it_there() -> None:
    one = Enrollment(asked_twice(), SURGERY, at("2026-03-11 18:30"), clinic=rules(daily_cap=0))
    before = dict(one.rows)
    assert sorted(row.reason or "" for row in before.values()) == [Reason.CAP, Reason.NOT_ASKED]
    for moment in ("2026-03-13 11:00", "2026-03-14 18:30"):
        one.at(moment)
        one.replan()
        assert one.rows == before, moment


def test_of_two_visits_told_of_together_neither_is_asked_about_again_if_the_first_question_gives_way() -> None:
    plan = asked_twice(-5, anchor=Anchor.VISIT)
    second = replace(BOOKED, id="w", visit_id="W", at=at("2026-03-18 14:30"), slot=FIRST_SLOT + 1)
    for cap, first, again in ((1, [None, "together"], [None, "together"]), (0, ["cap", "cap"], ["not_asked"] * 2)):
        made = plan_messages(
            plan, SURGERY, rules(daily_cap=cap), subject(), now=at("2026-03-15 11:00"), visits=[BOOKED, second]
        )
        assert [one.reason for one in made if not one.step.again_of] == first
        assert [one.reason for one in made if one.step.again_of] == again
        assert [one.also for one in made if one.reason == Reason.NOT_ASKED] == [()] * again.count("not_asked")


@each_row(
    ("day", "now", "asked", "until"),
    [
        # Asked on its own day it has the validity that the plan gives it, and no less.
        (-6, "2026-03-10 11:00", "2026-03-12", "2026-03-16 12:00"),
        (-6, "2026-03-12 11:00", "2026-03-13", "2026-03-17 00:00"),
        (-6, "2026-03-14 11:00", "2026-03-15", "2026-03-17 00:00"),
        (-2, "2026-03-15 11:00", "2026-03-16", "2026-03-20 12:00"),
        # After the surgery no day is too late but by its own validity.
        (1, "2026-03-20 11:00", "2026-03-21", "2026-03-25 12:00"),
    ],
)
def test_a_baseline_that_moved_behind_its_first_asking_is_over_with_the_day_before_surgery(
    day: int, now: str, asked: str, until: str
) -> None:
    made = plan_messages(asked_twice(day), SURGERY, rules(), subject(), now=at(now))[1]
    assert (made.status, local(made.due_at)[:10], local(made.send_before)) == (Status.PLANNED, asked, until)


@st.composite
def questions(draw: st.DrawFn, key: str) -> list[Step]:
    """Draw a question that is asked once more, or a step that is no question."""
    after = draw(st.sampled_from([None, 1, 1, 2]))
    ask = Ask({}, scale=Scale(0, 10), again_after=timedelta(days=after)) if after else None
    channels = draw(st.sampled_from([(SMS, EMAIL), (SMS,), (EMAIL,)]))
    one = step(
        key,
        draw(st.integers(-8, 12)),
        valid_for=timedelta(hours=draw(st.integers(1, 120))),
        channels=channels,
        on_both=draw(st.booleans()) and channels == (SMS, EMAIL),
        priority=draw(st.integers(-1, 1)),
        ask=ask,
    )
    return list(second_asks([one]))


plans = st.lists(st.none(), min_size=1, max_size=5).flatmap(
    lambda made: st.tuples(*[questions(f"step_{number}") for number in range(len(made))])
)


@settings(max_examples=60)
@given(plans, clinics, subjects, st.integers(-12 * 24, 16 * 24))
def test_what_is_not_asked_again_stands_on_the_day_of_the_plan(
    steps: tuple[list[Step], ...], clinic: ClinicRules, patient: Subject, hours: int
) -> None:
    now = datetime.combine(SURGERY, datetime.min.time(), UTC) + timedelta(hours=hours)
    path = pathway(*[one for each in steps for one in each])
    made = plan_messages(path, SURGERY, clinic, patient, now=now)
    asked = {one.step.key for one in made if one.status is Status.PLANNED}
    for one in made:
        if one.step.again_of and one.step.again_of not in asked:
            assert one.status is not Status.PLANNED
            assert one.due_at.astimezone(patient.zone).date() == SURGERY + timedelta(days=one.step.day)
        if one.reason == Reason.NOT_ASKED:
            assert one.step.again_of not in asked
        if one.status is Status.PLANNED and one.step.again_of and one.step.day < 0:
            moved = one.due_at.astimezone(patient.zone).date() > SURGERY + timedelta(days=one.step.day)
            last = (one.send_before - timedelta(microseconds=1)).astimezone(patient.zone).date()
            assert not moved or last < SURGERY
