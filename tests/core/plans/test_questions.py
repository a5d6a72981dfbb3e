"""A question on a scale: thresholds, what a score is kept as, and the step that asks once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from reminders.core.model.status import Reason, Status
from reminders.core.plans.pathway import second_asks
from reminders.core.plans.planning import plan_messages
from reminders.core.plans.questions import Ask, PathwayError, Scale, parse_threshold, value_of
from tests.core.making import NEW_YORK, SMS, pathway, plan, rules, step, subject
from tests.tables import each_row

TUESDAY = date(2026, 3, 3)
TEN = Scale(0, 10)


@each_row(
    ("follow_up", "code", "before", "called"),
    [
        (">= 7", "7", None, True),
        (">= 7", "6", None, False),
        ("> 7", "7", None, False),
        ("<= 3", "3", None, True),
        ("< 3", "3", None, False),
        (">= 7", "2 7", None, True),
        ("rises by 3", "5", "2", True),
        ("rises by 3", "4", "2", False),
        ("rises by 3", "9", None, False),
        ("rises by 3", "2 5", "2 2", True),
        ("falls by 2", "3", "5", True),
        ("falls by 2", "5", "3", False),
    ],
)
def test_a_threshold_calls_staff(follow_up: str, code: str, before: str | None, called: bool) -> None:  # noqa: FBT001 a row
    ask = Ask({}, scale=TEN, thresholds=(parse_threshold(follow_up),))
    assert ask.calls_for_follow_up(code, before) is called


@each_row(
    ("scale", "score", "code"),
    [
        (TEN, 7, "7"),
        (TEN, (3, 6), None),
        (TEN, None, None),
        (Scale(1, 5), 7, None),
        (Scale(0, 10, ("back", "leg")), (3, 6), "3 6"),
        (Scale(0, 10, ("back", "leg")), 3, None),
    ],
)
def test_a_score_is_an_answer_only_if_it_has_the_questions_parts(
    scale: Scale, score: int | tuple[int, int] | None, code: str | None
) -> None:
    assert scale.code_of(score) == code


@each_row(("code", "value"), [("7", 7), ("3 6", [3, 6]), ("not_yet", "not_yet")])
def test_an_answer_is_handed_on_as_a_number(code: str, value: object) -> None:
    assert value_of(code) == value


ASKED = second_asks([step("pain_1", 1, ask=Ask({}, scale=TEN, again_after=timedelta(days=1)))])
FIRST, AGAIN = "pain_1", "pain_1_again"


def test_an_unanswered_question_is_planned_once_more() -> None:
    planned = plan(list(ASKED), TUESDAY)
    assert [(planned[key].status, str(planned[key].due_at.date())) for key in (FIRST, AGAIN)] == [
        (Status.PLANNED, "2026-03-04"),
        (Status.PLANNED, "2026-03-05"),
    ]


@each_row(
    ("more", "first", "again"),
    [
        ({"patient": subject(answers={FIRST: "3"})}, None, Reason.ANSWERED),
        ({"clinic": rules(daily_cap=0)}, Reason.CAP, Reason.NOT_ASKED),
        ({"clinic": rules(weekly_cap=1)}, None, Reason.CAP),
    ],
)
def test_why_it_is_not_asked_again(more: dict[str, object], first: str | None, again: str) -> None:
    planned = plan(list(ASKED), TUESDAY, **more)  # type: ignore[arg-type]
    assert (planned[FIRST].reason, planned[AGAIN].reason) == (first, again)
    assert planned[FIRST].channel is SMS


LONG = second_asks(
    [step("pain_1", 1, valid_for=timedelta(days=3), ask=Ask({}, scale=TEN, again_after=timedelta(days=2)))]
)


@each_row(
    ("asked", "now", "first", "again"),
    [
        # Surgery on March 3: asked on the 4th, once more on the 6th.
        (None, None, "2026-03-04", "2026-03-06"),
        (None, "2026-03-05 12:00", "2026-03-04", "2026-03-06"),  # enrolled late: the first goes on the 5th
        (None, "2026-03-06 12:00", "2026-03-04", "2026-03-08"),  # on the 6th, the day of the second: it keeps 2 days
        (None, "2026-03-06 19:00", "2026-03-04", "2026-03-09"),  # after hours, so that the first goes on the 7th
        (date(2026, 3, 5), "2026-03-05 12:00", None, "2026-03-06"),
        (date(2026, 3, 6), "2026-03-06 12:00", None, "2026-03-08"),  # an outage held the first one up
        (date(2026, 3, 7), "2026-03-07 12:00", None, "2026-03-09"),
    ],
)
def test_it_is_asked_again_on_a_day_after_the_first_time(
    asked: date | None, now: str | None, first: str | None, again: str
) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=NEW_YORK) if now else None
    made = plan_messages(
        pathway(*LONG),
        TUESDAY,
        rules(),
        subject(asked={(FIRST, 0): asked} if asked else {}),
        now=moment,
        done=[(FIRST, SMS, 0)] if asked else [],
    )
    assert [(one.status, str(one.due_at.date())) for one in made] == [
        (Status.PLANNED, day) for day in (first, again) if day
    ]


@each_row(
    ("asked", "again"),
    [
        (None, (None, "2026-02-28")),
        (date(2026, 2, 27), (None, "2026-02-28")),
        (date(2026, 2, 28), (None, "2026-03-02")),
        (date(2026, 3, 1), (Reason.TOO_LATE, "2026-03-03")),  # the day of surgery is no day before it
    ],
)
def test_a_baseline_is_not_asked_for_once_more_after_the_surgery(
    asked: date | None, again: tuple[str | None, str]
) -> None:
    before = second_asks([replace(LONG[0], day=-5)])
    made = plan_messages(
        pathway(*before), TUESDAY, rules(), subject(asked={(FIRST, 0): asked} if asked else {}), now=None,
        late_reason=Reason.TOO_LATE,
    )  # fmt: skip
    assert (made[1].reason, str(made[1].due_at.date())) == again


@pytest.mark.parametrize("hours", [6, 36])
def test_it_is_asked_again_after_whole_days(hours: int) -> None:
    with pytest.raises(PathwayError, match="whole days"):
        Ask({}, scale=TEN, again_after=timedelta(hours=hours))
