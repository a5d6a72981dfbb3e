"""One change of many plans: which it fits, where each surgery goes, and what became of a plan since it was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reminders.core.model.enrollment import Enrollment, EnrollmentState
from reminders.core.plans import bulk
from reminders.core.plans.bulk import BulkAction, BulkChange, read_seen, why_changed, why_not, write_seen

TUESDAY, FRIDAY = date(2026, 3, 10), date(2026, 3, 13)
PLAN = Enrollment("0b7f5a3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b", 1, "p", 1, "X", TUESDAY, {}, {}, plan_revision=4)
PAUSED = replace(PLAN, state=EnrollmentState.PAUSED)
CANCELLED = replace(PLAN, state=EnrollmentState.CANCELLED)
MOVE, SHIFT = BulkChange(BulkAction.MOVE, day=FRIDAY), BulkChange(BulkAction.SHIFT, days=-2)
PAUSE, RESUME = BulkChange(BulkAction.PAUSE), BulkChange(BulkAction.RESUME)


def test_a_surgery_goes_to_the_day_or_by_the_days_that_are_named():
    assert [one.day_for(TUESDAY) for one in (MOVE, SHIFT, PAUSE)] == [FRIDAY, date(2026, 3, 8), TUESDAY]
    assert [one.moves for one in (MOVE, SHIFT, PAUSE, RESUME)] == [True, True, False, False]


def test_a_change_fits_only_some_plans():
    table = (
        (MOVE, PLAN, False, None),
        (MOVE, PAUSED, False, None),
        (MOVE, replace(PLAN, surgery_date=FRIDAY), False, bulk.SAME_DAY),
        (SHIFT, PLAN, True, None),
        (PAUSE, PLAN, False, None),
        (PAUSE, PAUSED, False, bulk.PAUSED_ALREADY),
        (RESUME, PAUSED, False, None),
        (RESUME, PLAN, False, bulk.RUNS_ALREADY),
        (RESUME, PLAN, True, None),
        *((change, CANCELLED, False, bulk.CANCELLED) for change in (MOVE, SHIFT, PAUSE, RESUME)),
    )
    for change, plan, held, why in table:
        assert why_not(change, plan, held=held) == why, (change, plan.state, held)


def test_what_became_of_a_plan_since_it_was_seen():
    (seen,) = read_seen(write_seen([PLAN]))
    (seen_paused,) = read_seen(write_seen([PAUSED]))
    table = (
        (seen, PLAN, None),
        (seen, None, bulk.GONE),
        (seen, CANCELLED, bulk.WAS_CANCELLED),
        (seen, replace(PAUSED, plan_revision=5), bulk.WAS_PAUSED),
        (seen_paused, replace(PLAN, plan_revision=5), bulk.WAS_RESUMED),
        (seen, replace(PLAN, surgery_date=FRIDAY, plan_revision=5), bulk.WAS_MOVED),
        (seen, replace(PLAN, plan_revision=5), bulk.WAS_CHANGED),
    )
    for then, now, why in table:
        assert why_changed(then, now) == why, (then, now)


def test_what_is_not_so_written_is_left_out():
    good = write_seen([PLAN])
    for text in ("", "x", "a:b:c:d", good.replace("active", "gone"), good.replace(":4:", ":x:"), good[:-1], "1:2:3"):
        assert read_seen(text) == [], text
    assert len(read_seen(f"x {good} y")) == 1
