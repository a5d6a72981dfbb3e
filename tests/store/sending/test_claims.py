"""Claiming: due order, disjoint rows for workers at once, the lease, the pause, and the look at what is next."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.store.replies.auto_replies import AutoReply, plan_auto_replies
from reminders.store.sending import attempts, claims, due, due_clinics, due_counts
from reminders.store.sending.batch_writes import Claimed, write_claims
from reminders.store.sending.due import Share
from reminders.store.tables import messages, patients
from tests.making import (
    NOW,
    add_oak,
    all_rows,
    at,
    attempts_of,
    enroll_rows,
    events_of,
    make_context,
    message,
    row,
    uid,
)

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database, Tx

DUE = at("03-11 17:00")  # past every walk_1 of the usual row
A1 = uid(1)
LEASE = DUE + timedelta(seconds=60)


def take(
    tx: Tx, limit: int = 50, lane: str = "sms", *, paused: bool = False, now: datetime = DUE, channel: str = ""
) -> list[str]:
    way = Channel(channel or lane)
    known = due_clinics.due_clinics(tx, lane, way, now, paused=paused)
    taken = due.take_due(tx, lane, way, [Share(known, limit, limit)], now, most=limit, paused=paused)
    return [item.id for item in taken]


def claim(context: Context, message_id: str, attempt: str = A1) -> None:
    with context.db.begin() as tx:
        write_claims(tx, [Claimed(message_id, attempt, 1, LEASE, {}, surgery_generation=1, sender="default")], DUE)


def test_the_longest_due_comes_first(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, *(row() for _ in range(6)))
    with context.db.begin() as tx:
        taken = take(tx, 4)
    ready = {item.id: item.ready_at for item in all_rows(context, messages) if item.step == "walk_1"}
    assert [ready[item] for item in taken] == sorted(ready.values())[:4]


def test_nothing_is_due_before_its_minute_and_nothing_twice(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    with context.db.begin() as tx:
        assert take(tx, now=walk.due_at - timedelta(seconds=1)) == []
        assert take(tx, now=walk.due_at) == [walk.id]
    claim(context, walk.id)
    with context.db.begin() as tx:
        assert take(tx) == []


def test_a_lane_takes_only_its_own(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(), row(sms_consent="no"))
    with context.db.begin() as tx:
        assert len(take(tx, lane="sms")) == len(take(tx, lane="email")) == 1
        assert take(tx, lane="urgent", channel="sms") == []
        assert due_counts.count_due(tx, DUE, 9) == {"sms": 1, "email": 1}


def test_workers_at_once_get_disjoint_rows_and_do_not_wait(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    enroll_rows(context, add_oak(context), *(row() for _ in range(7)))
    with context.db.begin() as first, context.db.begin() as second, context.db.begin() as third:
        taken = [take(first, 3), take(second, 3), take(third, 3)]
    assert [len(item) for item in taken] == [3, 3, 1]
    assert len({message_id for item in taken for message_id in item}) == 7


def test_a_worker_does_not_wait_for_a_patient_who_is_being_changed(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    enroll_rows(context, add_oak(context), row())
    with context.db.begin() as staff, context.db.begin() as worker:
        staff.conn.execute(update(patients).values(language="es"))
        assert len(take(worker)) == 1


def test_a_claim_writes_lease_and_attempt_before_anything_is_sent(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    claim(context, walk.id)
    found = message(context, "walk_1")
    assert (found.status, found.attempt_id, found.lease_until, found.sent_at) == ("sending", A1, LEASE, DUE)
    assert [(item.id, item.number, item.started_at, item.verdict) for item in attempts_of(context, walk.id)] == [
        (A1, 1, DUE, None)
    ]
    assert events_of(context, walk.id) == ["claim: planned > sending"]


def test_a_row_that_changed_under_the_lock_stops_the_wave(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    claim(context, walk.id)
    with pytest.raises(RuntimeError, match="changed while it was locked"):
        claim(context, walk.id, uid(2))
    assert len(attempts_of(context, walk.id)) == 1


def test_a_lease_runs_out_at_its_moment(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    claim(context, walk.id)
    with context.db.begin() as tx:
        early = LEASE - timedelta(microseconds=1)
        assert claims.expired_leases(tx, early, 10) == []
        assert claims.expired_leases(tx, LEASE, 10) == [(walk.id, A1)]
        assert not claims.anything_to_sweep(tx, early)
        assert claims.anything_to_sweep(tx, LEASE)


def test_what_was_never_started_goes_back_to_planned(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    claim(context, walk.id)
    with context.db.begin() as tx:
        assert claims.release(tx, [(walk.id, uid(3)), (walk.id, A1)], DUE) == 1
    found = message(context, "walk_1")
    assert (found.status, found.lease_until, found.sent_at) == ("planned", None, None)
    with context.db.begin() as tx:
        assert take(tx) == [walk.id]


def test_a_postponed_message_keeps_its_plan(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    with context.db.begin() as tx:
        claims.postpone(tx, walk.id, DUE + timedelta(minutes=5))
        assert take(tx) == []
        assert due.next_moments(tx, DUE) == {"sms": DUE + timedelta(minutes=5)}
    found = message(context, "walk_1")
    assert (found.due_at, found.send_before, found.status) == (walk.due_at, walk.send_before, "planned")


@pytest.mark.parametrize(
    ("name", "goes"), [("stop", True), ("emergency", True), ("urgent", True), ("not_watched", False), ("help", False)]
)
def test_while_all_is_paused_only_safety_answers_and_stop_confirmations_are_taken(
    context: Context, clinic: Clinic, name: str, *, goes: bool
):
    enroll_rows(context, clinic, row())
    patient = message(context, "walk_1").patient_id
    with context.db.begin() as tx:
        plan_auto_replies(tx, [AutoReply(clinic.id, patient, uid(4), name, NOW)])
        assert len(take(tx, lane="urgent", channel="sms")) == 1
        assert bool(take(tx, lane="urgent", channel="sms", paused=True)) == goes
        assert take(tx, lane="sms", paused=True) == []


def test_overdue_rows_are_found_planned_and_held(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(), row())
    one, two = (item for item in all_rows(context, messages) if item.step == "walk_1")
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).where(messages.c.id == two.id).values(status="held"))
        end = one.send_before
        assert claims.overdue(tx, end - timedelta(microseconds=1), 10) == []
        assert set(claims.overdue(tx, end, 10)) == {(one.id, "planned", None), (two.id, "held", None)}
        assert len(claims.overdue(tx, end, 10)) == 2


def test_an_attempt_ends_with_its_outcome(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    claim(context, walk.id)
    with context.db.begin() as tx:
        attempts.end_attempts(tx, [(A1, SendOutcome(Verdict.UNKNOWN, code="timeout"))], LEASE)
    (found,) = attempts_of(context, walk.id)
    assert (found.ended_at, found.verdict, found.code, found.provider_id) == (LEASE, "unknown", "timeout", None)


def test_the_providers_id_is_added_once(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    for provider_id in ("SM1", "SM2"):
        with context.db.begin() as tx:
            claims.add_provider_id(tx, walk.id, provider_id)
    assert message(context, "walk_1").provider_id == "SM1"
