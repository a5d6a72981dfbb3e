"""Promise 10: every waiting status has a deadline, and what the table names as its sweeper really ends the wait."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.status import DEADLINES, FINAL_RECEIPTS, Status
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.context import DeliveryRules
from reminders.services.plans.change_state import pause
from reminders.services.sending.dispatch import claim_batch
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.reconcile import reconcile
from reminders.services.sending.record import record_all
from reminders.services.sending.tick import tick
from tests.making import SOMEBODY, alert_kinds, answers, at, enroll_rows, message, outbox, row, run_at, standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.sending.start_attempt import Sending

MORNING = "03-11 16:00"
AT_REST = {
    *FINAL_RECEIPTS,
    Status.ACCEPTED,  # some carriers give no receipt: it may be the last word
    Status.FAILED,
    Status.SKIPPED,
    Status.MISSED,
    Status.CANCELLED,
}


def claim(context: Context) -> Sending:
    with context.db.begin() as tx:
        (sending,) = claim_batch(context, tx, "sms", 50, RoundRobin()).leaving
    return sending


def held(context: Context, clinic: Clinic, clock: FixedClock, external_id: str) -> None:
    pause(context, clinic, external_id, actor=SOMEBODY)


def sending(context: Context, clinic: Clinic, clock: FixedClock, external_id: str) -> None:
    clock.set(at(MORNING))
    claim(context)


def unconfirmed(context: Context, clinic: Clinic, clock: FixedClock, external_id: str) -> None:
    answers(context, SendOutcome(Verdict.UNKNOWN, code="timeout"))
    run_at(context, clock, MORNING)


WAITS: dict[Status, tuple[Callable[..., None], str, tuple[str, str | None]]] = {
    Status.PLANNED: (lambda *_: None, "send_before", ("missed", "too_late")),
    Status.HELD: (held, "send_before", ("missed", "paused")),
    Status.SENDING: (sending, "lease_until", ("unconfirmed", None)),
    Status.UNCONFIRMED: (unconfirmed, "settle_at", ("unconfirmed", None)),  # no one to ask here: a person has it now
}


def test_every_status_is_at_rest_or_has_a_deadline_and_a_case_below():
    assert set(DEADLINES) == set(Status) - AT_REST == set(WAITS)


@pytest.mark.parametrize("status", WAITS)
def test_its_sweeper_ends_the_wait_when_the_time_is_up_and_not_before(
    context: Context, clinic: Clinic, clock: FixedClock, status: Status
):
    bring, column, after = WAITS[status]
    item = row()
    enroll_rows(context, clinic, item)
    bring(context, clinic, clock, item["external_id"])
    before = message(context, "walk_1")
    assert (before.status, DEADLINES[status].until) == (status, column)
    deadline = getattr(before, column)
    if deadline > clock.now():
        clock.set(deadline - timedelta(seconds=1))
        tick(context)
        reconcile(context)
        assert message(context, "walk_1").status == status
    clock.set(deadline + timedelta(seconds=1))
    tick(context)
    if status is not Status.SENDING:
        reconcile(context)
    assert standing(context, "walk_1") == after
    if status is Status.UNCONFIRMED:
        assert alert_kinds(context) == ["unconfirmed: sms"]
        assert message(context, "walk_1").settle_at is None


def test_a_worker_that_slept_past_its_lease_sends_nothing_and_writes_nothing(
    context: Context, clinic: Clinic, clock: FixedClock
):
    short = DeliveryRules(lease=timedelta(seconds=0.3), http_timeout=timedelta(seconds=0.1))
    context = replace(context, delivery=short)
    enroll_rows(context, clinic, row())
    clock.set(at(MORNING))
    slept = claim(context)
    time.sleep(0.25)  # stopped with SIGSTOP; the monotonic clock goes on
    clock.set(clock.now() + timedelta(minutes=5))
    tick(context)
    assert standing(context, "walk_1") == ("unconfirmed", None)
    outcome = context.senders[slept.outgoing.channel].submit(slept.outgoing).result()
    assert (outcome.verdict, outcome.code) == (Verdict.NOT_SENT, "past_send_by")
    assert outbox(context).sent == []
    with context.db.begin() as tx:
        record_all(context, tx, [(slept, outcome)], clock.now())
    assert standing(context, "walk_1") == ("unconfirmed", None)
