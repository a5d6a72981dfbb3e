"""A database that wakes up old sends nothing, however it came back; what it may send, and how it goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.clinics.paused import Paused, read_paused
from reminders.services.clinics.switch import resume_all
from reminders.services.replies.reply import receive
from reminders.services.sending.old_data.old_database import go_on_unreconciled, pause_if_old
from reminders.services.upkeep.health import read_status
from reminders.store.tables import audit
from reminders.store.upkeep.witness import FileWitness
from tests.making import SOMEBODY, add_oak, all_rows, at, enroll_rows, outbox, row, run, run_at
from tests.services.sending.old_copies import Copies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.ports import WitnessNote
    from reminders.services.context import Context
    from reminders.store.database.session import Database

PHONE = "+12025550177"
WALK = "03-11 17:30"
"""When the first text of everyone is due and no one's time is up."""


@pytest.fixture
def copies(database_url: str, tmp_path: Path, clock: FixedClock, opened: Callable[[str], Database]) -> Copies:
    return Copies(database_url, tmp_path, clock, opened)


def begin(copies: Copies) -> tuple[Context, Clinic]:
    context = copies.start()
    clinic = add_oak(context)
    enroll_rows(context, clinic, row(phone=PHONE), row(), row())
    return context, clinic


def test_what_went_out_after_the_copy_does_not_go_out_again(copies: Copies, clock: FixedClock):
    context, clinic = begin(copies)
    run(context)
    copy = copies.take(context)
    run_at(context, clock, WALK)
    assert len(outbox(context).sent) == 3

    old = copies.put_back(context, copy)
    for _ in range(3):
        run(old)
    assert outbox(old).sent == []
    assert read_paused(old, clinic) is Paused.OLD_DATABASE
    assert "may be old" in (read_status(old).paused or "")
    assert [item.action for item in all_rows(old, audit)].count("all sending paused: old database") == 1

    receive(old, clinic, Channel.SMS, PHONE, "I can't feel my legs")
    run(old)
    assert len(outbox(old).sent) == 1  # the safety answer

    assert resume_all(old, actor=SOMEBODY) == []  # a switch of the operator's is not what holds it
    run(old)
    assert len(outbox(old).sent) == 1
    assert go_on_unreconciled(old, actor=SOMEBODY)
    run(old)
    assert len(outbox(old).sent) == 4
    assert read_status(old).paused is None


def test_a_copy_of_before_the_first_tick_is_old_too(copies: Copies, clock: FixedClock):
    context, _ = begin(copies)
    copy = copies.take(context)
    run_at(context, clock, WALK)
    assert len(outbox(context).sent) == 3
    old = copies.put_back(context, copy)
    run(old)
    assert outbox(old).sent == []


def test_answers_that_were_waiting_in_the_copy_wait_on(copies: Copies, clock: FixedClock):
    context, clinic = begin(copies)
    run(context)
    receive(context, clinic, Channel.SMS, PHONE, "I can't feel my legs")
    copy = copies.take(context)
    run(context)
    assert len(outbox(context).sent) == 1
    old = copies.put_back(context, copy)
    run(old)
    assert outbox(old).sent == []


def test_an_ordinary_weekend_pauses_nothing(copies: Copies, clock: FixedClock):
    context, clinic = begin(copies)
    run(context)
    context.db.close()
    clock.set(at(WALK) + timedelta(days=3))
    again = copies.start()
    run(again)
    assert read_paused(again, clinic) is Paused.NOTHING


def test_a_long_silence_that_nothing_vouches_for_pauses(copies: Copies, clock: FixedClock):
    context, clinic = begin(copies)
    run(context)
    clock.set(clock.now() + timedelta(hours=2))
    run(replace(context, witness=FileWitness(copies.folder / "another")))
    assert read_paused(context, clinic) is Paused.OLD_DATABASE


class Meanwhile(FileWitness):
    """Another process ticks and sends between two looks of this one."""

    other: Context

    def read(self, installation: str) -> WitnessNote | None:
        run(self.other)
        return super().read(installation)


def test_another_process_that_ticks_meanwhile_makes_nothing_old(copies: Copies, clock: FixedClock):
    context, clinic = begin(copies)
    clock.set(at(WALK))
    looking = Meanwhile(copies.folder / "witness")
    looking.other = context
    run(context)
    pause_if_old(replace(context, witness=looking))
    assert read_paused(context, clinic) is Paused.NOTHING
