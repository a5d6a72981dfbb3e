"""Someone is told when nothing leaves although it is due, and when beat is dead; once, and until it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.status import Event, Status
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.clinics.senders import mark_sender_down, resume_sender
from reminders.services.clinics.switch import pause_all, resume_all
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.select_due import select_due
from reminders.services.sending.tick import tick
from reminders.services.upkeep.watch import watch
from reminders.store.records.reporting import service_status
from reminders.store.sending.transitions import record_history
from reminders.store.tables import alerts
from reminders.telemetry.instruments import REGISTRY
from reminders.web.upkeep.watching import watching
from tests.making import SOMEBODY, add_oak, all_rows, answers, at, enroll_rows, make_context, row, run, run_at
from tests.standins import wait_until
from tests.store.clinics.test_switches import at_once

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database, Tx

DUE = "03-11 16:00"  # every walk_1 is due


def standing(context: Context) -> list[str]:
    return sorted(f"{item.kind}: {item.detail}" for item in all_rows(context, alerts) if item.closed_at is None)


def set_and_tick(context: Context, clock: FixedClock, moment: str) -> None:
    """Beat ticks, but no worker sends what the tick asks for."""
    clock.set(at(moment))
    tick(context)


def test_messages_that_are_due_and_do_not_leave_are_told_once_and_until_they_leave(
    context: Context, clinic: Clinic, clock: FixedClock
):
    pine = add_oak(context, slug="pine")
    enroll_rows(context, clinic, row(), row(sms_consent="no"))
    enroll_rows(context, pine, row(surgery_date="2026-04-10"))
    set_and_tick(context, clock, DUE)
    assert watch(context) == {}
    set_and_tick(context, clock, "03-11 16:14")
    assert watch(context) == {}
    set_and_tick(context, clock, "03-11 16:15")
    for _ in range(3):
        assert watch(context) == {"sms": {clinic.id}, "email": {clinic.id}}
        assert standing(context) == ["silence: email", "silence: sms"]
    with context.db.read() as tx:
        assert service_status(tx, clock.now()).open_alerts == 2
    run(context)
    assert watch(context) == {}
    assert standing(context) == []
    assert {item.closed_by for item in all_rows(context, alerts)} == {"reminders"}


def test_while_some_leave_a_long_backlog_is_not_silence(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, *(row() for _ in range(3)))
    set_and_tick(context, clock, DUE)
    for minute in (0, 10, 20):
        set_and_tick(context, clock, f"03-11 16:{minute:02}")
        assert watch(context) == {}
        with context.db.begin() as tx:
            (due, *_) = claims_of(tx, clock)
            record_history(tx, [(due, Event.ACCEPT, Status.SENDING, Status.ACCEPTED, None)], clock.now())
        clock.set(clock.now() + timedelta(minutes=9))
        tick(context)
        assert watch(context) == {}
    set_and_tick(context, clock, "03-11 16:45")
    assert watch(context) == {"sms": {clinic.id}}


def claims_of(tx: Tx, clock: FixedClock) -> list[str]:
    return [item.id for item in select_due(tx, "sms", 5, clock.now(), RoundRobin()).messages]


def test_a_provider_that_cannot_be_reached_is_silence(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    answers(context, SendOutcome(Verdict.NOT_SENT, code="503"))
    clock.set(at(DUE))
    for _ in range(5):
        run(context)
        found = watch(context)
        clock.set(clock.now() + timedelta(minutes=4))
    assert found == {"sms": {clinic.id}}
    answers(context, None)
    clock.set(clock.now() + timedelta(minutes=16))
    run(context)
    assert watch(context) == {}
    assert standing(context) == []


def test_a_pause_and_a_line_that_is_down_are_no_silence(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    set_and_tick(context, clock, DUE)
    watch(context)
    pause_all(context, actor=SOMEBODY)
    for moment in ("03-11 16:20", "03-11 16:40"):
        set_and_tick(context, clock, moment)
        assert watch(context) == {}
    resume_all(context, actor=SOMEBODY)
    with context.db.begin() as tx:
        mark_sender_down(tx, Channel.SMS, "default", clock.now(), actor=SOMEBODY)
    for moment in ("03-11 17:00", "03-11 17:20"):
        set_and_tick(context, clock, moment)
        assert watch(context) == {}
    resume_sender(context, Channel.SMS, "default", actor=SOMEBODY)
    assert watch(context) == {}  # it has only just been allowed to leave
    set_and_tick(context, clock, "03-11 17:35")
    assert watch(context) == {"sms": {clinic.id}}


def test_what_waits_for_its_time_is_no_silence(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    for moment in ("03-10 20:00", "03-10 21:00"):
        set_and_tick(context, clock, moment)
        assert watch(context) == {}


def test_a_dead_beat_is_told_in_every_clinic_until_it_ticks_again(context: Context, clinic: Clinic, clock: FixedClock):
    elm = add_oak(context, slug="elm")
    run_at(context, clock, "03-10 12:00")
    assert watch(context) == {}
    clock.set(at("03-10 12:02"))
    for _ in range(2):
        assert watch(context) == {"beat": {clinic.id, elm.id}}
        assert standing(context) == ["no_tick: beat"] * 2
    run(context)
    assert watch(context) == {}
    assert standing(context) == []


def test_the_web_process_sees_a_dead_beat_by_itself(context: Context, clinic: Clinic):
    with watching(context, first=0.01, every=0.05):
        wait_until(lambda: bool(standing(context)))
    assert standing(context) == ["no_tick: beat"]


def test_a_clock_that_is_set_is_counted(context: Context, clock: FixedClock):
    def counted() -> float:
        return REGISTRY.get_sample_value("reminders_clock_jumps_total") or 0

    before = counted()
    with watching(context, first=0.01, every=0.01):
        wait_until(lambda: not clock.set(clock.now() + timedelta(minutes=5)) and counted() > before)


@pytest.mark.parametrize("workers", [4])
def test_several_that_look_at_once_open_one_alert(postgres: Database, clock: FixedClock, workers: int):
    context = make_context(postgres, clock)
    add_oak(context)
    at_once(postgres, lambda _tx: watch(context), workers)
    assert standing(context) == ["no_tick: beat"]
