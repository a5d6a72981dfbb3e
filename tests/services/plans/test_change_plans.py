"""Moving, pausing, cancelling: unsent messages follow in the same transaction, what was sent stays history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.errors import NotFoundError, UseError
from reminders.services.clinics.clinic_settings import change_clinic
from reminders.services.clinics.preview_rules import RulesEffect, preview_rules
from reminders.services.plans.change_state import CancelReason, cancel, pause, resume
from reminders.services.plans.reschedule import reschedule
from reminders.store.tables import enrollments, messages
from tests.making import OAK, SOMEBODY, all_rows, at, enroll_rows, message, play, row, run, sent_steps, standing

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")


@pytest.fixture
def one(context: Context, clinic: Clinic) -> str:
    """Enroll one patient, operated on 10 March, and return the external id."""
    enroll_rows(context, clinic, row(external_id="A"))
    return "A"


def due_dates(context: Context, step: str) -> dict[str, date]:
    found = [item for item in all_rows(context, messages) if item.step == step]
    return {item.status: item.due_at.date() for item in found}


def test_a_surgery_moved_before_anything_was_sent_moves_its_messages(context: Context, clinic: Clinic, one: str):
    before = len(all_rows(context, messages))
    reschedule(context, clinic, one, date(2026, 3, 20), actor=SOMEBODY)
    assert due_dates(context, "walk_1") == {"planned": date(2026, 3, 21)}
    assert len(all_rows(context, messages)) == before


def test_a_surgery_postponed_after_texts_went_out_plans_all_afresh(
    context: Context, clinic: Clinic, clock: FixedClock, one: str
):
    play(context, clock, "03-12 00:00")
    reschedule(context, clinic, one, date(2026, 4, 7), actor=SOMEBODY)
    assert due_dates(context, "walk_1") == {"accepted": date(2026, 3, 11), "planned": date(2026, 4, 8)}
    assert due_dates(context, "wound_1") == {"planned": date(2026, 4, 11)}
    play(context, clock, "08-01 00:00")
    # The same words are welcome again: their seven days are over.
    assert sent_steps(context, Channel.SMS)[:3] == ["walk_1", "walk_1", "wound_1"]
    assert len(sent_steps(context, Channel.SMS)) == 10


def test_a_corrected_date_moves_what_is_unsent_and_repeats_nothing(
    context: Context, clinic: Clinic, clock: FixedClock, one: str
):
    play(context, clock, "03-12 00:00")
    reschedule(context, clinic, one, date(2026, 3, 9), actor=SOMEBODY)
    assert due_dates(context, "walk_1") == {"accepted": date(2026, 3, 11)}
    assert due_dates(context, "wound_1") == {"planned": date(2026, 3, 13)}
    (found,) = all_rows(context, enrollments)
    assert (found.anchor, found.surgery_date) == (1, date(2026, 3, 9))
    play(context, clock, "08-01 00:00")
    assert len(sent_steps(context, Channel.SMS)) == len(set(sent_steps(context, Channel.SMS))) == 9


def test_a_correction_there_and_back_changes_nothing(context: Context, clinic: Clinic, clock: FixedClock, one: str):
    clock.set(at("03-12 12:00"))
    before = [(item.step, item.status, item.due_at, item.send_before) for item in all_rows(context, messages)]
    reschedule(context, clinic, one, date(2026, 3, 8), actor=SOMEBODY)
    reschedule(context, clinic, one, date(2026, 3, 10), actor=SOMEBODY)
    after = [(item.step, item.status, item.due_at, item.send_before) for item in all_rows(context, messages)]
    assert [item for item in after if item[0] != "walk_1"] == [item for item in before if item[0] != "walk_1"]


def test_a_correction_that_makes_a_step_late_misses_it(context: Context, clinic: Clinic, clock: FixedClock, one: str):
    clock.set(at("03-10 20:00"))
    reschedule(context, clinic, one, date(2026, 3, 6), actor=SOMEBODY)
    assert standing(context, "walk_1") == ("missed", "too_late")


@pytest.mark.parametrize("reason", list(CancelReason))
def test_cancelling_stops_everything_and_only_some_reasons_let_it_reopen(
    context: Context, clinic: Clinic, clock: FixedClock, one: str, reason: CancelReason
):
    play(context, clock, "03-12 00:00")
    cancel(context, clinic, one, reason, actor=SOMEBODY)
    assert standing(context, "wound_1") == ("cancelled", "cancelled")
    assert standing(context, "walk_1") == ("accepted", None)
    play(context, clock, "03-20 00:00")
    assert sent_steps(context, Channel.SMS) == ["walk_1"]
    if reason in {CancelReason.DIED, CancelReason.ASKED_TO_STOP}:
        with pytest.raises(UseError, match="it is not reopened"):
            reschedule(context, clinic, one, date(2026, 4, 7), actor=SOMEBODY)
        assert all_rows(context, enrollments)[0].state == "cancelled"
    else:
        reschedule(context, clinic, one, date(2026, 4, 7), actor=SOMEBODY)
        assert due_dates(context, "walk_1") == {"accepted": date(2026, 3, 11), "planned": date(2026, 4, 8)}


def test_a_cancelled_enrollment_is_not_paused_or_resumed(context: Context, clinic: Clinic, one: str):
    cancel(context, clinic, one, CancelReason.OTHER, actor=SOMEBODY)
    for change in (pause, resume):
        with pytest.raises(UseError, match="this enrollment is cancelled"):
            change(context, clinic, one, actor=SOMEBODY)


def test_cancelling_twice_changes_nothing_more(context: Context, clinic: Clinic, one: str):
    assert cancel(context, clinic, one, CancelReason.OTHER, actor=SOMEBODY)
    assert not cancel(context, clinic, one, CancelReason.OTHER, actor=SOMEBODY)


def test_a_pause_holds_and_a_resume_frees_what_is_still_in_time(
    context: Context, clinic: Clinic, clock: FixedClock, one: str
):
    pause(context, clinic, one, actor=SOMEBODY)
    assert standing(context, "walk_1") == ("held", "paused")
    play(context, clock, "03-14 17:00")
    assert sent_steps(context, Channel.SMS) == []
    assert standing(context, "walk_1") == ("missed", "paused")
    assert standing(context, "wound_1") == ("held", "paused")
    resume(context, clinic, one, actor=SOMEBODY)
    assert standing(context, "walk_1") == ("missed", "paused")
    assert standing(context, "wound_1") == ("planned", None)
    run(context)
    assert sent_steps(context, Channel.SMS) == ["wound_1"]


def test_a_surgery_moved_while_paused_stays_paused(context: Context, clinic: Clinic, one: str):
    pause(context, clinic, one, actor=SOMEBODY)
    reschedule(context, clinic, one, date(2026, 4, 7), actor=SOMEBODY)
    assert due_dates(context, "walk_1") == {"held": date(2026, 4, 8)}
    resume(context, clinic, one, actor=SOMEBODY)
    assert due_dates(context, "walk_1") == {"planned": date(2026, 4, 8)}


def test_a_pause_there_and_back_changes_no_plan(context: Context, clinic: Clinic, one: str):
    before = [(item.step, item.status, item.reason, item.due_at) for item in all_rows(context, messages)]
    pause(context, clinic, one, actor=SOMEBODY)
    resume(context, clinic, one, actor=SOMEBODY)
    assert [(item.step, item.status, item.reason, item.due_at) for item in all_rows(context, messages)] == before


def test_an_unknown_id_is_one_sentence_without_the_id(context: Context, clinic: Clinic):
    for change in (
        lambda: pause(context, clinic, "MRN-12345", actor=SOMEBODY),
        lambda: reschedule(context, clinic, "MRN-12345", date(2026, 4, 7), actor=SOMEBODY),
        lambda: cancel(context, clinic, "MRN-12345", CancelReason.DIED, actor=SOMEBODY),
    ):
        with pytest.raises(NotFoundError, match=r"^no enrollment has that external id in this clinic$"):
            change()


def test_changed_hours_of_the_clinic_move_what_is_unsent(context: Context, clinic: Clinic, one: str):
    assert change_clinic(context, replace(clinic, send_hours="14:00-18:00"), actor=SOMEBODY) == 1
    assert 14 <= message(context, "walk_1").due_at.astimezone(OAK.zone).hour < 16
    assert change_clinic(context, replace(clinic, send_hours="14:00-18:00", name="Oak"), actor=SOMEBODY) == 0


def test_a_closed_day_moves_the_question_that_needs_staff_and_the_count_is_known_before(
    context: Context, clinic: Clinic, one: str
):
    def wound() -> date:
        return message(context, "wound_1").due_at.astimezone(OAK.zone).date()

    own = wound()
    closed = replace(clinic, closed_days=f"{own} Staff day")
    effect = preview_rules(context, closed)
    assert effect == RulesEffect(surgeries=1, messages=1)
    (move,) = effect.moves
    assert (move.template, move.pathway_id) == ("wound_check", "microdiscectomy")
    assert (move.change.standing.due_at - move.change.due_at).days in {0, 1}
    assert wound() == own
    assert change_clinic(context, closed, actor=SOMEBODY) == 1
    assert wound() == own - timedelta(days=1)  # the next day is a Sunday, whose hours begin too late
    assert change_clinic(context, clinic, actor=SOMEBODY) == 1
    assert wound() == own


def test_every_change_of_a_plan_raises_its_revision(context: Context, clinic: Clinic, one: str):
    for number, change in enumerate((pause, resume), start=2):
        change(context, clinic, one, actor=SOMEBODY)
        assert all_rows(context, enrollments)[0].plan_revision == number
        assert message(context, "walk_1").plan_revision == number


def test_other_hours_leave_plans_alone_that_are_over(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(surgery_date="2025-03-10"), row())
    revisions = {item.surgery_date.year: item.plan_revision for item in all_rows(context, enrollments)}
    assert change_clinic(context, replace(clinic, send_hours="14:00-18:00"), actor=SOMEBODY) == 1
    now = {item.surgery_date.year: item.plan_revision for item in all_rows(context, enrollments)}
    assert now == {2025: revisions[2025], 2026: revisions[2026] + 1}
