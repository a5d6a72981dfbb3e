"""Under the claim everything is looked at once more: what staff did, what the patient said, what the clock says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.clinics.switch import pause_all, resume_all
from reminders.services.plans.change_state import CancelReason, cancel, pause
from reminders.services.plans.reschedule import reschedule
from reminders.services.replies.reply import receive
from reminders.services.sending.deliver import deliver
from reminders.store.clinics.clinics import change_clinic
from reminders.store.clinics.switches import last_heartbeat, switches_on
from reminders.store.tables import attempts, enrollments, messages, patients
from tests.making import (
    SOMEBODY,
    all_rows,
    answers,
    at,
    enroll_rows,
    events_of,
    make_context,
    message,
    outbox,
    play,
    row,
    run,
    run_at,
    sent_steps,
    standing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Update

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

MORNING = "03-11 16:00"
PHONE = "+12025550123"


def set_behind_the_back(context: Context, statement: Update) -> None:
    """Change a row without any re-planning: what a race or a bug would leave."""
    with context.db.begin() as tx:
        tx.conn.execute(statement)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (update(patients).values(sms_consent=False), ("skipped", "no_consent")),
        (update(patients).values(phone=None), ("skipped", "no_consent")),
        (update(patients).values(phone_bad_since=at("03-10 00:00")), ("skipped", "bad_address")),
        (update(enrollments).values(state="cancelled"), ("cancelled", "cancelled")),
        (update(enrollments).values(state="paused"), ("held", "paused")),
        (update(messages).values(send_before=at(MORNING)), ("missed", "too_late")),
    ],
    ids=["consent withdrawn", "no phone", "bad phone", "cancelled", "paused", "past its time"],
)
def test_what_changed_after_planning_is_seen(
    context: Context, clinic: Clinic, clock: FixedClock, change: Update, expected: tuple[str, str]
):
    enroll_rows(context, clinic, row())
    set_behind_the_back(context, change)
    run_at(context, clock, MORNING)
    assert standing(context, "walk_1") == expected
    assert outbox(context).attempts == []


def test_a_stale_revision_is_planned_again_before_anything_leaves(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    values = {"plan_revision": enrollments.c.plan_revision + 1, "surgery_date": at("03-19 00:00").date()}
    set_behind_the_back(context, update(enrollments).values(**values))
    run_at(context, clock, MORNING)
    run(context)
    assert outbox(context).attempts == []
    assert message(context, "walk_1").due_at.date() == at("03-20 00:00").date()


def test_out_of_hours_a_message_waits_and_is_sent_when_the_clinic_opens(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row())
    values = {"due_at": at("03-20 23:00"), "ready_at": at("03-20 23:00"), "send_before": at("03-23 23:00")}
    set_behind_the_back(context, update(messages).where(messages.c.step == "light_1").values(**values))
    with context.db.begin() as tx:
        change_clinic(tx, replace(clinic, sunday_hours=None))
    play(context, clock, "03-20 23:00")
    run(context)  # Friday evening in New York
    assert message(context, "light_1").ready_at == at("03-21 14:00")
    run_at(context, clock, "03-21 13:59")
    assert standing(context, "light_1") == ("planned", None)
    run_at(context, clock, "03-21 14:00")
    assert standing(context, "light_1") == ("accepted", None)


def test_after_an_outage_a_first_day_text_is_missed_not_late(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    run_at(context, clock, "03-14 17:00")
    assert standing(context, "walk_1") == ("missed", "too_late")
    assert sent_steps(context, Channel.SMS) == ["wound_1"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("1", ("skipped", "not_applicable")), ("3", ("accepted", None)), (None, ("accepted", None))],
)
def test_an_answer_decides_about_a_later_step(
    context: Context, clinic: Clinic, clock: FixedClock, answer: str | None, expected: tuple[str, str | None]
):
    enroll_rows(context, clinic, row(phone=PHONE))
    play(context, clock, "03-25 00:00")
    assert standing(context, "work_desk_2") == ("planned", None)
    if answer:
        receive(context, clinic, Channel.SMS, PHONE, answer)
    play(context, clock, "04-08 00:00")
    assert standing(context, "work_desk_2") == expected


def newest(context: Context) -> str:
    return max(all_rows(context, enrollments), key=lambda item: item.created_at).id


def test_a_message_that_comes_back_unsent_follows_the_newer_plan(context: Context, clinic: Clinic, clock: FixedClock):
    """Staff act while the request is on the wire; it fails; the patient must hear nothing of the old plan."""
    changes: dict[str, tuple[Callable[[], object], str]] = {
        "A": (lambda: cancel(context, clinic, "A", CancelReason.DIED, actor=SOMEBODY), "cancelled"),
        "B": (lambda: pause(context, clinic, "B", actor=SOMEBODY), "held"),
        "C": (lambda: reschedule(context, clinic, "C", at("04-07 00:00").date(), actor=SOMEBODY), "cancelled"),
    }
    for name, (change, status) in changes.items():
        clock.set(at("03-09 19:00") + timedelta(minutes=ord(name)))
        enroll_rows(context, clinic, row(external_id=name))
        mine = newest(context)

        def fail(_outgoing: object, change: Callable[[], object] = change) -> SendOutcome:
            change()
            return SendOutcome(Verdict.NOT_SENT, code="503")

        answers(context, fail)
        run_at(context, clock, MORNING)
        walk = message(context, "walk_1", enrollment_id=mine, anchor=1)
        assert walk.status == status, name
        assert "not_sent: sending > planned" in events_of(context, walk.id)


def test_pause_all_stops_everything_but_safety_answers_and_stop_confirmations(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(phone=PHONE), row(phone="+12025550124"), row(sms_consent="no"))
    assert pause_all(context, actor=SOMEBODY)
    assert not pause_all(context, actor=SOMEBODY)
    clock.set(at(MORNING))
    receive(context, clinic, Channel.SMS, PHONE, "I have chest pain")
    receive(context, clinic, Channel.SMS, PHONE, "HELP")
    receive(context, clinic, Channel.SMS, "+12025550124", "STOP")
    run(context)
    assert sorted(sent_steps(context, Channel.SMS)) == ["emergency", "stop"]
    assert sent_steps(context, Channel.EMAIL) == []
    with context.db.read() as tx:
        assert list(switches_on(tx)) == ["pause-all"]
    assert resume_all(context, actor=SOMEBODY) == ["pause-all"]
    run(context)
    assert sorted(sent_steps(context, Channel.SMS)) == ["emergency", "help", "stop", "walk_1"]


@pytest.mark.parametrize("lane", ["sms", "email", "urgent"])
@pytest.mark.parametrize("kind", ["scheduled", "staff", "auto_reply"])
def test_the_pause_holds_in_every_lane_for_every_kind_and_across_a_restart(
    context: Context, clinic: Clinic, clock: FixedClock, opened: Callable[[str], Database], kind: str, lane: str
):
    enroll_rows(context, clinic, row(), row(sms_consent="no"))
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).values(kind=kind))
        if lane == "urgent":
            tx.conn.execute(update(messages).values(lane=lane))
    pause_all(context, actor=SOMEBODY)
    clock.set(at(MORNING))
    url = context.db.engine.url.set(drivername=context.db.engine.url.get_backend_name())
    started_again = make_context(opened(url.render_as_string(hide_password=False)), clock)
    for _ in range(2):
        run(started_again)
        assert deliver(started_again, lane) == {}
    assert {item.status for item in all_rows(context, messages)} <= {"planned", "cancelled", "skipped"}
    assert all_rows(context, attempts) == []


def test_what_ran_out_of_time_while_all_was_paused_is_missed(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    pause_all(context, actor=SOMEBODY)
    run_at(context, clock, "03-12 12:00")
    resume_all(context, actor=SOMEBODY)
    run(context)
    assert standing(context, "walk_1") == ("missed", "too_late")


def test_a_tick_shows_that_beat_is_alive(context: Context, clock: FixedClock):
    run_at(context, clock, MORNING)
    with context.db.read() as tx:
        assert last_heartbeat(tx, "beat") == clock.now()


def test_held_past_its_time_is_missed_by_the_sweep(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(external_id="A"))
    pause(context, clinic, "A", actor=SOMEBODY)
    run_at(context, clock, "03-11 21:59")
    assert standing(context, "walk_1") == ("held", "paused")
    run_at(context, clock, "03-11 22:00")
    assert standing(context, "walk_1") == ("missed", "paused")
    assert events_of(context, message(context, "walk_1").id)[-1] == "miss: held > missed"
