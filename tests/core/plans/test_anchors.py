"""Steps that count from discharge, or keep off a patient who is still in hospital."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from reminders.core.model.status import Status
from reminders.core.plans.anchors import BEFORE_SURGERY, TOO_FAR_AHEAD, Anchor, refuse_discharge
from reminders.core.plans.pathway import PathwayError
from tests.core.making import local, pathway, plan, question, rules, step
from tests.core.standing import Enrollment
from tests.tables import each_row

MONDAY = date(2026, 3, 9)
HOME = step("home_2", 2, anchor=Anchor.DISCHARGE)
WOUND = step("wound_1", 4, after_discharge=2)


@each_row(
    ("discharge", "home", "wound"),
    [
        (None, "not_discharged", "2026-03-13"),
        (date(2026, 3, 9), "2026-03-11", "2026-03-13"),
        (date(2026, 3, 11), "2026-03-13", "2026-03-13"),
        (date(2026, 3, 12), "2026-03-14", "2026-03-14"),  # in hospital until the day before: it moves
        (date(2026, 3, 20), "2026-03-22", "2026-03-22"),
    ],
)
def test_where_a_step_stands(discharge: date | None, home: str, wound: str) -> None:
    planned = plan([HOME, WOUND], MONDAY, clinic=rules(daily_cap=2), discharge_date=discharge)
    assert {key: item.reason or local(item.due_at)[:10] for key, item in planned.items()} == {
        "home_2": home,
        "wound_1": wound,
    }
    assert planned["wound_1"].step is WOUND


def enrolled(at: datetime) -> Enrollment:
    return Enrollment(pathway(HOME, WOUND), MONDAY, at)


def test_a_step_waits_for_the_discharge_and_a_correction_moves_it() -> None:
    one = enrolled(datetime(2026, 3, 9, 14, tzinfo=UTC))
    assert one.states() == {"home_2": "sms skipped (not_discharged)", "wound_1": "sms planned"}
    for discharge, due in (("2026-03-12", "2026-03-14"), ("2026-03-11", "2026-03-13")):
        one.discharge = date.fromisoformat(discharge)
        one.replan()
        assert local(one.row("home_2").due_at)[:10] == due
        assert one.row("home_2").status is Status.PLANNED
    one.discharge = None
    one.replan()
    assert one.row("home_2").reason == "not_discharged"


def test_a_discharge_that_staff_record_too_late_misses_the_step() -> None:
    one = enrolled(datetime(2026, 3, 9, 14, tzinfo=UTC))
    one.at("2026-03-20 09:00")
    for day in (9, 12):  # on the day of surgery the provisional time is the same as the real one
        one.discharge = MONDAY.replace(day=day)
        one.replan()
        assert one.states()["home_2"] == "sms missed (too_late)", day


@each_row(
    ("discharge", "surgery", "problem"),
    [
        (MONDAY, MONDAY, None),
        (MONDAY - timedelta(days=1), MONDAY, BEFORE_SURGERY),
        (MONDAY + timedelta(days=30), MONDAY, None),
        (MONDAY + timedelta(days=31), MONDAY, TOO_FAR_AHEAD),
        (MONDAY + timedelta(days=62), MONDAY + timedelta(days=60), None),  # expected after a surgery to come
        (MONDAY - timedelta(days=300), MONDAY - timedelta(days=302), None),
    ],
)
def test_what_can_be_a_discharge_date(discharge: date, surgery: date, problem: str | None) -> None:
    assert refuse_discharge(discharge, surgery, MONDAY) == problem


@each_row(
    "wrong",
    [
        {"day": -1, "anchor": Anchor.DISCHARGE},
        {"day": 1, "anchor": Anchor.DISCHARGE, "after_discharge": 2},
        {"day": -1, "after_discharge": 1},
        {"day": 4, "after_discharge": -1},
    ],
)
def test_what_no_step_can_be(wrong: dict[str, object]) -> None:
    try:
        replace(WOUND, **({"after_discharge": None} | wrong))  # type: ignore[arg-type] a table of values
    except PathwayError:
        return
    raise AssertionError(wrong)


def test_a_step_may_hang_on_a_question_that_counts_from_another_day() -> None:
    asked = question("home_1", 9, anchor=Anchor.DISCHARGE)
    later = step("after", 5, unless={"answer.home_1": frozenset({"back"})})
    assert pathway(asked, later).asked_by(later) is None
    from_home = replace(later, day=10, anchor=Anchor.DISCHARGE)
    assert pathway(asked, from_home).asked_by(from_home) == 9
