"""The pace of a sender over all workers and lanes: never faster than its rate and one burst, and all of it sent."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from reminders.channels.outbox import Outbox
from reminders.core.model.contact import Channel
from reminders.core.sending.rate_limit import Rate
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.clinics.switch import pause_all
from reminders.services.replies.reply import receive
from reminders.services.sending.deliver import deliver
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.rate_limit import refund, take_tokens
from reminders.store.tables import messages, paces
from tests.making import SOMEBODY, add_oak, all_rows, at, enroll_rows, make_context, outbox, row, run_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.ports import Outgoing
    from reminders.services.context import Context
    from reminders.store.database.session import Database

MORNING = "03-11 16:00"


class RunningClock:
    """A clock that runs from a moment on."""

    def __init__(self, start: datetime) -> None:
        self._start, self._at = start, time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic() - self._at)

    def monotonic(self) -> float:
        return time.monotonic()


def paced(context: Context, per_second: float, **more: object) -> Context:
    return replace(context, delivery=replace(context.delivery, rate_limit=Rate(per_second), **more))


def tokens(context: Context) -> dict[str, float]:
    return {item.sender: item.tokens for item in all_rows(context, paces)}


def fastest(moments: list[float], rate: float, burst: int) -> float:
    """Tell how many more than allowed left in the busiest stretch of time."""
    moments = sorted(moments)
    return max(
        (last - first + 1) - burst - rate * (moments[last] - moments[first])
        for first in range(len(moments))
        for last in range(first, len(moments))
    )


@pytest.mark.slow
def test_workers_and_lanes_together_keep_the_pace_and_send_all(
    database_url: str, opened: Callable[[str], Database], context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, *(row() for _ in range(60)))
    clock.set(at("03-11 17:00"))
    for number in range(10):
        receive(context, clinic, Channel.SMS, f"+1202555{9000 + number}", "STOP")
    left: list[tuple[float, str]] = []
    guard = threading.Lock()

    def note(outgoing: Outgoing) -> SendOutcome:
        with guard:
            left.append((time.monotonic(), outgoing.message_id))
        return SendOutcome(Verdict.ACCEPTED)

    running = RunningClock(clock.now())
    senders = {**context.senders, Channel.SMS: Outbox(Channel.SMS, outcomes=note)}
    workers = [
        paced(replace(make_context(opened(database_url), running), senders=senders), 20.0)  # type: ignore[arg-type]
        for _ in range(2)
    ]
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(deliver, worker, lane) for worker in workers for lane in ("sms", "urgent")]:
            done.result(timeout=60)
    statuses = {item.status for item in all_rows(context, messages) if item.id in {message for _, message in left}}
    assert (len(left), statuses) == (70, {"accepted"})
    assert len({message for _, message in left}) == 70
    # A token is taken a little before its text leaves: allow what a busy machine may shift.
    assert fastest([moment for moment, _ in left], 20, 20) <= 20 * 0.8
    assert max(moment for moment, _ in left) - min(moment for moment, _ in left) >= 2.1


def test_without_a_limit_nothing_is_counted(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    run_at(context, clock, MORNING)
    assert len(outbox(context).sent) == 1
    assert tokens(context) == {}


def test_each_sender_has_its_own_tokens_and_email_none(context: Context, clinic: Clinic, clock: FixedClock):
    pine = add_oak(context, slug="pine", sms_sender="pine")
    for place in (clinic, pine):
        enroll_rows(context, place, row(), row(), row(), row(sms_consent="no"))
    slow = paced(context, 2, task_budget=timedelta(seconds=0.3))
    clock.set(at(MORNING))
    deliver(slow, "sms")
    deliver(slow, "email")
    assert len(outbox(context).sent) == 4
    assert len(outbox(context, Channel.EMAIL).sent) == 2
    assert tokens(context) == {"default": 0, "pine": 0}


def test_no_more_senders_are_asked_than_a_batch_has_room_for_and_each_has_its_turn(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row())
    for number in range(5):
        enroll_rows(context, add_oak(context, slug=f"pine{number}", sms_sender=f"pine{number}"), row())
    slow = paced(context, 1)
    clock.set(at(MORNING))
    asked: set[str] = set()
    for _ in range(60):
        allowance = take_tokens(slow, "sms", 2, RoundRobin())
        assert allowance is not None
        assert len(allowance.tokens) == 2
        assert allowance.wait > timedelta()
        asked |= set(allowance.tokens)
    assert len(asked) == 6


def test_what_a_wave_did_not_need_is_given_back(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(), row())
    slow = paced(context, 10)
    clock.set(at(MORNING))
    assert deliver(slow, "sms")
    assert tokens(context) == {"default": 8}
    assert take_tokens(slow, "sms", 5, RoundRobin()) is not None  # nothing is due
    assert tokens(context) == {"default": 8}


def test_the_lane_of_texts_leaves_tokens_to_the_urgent_one(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, *(row() for _ in range(5)))
    for number in range(2):
        receive(context, clinic, Channel.SMS, f"+1202555{9000 + number}", "STOP")
    slow = paced(context, 3)
    clock.set(at(MORNING))
    allowance = take_tokens(slow, "sms", 50, RoundRobin())
    assert allowance is not None
    assert allowance.tokens == {"default": 1}
    assert allowance.wait >= timedelta(seconds=0.1)
    urgent = take_tokens(slow, "urgent", 20, RoundRobin())
    assert urgent is not None
    assert urgent.tokens == {"default": 2}
    refund(slow, urgent, [])
    assert tokens(context) == {"default": 2}


def test_while_all_is_paused_texts_take_no_tokens(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    pause_all(context, actor=SOMEBODY)
    clock.set(at(MORNING))
    deliver(paced(context, 1), "sms")
    assert tokens(context) == {}


def test_who_waits_for_the_pace_does_not_ask_the_database_all_the_time(
    context: Context, clinic: Clinic, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    enroll_rows(context, clinic, row(), row(), row())
    clock.set(at(MORNING))
    slow = paced(context, 1, task_budget=timedelta(seconds=1))  # this clock stands still: one text, then none
    asked = []
    begin = type(context.db).begin
    monkeypatch.setattr(type(context.db), "begin", lambda self: asked.append(1) or begin(self))
    used, began = time.process_time(), time.monotonic()
    deliver(slow, "sms")
    assert time.monotonic() - began > 0.9
    assert time.process_time() - used < 0.5
    assert len(asked) < 10
    assert len(outbox(context).sent) == 1


def test_a_process_that_stops_does_not_wait_for_the_pace(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(), row())
    clock.set(at(MORNING))
    round_robin = count()
    unhurried = paced(context, 0.01, task_budget=timedelta(hours=1))  # waiting would take all the time there is
    deliver(unhurried, "sms", stopping=lambda: next(round_robin) > 3)
    assert len(outbox(context).sent) == 1
