"""From due to done: a claim committed before the call, an outcome after it, nothing twice, no one held up."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, event, update
from sqlalchemy.exc import OperationalError

from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.sending.deliver import deliver
from reminders.services.sending.dispatch import claim_batch
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.sweep import sweep
from reminders.services.sending.tick import tick
from reminders.store.database.vault import CellId
from reminders.store.plans.pathway_versions import snapshot
from reminders.store.tables import attempts, enrollments, fuse_counters, messages, patients
from tests.making import (
    OTHER_KEY,
    alert_kinds,
    all_rows,
    answers,
    at,
    attempts_of,
    enroll_rows,
    events_of,
    message,
    outbox,
    play,
    row,
    run,
    run_at,
    standing,
    vault,
)

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.ports import Outgoing
    from reminders.services.context import Context

WALK_TIME = "03-11 16:00"  # walk_1 of everybody is due


def test_what_is_due_goes_out_once_and_is_written_down(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(given_name="Ana"))
    run_at(context, clock, WALK_TIME)
    (sent,) = outbox(context).sent
    found = message(context, "walk_1")
    (attempt,) = attempts_of(context, found.id)
    assert (found.status, found.provider_id, found.attempts) == ("accepted", f"outbox-{attempt.id}", 1)
    assert (found.sent_at, found.lease_until, found.attempt_id) == (clock.now(), None, attempt.id)
    assert (attempt.verdict, attempt.provider_id, attempt.number) == ("accepted", found.provider_id, 1)
    assert events_of(context, found.id) == ["claim: planned > sending", "accept: sending > accepted"]
    assert (sent.attempt_id, sent.message_id, sent.valid_for) == (attempt.id, found.id, timedelta(hours=6))
    assert context.db.vault.decrypt(CellId("messages.address", found.id), found.address) == sent.address
    assert (
        context.db.vault.decrypt_json(CellId("messages.content", found.id), found.content)["text"] == sent.content.text
    )


def test_a_tick_twice_sends_nothing_twice(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(), row(), row(sms_consent="no"))
    clock.set(at(WALK_TIME))
    assert tick(context) == tick(context) == {"sms": 1, "email": 1}
    for _ in range(2):
        for lane in ("sms", "email", "urgent"):
            deliver(context, lane)
    run(context)
    assert tick(context) == {}
    assert len(outbox(context).attempts) == 2
    assert len(outbox(context, Channel.EMAIL).attempts) == 1


def test_wake_ups_follow_the_backlog_and_are_bounded(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, *(row(sms_consent="no") for _ in range(45)))
    clock.set(at(WALK_TIME))
    assert tick(context) == {"email": 3}
    context = replace(context, delivery=replace(context.delivery, batch={"urgent": 1, "sms": 1, "email": 1}))
    assert tick(context) == {"email": 8}


def test_a_wave_with_rows_that_do_not_leave_is_not_the_last_one(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, *(row(sms_consent="no") for _ in range(12)))
    clock.set(at(WALK_TIME))
    with context.db.begin() as tx:  # the first ones of the first wave lose their consent
        first = tx.conn.execute(
            messages.select().where(messages.c.step == "walk_1").order_by(messages.c.due_at)
        ).first()
        assert first is not None
        tx.conn.execute(update(patients).where(patients.c.id == first.patient_id).values(email_consent=False))
    deliver(context, "email")
    assert len(outbox(context, Channel.EMAIL).sent) == 11


def test_every_fifth_text_of_a_phone_says_that_the_number_is_not_monitored(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(phone="+12025550123", email_consent="no", opioid="yes", physio_referral="yes"))
    play(context, clock, "08-01 00:00")
    texts = [item.content.text for item in outbox(context).sent]
    assert len(texts) >= 6
    line = "This number is not monitored. Emergency: call 911."
    assert [number for number, text in enumerate(texts, start=1) if line in text and number > 1] == [5]
    assert texts[4].count("STOP to end.") == 1, "what its own words say is not said twice"
    assert "This number is not monitored" in texts[0]


def test_the_first_text_of_a_phone_carries_the_opt_in_line(context: Context, clinic: Clinic, clock: FixedClock):
    mother = row(phone="202-555-0123")
    child = row(phone="202-555-0123", given_name="Leo", procedure="laminectomy")
    enroll_rows(context, clinic, mother, child, row())
    play(context, clock, "03-15 00:00")
    told = {}
    for sent in outbox(context).sent:
        told.setdefault(sent.address, []).append("Msg" in sent.content.text and "HELP" in sent.content.text)
    assert sorted(told.values()) == [[True, False], [True, False, False, False]]


def test_a_message_of_seven_days_ago_is_not_said_again_unless_the_step_repeats(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(external_id="A"))
    play(context, clock, "03-12 00:00")
    with context.db.begin() as tx:  # a planner gone wrong: the same step once more, the next day
        tx.conn.execute(update(messages).where(messages.c.step == "walk_1").values(identity="gone wrong"))
        values = {"step": "walk_1", "due_at": at("03-13 15:00"), "ready_at": at("03-13 15:00")}
        tx.conn.execute(update(messages).where(messages.c.step == "wound_1").values(**values))
    run_at(context, clock, "03-13 15:00")
    again = [item for item in all_rows(context, messages) if item.step == "walk_1" and item.identity != "gone wrong"]
    # The first one carried the opt-in line, so these words are new; a third time they are not.
    assert again[0].status == "accepted"
    with context.db.begin() as tx:
        values = {"step": "walk_1", "due_at": at("03-14 15:00"), "ready_at": at("03-14 15:00")}
        tx.conn.execute(update(messages).where(messages.c.step == "pain_plan").values(**values))
    run_at(context, clock, "03-14 15:00")
    third = [item for item in all_rows(context, messages) if item.step == "walk_1" and item.status == "skipped"]
    assert [item.reason for item in third] == ["fuse"]
    assert alert_kinds(context) == ["fuse: walk_1"]


def test_a_flooded_phone_gets_three_scheduled_texts_a_day(context: Context, clinic: Clinic, clock: FixedClock):
    family = [row(phone="202-555-0123", given_name=name) for name in ("Ana", "Luis", "Eva", "Tom", "Joy")]
    enroll_rows(context, clinic, *family)
    run_at(context, clock, WALK_TIME)
    assert len(outbox(context).sent) == 3
    walks = [(item.status, item.reason) for item in all_rows(context, messages) if item.step == "walk_1"]
    assert sorted(walks, key=str) == [("accepted", None)] * 3 + [("skipped", "fuse")] * 2
    assert alert_kinds(context) == ["fuse: walk_1"] * 2


def test_a_retried_text_counts_once(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    answers(context, SendOutcome(Verdict.NOT_SENT, code="503"))
    clock.set(at(WALK_TIME))
    for _ in range(4):
        run(context)
        clock.set(clock.now() + timedelta(minutes=10))
    (counter,) = all_rows(context, fuse_counters)
    assert (counter.scheduled, counter.total) == (1, 1)
    assert message(context, "walk_1").attempts == 4


class Crash(BaseException):
    """The process dies: nothing may catch it."""


class Dying:
    """A sender whose process dies in the middle of a call that the provider has taken."""

    channel = Channel.SMS
    leaves = True

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []

    def submit(self, outgoing: Outgoing) -> Future[SendOutcome]:
        self.taken.append(outgoing)
        raise Crash

    def close(self) -> None:
        """Nothing to close."""


def test_a_worker_that_dies_in_the_call_leaves_it_unconfirmed_and_no_one_sends_again(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row())
    dying = Dying()
    clock.set(at(WALK_TIME))
    with pytest.raises(Crash):
        run(replace(context, senders={**context.senders, Channel.SMS: dying}))
    assert len(dying.taken) == 1
    assert standing(context, "walk_1") == ("sending", None)
    assert [item.verdict for item in all_rows(context, attempts)] == [None]
    run(context)  # the lease still holds
    assert standing(context, "walk_1") == ("sending", None)
    clock.set(at(WALK_TIME) + timedelta(seconds=60))
    run(context)
    assert standing(context, "walk_1") == ("unconfirmed", None)
    play(context, clock, "03-13 00:00")
    assert outbox(context).attempts == []


def test_a_wave_that_is_rolled_back_sends_nothing_and_loses_nothing(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row())
    clock.set(at(WALK_TIME))

    def claim_and_fail() -> None:
        with context.db.begin() as tx:
            assert len(claim_batch(context, tx, "sms", 5, RoundRobin()).leaving) == 1
            raise Crash

    with pytest.raises(Crash):
        claim_and_fail()
    run(context)
    assert len(outbox(context).sent) == 1
    assert len(all_rows(context, attempts)) == 1


def test_a_claim_that_is_dropped_becomes_unconfirmed_when_its_lease_ends(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row())
    clock.set(at(WALK_TIME))
    with context.db.begin() as tx:
        (lost,) = claim_batch(context, tx, "sms", 5, RoundRobin()).leaving
    assert lost.outgoing.send_by < context.clock.monotonic() + 51  # the lease less the time a call may take
    clock.set(clock.now() + timedelta(seconds=59))
    with context.db.begin() as tx:
        assert sweep(context, tx).unconfirmed == 0
    clock.set(clock.now() + timedelta(seconds=1))
    with context.db.begin() as tx:
        assert sweep(context, tx).unconfirmed == 1
        assert sweep(context, tx).unconfirmed == 0
    assert events_of(context, lost.outgoing.message_id) == [
        "claim: planned > sending",
        "lose_track: sending > unconfirmed",
    ]
    run(context)
    assert outbox(context).attempts == []


def test_a_process_that_stops_gives_back_what_it_did_not_start(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(), row())
    clock.set(at(WALK_TIME))
    waiting: list[Future[SendOutcome]] = []

    class Queueing:
        channel = Channel.SMS
        leaves = True

        def submit(self, _outgoing: Outgoing) -> Future[SendOutcome]:
            waiting.append(Future())
            if len(waiting) == 1:  # one is on the wire, the other still in the queue
                waiting[0].set_running_or_notify_cancel()
            return waiting[-1]

        def close(self) -> None:
            """Nothing to close."""

    def stopping() -> bool:
        if len(waiting) == 2 and waiting[1].cancelled() and not waiting[0].done():
            waiting[0].set_result(SendOutcome(Verdict.ACCEPTED, provider_id="SM1"))
        return len(waiting) == 2

    deliver(replace(context, senders={**context.senders, Channel.SMS: Queueing()}), "sms", stopping=stopping)
    statuses = sorted(item.status for item in all_rows(context, messages) if item.step == "walk_1")
    assert statuses == ["accepted", "planned"]
    run(context)
    assert len(outbox(context).sent) == 1


@pytest.mark.parametrize("poison", ["phone", "template", "pathway", "zone"])
def test_a_poisoned_message_does_not_block_its_lane(context: Context, clinic: Clinic, clock: FixedClock, poison: str):
    enroll_rows(context, clinic, row(external_id="bad"))
    bad = message(context, "walk_1")
    enroll_rows(context, clinic, row(external_id="good"))
    with context.db.begin() as tx:
        tx.conn.execute(update(messages).where(messages.c.id == bad.id).values(ready_at=at("03-11 12:00")))
        if poison == "phone":
            whose = CellId("patients.phone", bad.patient_id)
            ciphertext = vault(OTHER_KEY).encrypt(whose, "+12025550123", of=bad.clinic_id)
            tx.conn.execute(update(patients).where(patients.c.id == bad.patient_id).values(phone=ciphertext))
        elif poison == "template":
            tx.conn.execute(update(patients).where(patients.c.id == bad.patient_id).values(language="xx"))
        elif poison == "zone":
            tx.conn.execute(update(patients).where(patients.c.id == bad.patient_id).values(timezone="Moon/Base"))
        else:
            broken = snapshot(tx, "walk", 1, "hash", "steps: nonsense", clock.now()).id
            rows = update(enrollments).where(enrollments.c.id == bad.enrollment_id)
            tx.conn.execute(rows.values(pathway_version_id=broken))
    run_at(context, clock, WALK_TIME)
    assert len(outbox(context).sent) == 1
    told = ["cannot_be_read: enter again" if poison == "phone" else "template_error: walk_1"]
    assert alert_kinds(context) == told
    run(context)
    run_at(context, clock, "03-11 22:00")
    found = next(item for item in all_rows(context, messages) if item.id == bad.id)
    assert (found.status, found.reason) == (
        ("skipped", "cannot_be_read") if poison == "phone" else ("missed", "too_late")
    )
    assert alert_kinds(context) == told


def test_outcomes_outlive_a_transaction_that_the_database_aborts(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row())
    clock.set(at(WALK_TIME))
    aborted: list[int] = []

    def abort_once(connection: Connection) -> None:
        del connection
        if outbox(context).sent and not aborted:
            aborted.append(1)
            raise OperationalError("COMMIT", {}, RuntimeError("deadlock detected"))

    event.listen(context.db.engine, "commit", abort_once)
    try:
        deliver(context, "sms")
    finally:
        event.remove(context.db.engine, "commit", abort_once)
    assert aborted == [1]
    assert message(context, "walk_1").status == "accepted"
    assert len(outbox(context).sent) == 1
