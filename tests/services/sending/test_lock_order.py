"""Staff changes and outcomes at the same moment, over two real connections: each waits its turn, none is thrown out.

The order is: enrollments (oldest first), then messages, then attempts.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text, update

from reminders.core.model.enrollment import EnrollmentState
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from reminders.services.find import pick_enrollment
from reminders.services.plans.replan import replan
from reminders.services.sending.dispatch import claim_batch
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.record import record_all
from reminders.store.sending.transitions import lock_messages
from reminders.store.tables import enrollments, messages
from tests.making import add_oak, at, enroll_rows, make_context, message, row, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.services.sending.start_attempt import Sending
    from reminders.store.database.session import Database, Tx

MORNING = at("03-11 16:00")
NOT_SENT = SendOutcome(Verdict.NOT_SENT, code="503")
LANDLINE = SendOutcome(Verdict.REJECTED, code="21614", effect=Effect.BAD_ADDRESS)
ACCEPTED = SendOutcome(Verdict.ACCEPTED, provider_id="SM1")
LOST = SendOutcome(Verdict.UNKNOWN, code="timeout")
STOPPED = SendOutcome(Verdict.REJECTED, code="21610", effect=Effect.OPTED_OUT)


@pytest.fixture
def context(postgres: Database, clock: FixedClock) -> Context:
    """On PostgreSQL only: SQLite has one writer at a time."""
    return make_context(postgres, clock)


@contextmanager
def meanwhile(context: Context, work: Callable[[Tx], object]) -> Iterator[list[BaseException]]:
    """Run work in a transaction of its own, and go on once it waits for a lock or has ended."""
    problems: list[BaseException] = []

    def run() -> None:
        try:
            with context.db.begin() as tx:
                work(tx)
        except BaseException as error:  # noqa: BLE001 the test looks at it
            problems.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _ in range(6000):
        with context.db.read() as tx:
            if not thread.is_alive() or tx.conn.execute(waits).scalar():
                break
        time.sleep(0.01)
    yield problems
    thread.join(60)
    assert not thread.is_alive()


def claim(context: Context) -> list[Sending]:
    with context.db.begin() as tx:
        return list(claim_batch(context, tx, "sms", 50, RoundRobin()).leaving)


@pytest.mark.parametrize("outcome", [NOT_SENT, LANDLINE, STOPPED], ids=["not sent", "bad number", "opt-out"])
def test_an_outcome_waits_for_a_staff_change_and_follows_it(context: Context, clock: FixedClock, outcome: SendOutcome):
    clinic, item = add_oak(context), row()
    enroll_rows(context, clinic, item)
    clock.set(MORNING)
    (sending,) = claim(context)
    record = [(sending, outcome)]
    with context.db.begin() as staff:
        enrollment = pick_enrollment(staff, clinic, item["external_id"])
        with meanwhile(context, lambda tx: record_all(context, tx, record, clock.now())) as problems:
            replan(context, staff, replace(enrollment, state=EnrollmentState.CANCELLED), clock.now())
            staff.conn.commit()
    assert problems == []
    status, _ = standing(context, "walk_1")
    assert status == ("cancelled" if outcome is NOT_SENT else "failed")
    assert standing(context, "wound_1")[0] in {"cancelled", "skipped"}


def test_a_claim_that_finds_a_stale_plan_does_not_wait_for_the_staff_change_that_made_it_so(
    context: Context, clock: FixedClock
):
    clinic, item = add_oak(context), row()
    enroll_rows(context, clinic, item)
    with context.db.begin() as tx:  # the plan is stale, as after a change whose re-planning did not see this message
        tx.conn.execute(update(enrollments).values(plan_revision=enrollments.c.plan_revision + 1))
    clock.set(MORNING)
    with context.db.begin() as staff:
        enrollment = pick_enrollment(staff, clinic, item["external_id"])
        with meanwhile(context, lambda tx: claim_batch(context, tx, "sms", 50, RoundRobin())) as problems:
            replan(context, staff, enrollment, clock.now())
            staff.conn.commit()
    assert problems == []
    assert standing(context, "walk_1") == ("planned", None)
    assert len(claim(context)) == 1
    assert message(context, "walk_1").status == "sending"


def test_outcomes_of_several_kinds_lock_their_messages_by_id_before_the_first_is_written(
    context: Context, clock: FixedClock
):
    enroll_rows(context, add_oak(context), row(), row())
    clock.set(MORNING)
    first, last = sorted(claim(context), key=lambda sending: sending.outgoing.message_id)
    record = [(last, ACCEPTED), (first, LOST)]  # a statement for each kind: the last message would be locked first
    holds_last = select(messages.c.id).where(messages.c.id == last.outgoing.message_id).with_for_update(nowait=True)
    with context.db.begin() as other:  # another worker, which takes the same two in the order of their ids
        lock_messages(other, [first.outgoing.message_id])
        with meanwhile(context, lambda tx: record_all(context, tx, record, clock.now())) as problems:
            other.conn.execute(holds_last)  # raises if who waits for the first message holds the last one
            other.conn.commit()
    assert problems == []
    with context.db.read() as tx:
        rows = tx.conn.execute(select(messages.c.id, messages.c.status))
        standings = {row.id: row.status for row in rows}
    assert standings[last.outgoing.message_id] == "accepted"
    assert standings[first.outgoing.message_id] == "unconfirmed"
