"""A tick wakes workers for what may leave, and costs the same with many clinics and a long queue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, update

from reminders.core.model.contact import Channel
from reminders.services.clinics.paused import pause_clinic, resume_clinic
from reminders.services.clinics.senders import mark_sender_down
from reminders.services.clinics.switch import pause_all
from reminders.services.replies.reply import receive
from reminders.services.sending import sweep
from reminders.services.sending.tick import tick
from reminders.store.tables import messages
from tests.making import SOMEBODY, add_oak, all_rows, at, enroll_rows, row, uid
from tests.services.sending.test_select_due import DUE, add_due

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

MORNING = "03-11 16:00"
PHONE, ANOTHER = "+12025550123", "+12025550124"


def test_what_is_paused_wakes_no_worker_but_its_safety_answer_does(context: Context, clinic: Clinic, clock: FixedClock):
    pine = add_oak(context, slug="pine", sms_sender="pine")
    enroll_rows(context, clinic, row(phone=PHONE), row(sms_consent="no"))
    enroll_rows(context, pine, row(phone=ANOTHER))
    clock.set(at(MORNING))
    pause_clinic(context, pine, actor=SOMEBODY)
    assert tick(context) == {"sms": 1, "email": 1}
    pause_clinic(context, clinic, actor=SOMEBODY)
    assert tick(context) == {}
    receive(context, clinic, Channel.SMS, PHONE, "HELP")
    assert tick(context) == {}, "the answer to HELP waits like everything else"
    receive(context, clinic, Channel.SMS, PHONE, "STOP")
    assert tick(context) == {"urgent": 1}
    resume_clinic(context, pine, actor=SOMEBODY)
    assert tick(context) == {"urgent": 1, "sms": 1}
    pause_all(context, actor=SOMEBODY)
    assert tick(context) == {"urgent": 1}


def test_a_paused_clinic_is_not_woken_for_the_trial_of_its_sender(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(phone=PHONE), row(sms_consent="no"))
    clock.set(at(MORNING))
    for channel in Channel:
        with context.db.begin() as tx:
            mark_sender_down(tx, channel, clinic.sender(channel), clock.now(), actor=SOMEBODY)
    assert tick(context) == {}
    clock.set(clock.now() + timedelta(minutes=16))
    assert tick(context) == {"sms": 1, "email": 1}
    pause_clinic(context, clinic, actor=SOMEBODY)
    assert tick(context) == {}


def test_of_a_long_queue_the_front_is_swept_at_each_tick_and_the_rest_once_a_minute(
    context: Context, clinic: Clinic, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sweep, "FRONT", 10)
    add_due(context, clinic, 30)
    clock.set(DUE + timedelta(seconds=5))
    tick(context)
    over = {"front": uid(30), "back": uid(1)}  # the later the number, the longer it is due
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).where(messages.c.id.in_(over.values())).values(send_before=DUE))
    clock.set(DUE + timedelta(seconds=10))
    tick(context)
    assert statuses(context, over.values()) == ["missed", "planned"]
    clock.set(DUE + timedelta(seconds=60))
    tick(context)
    assert statuses(context, over.values()) == ["missed", "missed"]
    assert [item.status for item in all_rows(context, messages)].count("planned") == 28


def statuses(context: Context, ids: Sequence[str]) -> list[str]:
    found = {item.id: item.status for item in all_rows(context, messages)}
    return [found[message_id] for message_id in ids]


@pytest.mark.parametrize("channel", Channel)
def test_a_sender_that_is_down_costs_a_tick_the_same_with_many_clinics(
    context: Context, clinic: Clinic, clock: FixedClock, channel: Channel
):
    enroll_rows(context, clinic, row(phone=PHONE))
    clock.set(at(MORNING))
    with context.db.begin() as tx:
        mark_sender_down(tx, channel, clinic.sender(channel), clock.now(), actor=SOMEBODY)
    clock.set(clock.now() + timedelta(minutes=16))
    tick(context)
    few = asked(context)
    assert few
    for number in range(20):
        add_oak(context, slug=f"elm{number}", sms_sender=clinic.sms_sender)
    assert asked(context) == few


def asked(context: Context) -> int:
    """Count the statements of a tick, and the values that they hold."""
    count = 0

    def note(_connection: object, _cursor: object, _statement: str, values: Sequence[object], *_: object) -> None:
        nonlocal count
        count += 1 + len(values)

    event.listen(context.db.engine, "before_cursor_execute", note)
    tick(context)
    event.remove(context.db.engine, "before_cursor_execute", note)
    return count
