"""What a change does to the rows that stand: corrections, postponements, STOP and START, pauses, failed texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.core.model.contact import Contact, Reach
from reminders.core.model.status import UNSENT, Reason, Status
from reminders.core.plans.pathway import second_asks
from reminders.core.plans.planning import PlannedMessage
from reminders.core.plans.questions import Ask, Scale
from reminders.core.plans.replanning import PlanDiff, is_new_surgery_day, steps_done
from tests.core.making import BOTH, EMAIL, SMS, hours, pathway, question, rules, step, subject, utc
from tests.core.standing import Enrollment
from tests.tables import each_row

MONDAY = date(2026, 3, 9)
START = datetime(2026, 3, 9, 14, tzinfo=UTC)
DESK = {"job_strain": frozenset({"desk"})}
STEPS = pathway(
    step("walk_1", 1),
    step("wound_1", 4),
    question("work_1", 14, when=DESK),
    step("work_2", 28, unless={"answer.work_1": frozenset({"back"})}),
)


@pytest.fixture
def enrollment() -> Enrollment:
    """Enroll on the day of surgery, before noon."""
    return Enrollment(
        STEPS, MONDAY, datetime(2026, 3, 9, 14, tzinfo=UTC), patient=subject(facts={"job_strain": "desk"})
    )


def test_a_first_plan_inserts_every_step_and_its_diff_with_itself_is_empty(enrollment: Enrollment) -> None:
    assert list(enrollment.states().values()) == ["sms planned"] * 4
    assert not enrollment.diff()
    assert enrollment.diff() == PlanDiff((), ())


def test_a_correction_moves_what_is_unsent_and_back_again_changes_nothing(enrollment: Enrollment) -> None:
    before = dict(enrollment.rows)
    enrollment.move(date(2026, 3, 7))
    assert enrollment.surgery_generation == 0
    assert {row.due_at.date() for row in enrollment.rows.values()} == {
        date(2026, 3, 8),
        date(2026, 3, 11),
        date(2026, 3, 21),
        date(2026, 4, 4),
    }
    enrollment.move(MONDAY)
    after = dict(enrollment.rows)
    # On the 8th, the day 1 of the wrong date, nothing could go any more: the row was missed, and came back.
    assert after == before


def test_a_correction_leaves_what_was_sent_as_it_was(enrollment: Enrollment) -> None:
    enrollment.at("2026-03-10 13:00")
    assert enrollment.send_due() == ["walk_1"]
    sent = enrollment.row("walk_1")
    enrollment.move(date(2026, 3, 8))
    assert enrollment.row("walk_1") == sent
    assert enrollment.row("wound_1").due_at.date() == date(2026, 3, 12)


def test_a_correction_of_a_step_whose_time_is_past_misses_it(enrollment: Enrollment) -> None:
    enrollment.move(date(2026, 3, 2))
    assert enrollment.states()["walk_1"] == "sms missed (too_late)"


@each_row(
    ("status", "reason", "now", "after"),
    [
        (Status.SKIPPED, Reason.CAP, "2026-03-20 12:00", "sms skipped (cap)"),
        (Status.SKIPPED, Reason.CLOSED_DAY, "2026-03-20 12:00", "sms skipped (closed_day)"),
        (Status.SKIPPED, Reason.OPTED_OUT, "2026-03-20 12:00", "sms skipped (opted_out)"),
        (Status.CANCELLED, Reason.REPLACED, "2026-03-20 12:00", "sms cancelled (replaced)"),
        (Status.MISSED, Reason.ENROLLED_LATE, "2026-03-20 12:00", "sms missed (enrolled_late)"),
        # Not closed, or not over: the plan still decides.
        (Status.PLANNED, None, "2026-03-20 12:00", "sms missed (too_late)"),
        (Status.SKIPPED, Reason.NOT_DISCHARGED, "2026-03-20 12:00", "sms missed (too_late)"),
        (Status.SKIPPED, Reason.CAP, "2026-03-13 09:00", "sms missed (too_late)"),
    ],
)
def test_another_version_of_the_plan_leaves_as_it_was_what_is_over(
    status: Status, reason: Reason | None, now: str, after: str
) -> None:
    enrollment = Enrollment(STEPS, MONDAY, START, patient=subject(facts={"job_strain": "desk"}))
    wound = enrollment.row("wound_1")
    enrollment.rows[wound.id] = replace(wound, status=status, reason=reason)
    enrollment.pathway = pathway(step("walk_1", 1), step("wound_1", 2), *STEPS.steps[2:])
    enrollment.at(now)
    enrollment.replan()
    assert enrollment.states()["wound_1"] == after
    if after.endswith(f"({reason})") and reason is not Reason.NOT_DISCHARGED:
        assert enrollment.row("wound_1").due_at == wound.due_at


@each_row(
    ("new_date", "afresh"),
    [(date(2026, 3, 8), False), (date(2026, 3, 9), False), (date(2026, 3, 10), True), (date(2027, 3, 9), True)],
)
def test_only_a_date_still_to_come_is_a_new_surgery_day(new_date: date, *, afresh: bool) -> None:
    assert is_new_surgery_day(new_date, MONDAY) is afresh


def test_a_postponement_plans_every_step_afresh_sent_ones_too(enrollment: Enrollment) -> None:
    enrollment.at("2026-03-10 13:00")
    enrollment.send_due()
    enrollment.move(date(2026, 4, 6))
    assert enrollment.row("walk_1", surgery_generation=0).status is Status.ACCEPTED  # history
    assert enrollment.states() == dict.fromkeys(["walk_1", "wound_1", "work_1", "work_2"], "sms planned")
    assert enrollment.row("walk_1").due_at.date() == date(2026, 4, 7)
    assert len(enrollment.rows) == 5  # what was unsent moved along: no second row for it
    assert not enrollment.diff()


def test_a_postponement_brings_back_what_was_missed(enrollment: Enrollment) -> None:
    enrollment.at("2026-03-20 12:00")
    enrollment.replan()
    assert enrollment.states()["walk_1"] == "sms missed (too_late)"
    enrollment.move(date(2026, 4, 6))
    assert enrollment.states()["walk_1"] == "sms planned"


def test_stop_turns_to_email_and_start_back_to_texts(enrollment: Enrollment) -> None:
    before = dict(enrollment.rows)
    enrollment.reach(sms=Reach.OPTED_OUT)
    assert set(enrollment.states().values()) == {"email planned, sms skipped (opted_out)"}
    enrollment.reach()
    assert set(enrollment.states().values()) == {"email cancelled (replaced), sms planned"}
    assert {key: enrollment.rows[key] for key in before} == before
    enrollment.reach(sms=Reach.OPTED_OUT)  # and once more: the same two rows
    assert set(enrollment.states().values()) == {"email planned, sms skipped (opted_out)"}
    assert len(enrollment.rows) == 8


def test_start_plans_what_is_not_past(enrollment: Enrollment) -> None:
    enrollment.reach(sms=Reach.OPTED_OUT, email=Reach.NO_CONSENT)
    assert set(enrollment.states().values()) == {"sms skipped (opted_out)"}
    enrollment.at("2026-03-15 12:00")
    enrollment.reach(email=Reach.NO_CONSENT)
    assert list(enrollment.states().values()) == ["sms skipped (opted_out)"] * 2 + ["sms planned"] * 2


def test_stop_leaves_one_row_for_a_step_that_is_not_sent_anyway(enrollment: Enrollment) -> None:
    enrollment.patient = replace(enrollment.patient, facts={"job_strain": "heavy"})
    enrollment.at("2026-03-12 12:00")
    enrollment.replan()
    enrollment.reach(sms=Reach.OPTED_OUT)
    assert enrollment.states() == {
        "walk_1": "sms missed (too_late)",
        "wound_1": "email planned, sms skipped (opted_out)",
        "work_1": "sms skipped (not_applicable)",
        "work_2": "email planned, sms skipped (opted_out)",
    }


def test_an_email_that_would_have_to_be_a_capped_text_is_told_on_both_channels() -> None:
    steps = pathway(step("a", 4, "08:00-10:00", channels=(EMAIL, SMS)), step("b", 4, "12:00-13:00", priority=1))
    enrollment = Enrollment(steps, MONDAY, datetime(2026, 3, 9, 14, tzinfo=UTC))
    before = dict(enrollment.rows)
    enrollment.reach(email=Reach.OPTED_OUT)
    assert enrollment.states() == {"a": "email skipped (opted_out), sms skipped (cap)", "b": "sms planned"}
    enrollment.reach()
    assert enrollment.states()["a"] == "email planned, sms skipped (cap)"
    assert {key: enrollment.rows[key] for key in before} == before


def test_a_step_on_both_channels_is_two_messages_each_done_by_itself() -> None:
    """The text left, its email did not: a correction moves the email, and neither stands in for the other."""
    enrollment = Enrollment(pathway(step("walk_1", 1, on_both=True), step("light_1", 2)), MONDAY, START)
    assert enrollment.states() == {"walk_1": "email planned, sms planned", "light_1": "sms planned"}
    text = enrollment.row("walk_1")
    enrollment.rows[text.id] = replace(text, status=Status.ACCEPTED)
    enrollment.move(date(2026, 3, 8))
    assert enrollment.row("walk_1") == replace(text, status=Status.ACCEPTED)
    assert enrollment.row("walk_1", EMAIL).due_at == text.due_at - timedelta(days=1)
    enrollment.move(MONDAY)
    enrollment.reach(sms=Reach.OPTED_OUT)
    assert enrollment.states()["walk_1"] == "email planned, sms accepted"
    enrollment.reach(email=Reach.OPTED_OUT)
    assert enrollment.states()["walk_1"] == "email skipped (opted_out), sms accepted"


def test_only_the_text_of_a_step_on_both_channels_counts_toward_the_caps() -> None:
    steps = pathway(step("walk_1", 1, on_both=True, priority=-1), step("wound_1", 1))
    enrollment = Enrollment(steps, MONDAY, START, clinic=rules(daily_cap=1))
    assert enrollment.states() == {"walk_1": "email planned, sms skipped (cap)", "wound_1": "sms planned"}


def test_a_pause_holds_and_resuming_frees(enrollment: Enrollment) -> None:
    before = dict(enrollment.rows)
    enrollment.pause()
    assert set(enrollment.states().values()) == {"sms held (paused)"}
    assert not enrollment.diff()
    enrollment.pause(paused=False)
    assert enrollment.rows == before


def test_what_runs_out_of_time_during_a_pause_is_missed_for_the_pause(enrollment: Enrollment) -> None:
    enrollment.pause()
    enrollment.at("2026-03-14 12:00")
    enrollment.pause(paused=False)
    assert list(enrollment.states().values()) == ["sms missed (paused)"] * 2 + ["sms planned"] * 2


def test_a_change_while_paused_stays_held(enrollment: Enrollment) -> None:
    enrollment.pause()
    enrollment.move(date(2026, 3, 8))
    enrollment.reach(sms=Reach.OPTED_OUT)
    assert set(enrollment.states().values()) == {"email held (paused), sms skipped (opted_out)"}
    enrollment.reach()
    enrollment.move(date(2026, 4, 6))
    assert set(enrollment.states().values()) == {"email cancelled (replaced), sms held (paused)"}


def test_new_facts_close_and_open_steps_with_the_present_reason(enrollment: Enrollment) -> None:
    for facts, told in [
        ({"job_strain": "heavy"}, "sms skipped (not_applicable)"),
        ({}, "sms skipped (missing_fact:job_strain)"),
        ({"job_strain": "desk"}, "sms planned"),
    ]:
        enrollment.patient = replace(enrollment.patient, facts=facts)
        enrollment.replan()
        assert enrollment.states()["work_1"] == told
    enrollment.patient = replace(enrollment.patient, answers={"work_1": "back"})
    enrollment.replan()
    assert enrollment.states()["work_2"] == "sms skipped (not_applicable)"


@each_row("reason", ["opted_out", "cap", "not_applicable", "closed_day", "optional_off"])
def test_a_row_closed_for_a_better_reason_is_not_called_late_when_its_time_has_passed(reason: str) -> None:
    made = Enrollment(
        pathway(
            step("other", 6, priority=9),
            step("step", 6, when=DESK if reason == "not_applicable" else {}, optional=reason == "optional_off"),
        ),
        MONDAY,
        datetime(2026, 3, 9, 14, tzinfo=UTC),
        clinic=rules(hours=hours(sunday=None if reason == "closed_day" else "12:00-17:00")),
        patient=subject(
            facts={"job_strain": "heavy"},
            contact=Contact({SMS: Reach.OPTED_OUT}) if reason == "opted_out" else BOTH,
        ),
    )
    assert made.states()["step"] == f"sms skipped ({reason})"
    made.at("2026-06-01 12:00")
    made.replan()
    assert made.states()["step"] == f"sms skipped ({reason})"
    assert not made.diff()


def test_a_reason_of_one_date_does_not_follow_the_step_to_another() -> None:
    # The step fell on a closed Sunday; the surgery was really a day earlier, and that Saturday is over.
    made = Enrollment(
        pathway(step("step", 6)),
        MONDAY,
        datetime(2026, 3, 9, 14, tzinfo=UTC),
        clinic=rules(hours=hours(sunday=None)),
    )
    assert made.states() == {"step": "sms skipped (closed_day)"}
    made.at("2026-03-18 12:00")
    made.move(date(2026, 3, 8))
    assert made.states() == {"step": "sms missed (too_late)"}


@pytest.fixture
def failed_over(enrollment: Enrollment) -> Enrollment:
    """Let the first text fail for good in the evening: its email waits for the morning."""
    enrollment.at("2026-03-10 13:00")
    enrollment.send_due(Status.FAILED)
    text = enrollment.row("walk_1")
    enrollment.insert(PlannedMessage(step("walk_1"), EMAIL, enrollment.now, text.send_before + timedelta(days=1)))
    return enrollment


def test_the_email_that_stands_in_for_a_failed_text_survives_a_replanning(failed_over: Enrollment) -> None:
    standing = dict(failed_over.rows)
    assert not failed_over.diff()
    failed_over.move(date(2026, 3, 8))
    assert failed_over.row("walk_1", EMAIL) == standing["row-4"]


def test_it_is_held_and_freed_with_the_rest(failed_over: Enrollment) -> None:
    standing = dict(failed_over.rows)
    failed_over.pause()
    assert failed_over.states()["walk_1"] == "email held (paused), sms failed"
    assert not failed_over.diff()
    failed_over.pause(paused=False)
    assert failed_over.rows == standing


def test_it_falls_to_an_unsubscribe_and_to_a_new_surgery_day(failed_over: Enrollment) -> None:
    rows = dict(failed_over.rows)
    failed_over.reach(email=Reach.OPTED_OUT)
    assert failed_over.states()["walk_1"] == "email skipped (opted_out), sms failed"
    failed_over.rows = rows
    failed_over.reach()
    failed_over.move(date(2026, 4, 6))
    assert failed_over.states()["walk_1"] == "email cancelled (replaced), sms planned"


@pytest.mark.parametrize("status", list(Status))
def test_a_step_is_done_once_it_has_left_or_may_have_left(enrollment: Enrollment, status: Status) -> None:
    row = replace(enrollment.row("walk_1"), status=status)
    assert steps_done([row], surgery_generation=0) == (frozenset() if status in UNSENT else {("walk_1", SMS, 0)})
    assert steps_done([row], surgery_generation=1) == frozenset()


def test_steps_of_another_pathway_are_closed_and_the_new_ones_inserted(enrollment: Enrollment) -> None:
    enrollment.pathway = pathway(step("walk_1", 1), step("bone_plan", 45))
    enrollment.replan()
    assert enrollment.states() == {
        "walk_1": "sms planned",
        **dict.fromkeys(["wound_1", "work_1", "work_2"], "sms cancelled (replaced)"),
        "bone_plan": "sms planned",
    }


def test_late_reasons_are_told_as_they_were_when_it_happened(enrollment: Enrollment) -> None:
    enrollment.at("2026-03-20 12:00")
    late = Enrollment(STEPS, MONDAY, enrollment.now)
    assert late.states()["walk_1"] == "sms missed (enrolled_late)"
    late.replan(Reason.TOO_LATE)
    assert late.states()["walk_1"] == "sms missed (enrolled_late)"


def test_a_plan_on_hold_moves_no_second_question_whatever_is_planned_again_meanwhile() -> None:
    """No one knows when the first one goes: a visit that is booked meanwhile says nothing about it."""
    ask = Ask({}, scale=Scale(0, 10), again_after=timedelta(days=1))
    plan = pathway(*second_asks([step("pain", 3, valid_for=timedelta(days=3), ask=ask)]))
    one = Enrollment(plan, date(2026, 3, 9), utc("2026-03-01T12:00"))
    one.pause()
    before = {row.step: row.due_at for row in one.rows.values()}
    one.at("2026-03-14T12:00")
    one.replan()
    assert {row.step: row.due_at for row in one.rows.values()} == before
    one.pause(paused=False)
    (first, again) = (row.due_at for row in sorted(one.rows.values(), key=lambda row: row.step))
    assert (first, again.date()) == (before["pain"], date(2026, 3, 15))
