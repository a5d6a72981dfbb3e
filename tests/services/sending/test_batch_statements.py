"""What a batch asks of PostgreSQL: a statement costs more than the five emails it is about.

They are counted on the wire, as libpq writes them down: some do not pass SQLAlchemy. One more is a decision: raise the
number then.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from reminders.services.sending.dispatch import claim_batch
from reminders.services.sending.due_groups import RoundRobin
from reminders.services.sending.record import record_all
from reminders.store.tables import attempts, history, messages
from tests.making import add_oak, all_rows, at, enroll_rows, events_of, make_context, row

if TYPE_CHECKING:
    from collections.abc import Generator

    from reminders.clock import FixedClock
    from reminders.services.context import Context
    from reminders.services.sending.start_attempt import Sending
    from reminders.store.database.session import Database

EVENING = at("03-11 20:00")
ACCEPTED = SendOutcome(Verdict.ACCEPTED, provider_id="SM1")
LANDLINE = SendOutcome(Verdict.REJECTED, code="21614", effect=Effect.BAD_ADDRESS)
LOST = SendOutcome(Verdict.UNKNOWN, code="timeout")
TEXTS, EMAILS, OUTCOMES = 5, 4, 1


@pytest.fixture
def context(postgres: Database, clock: FixedClock) -> Context:
    return make_context(postgres, clock)


@contextmanager
def asked(context: Context) -> Generator[Counter[str]]:
    """Count what is asked of the server meanwhile, without the beginning and the end of transactions."""
    count = Counter[str]()
    with tempfile.TemporaryFile("w+") as trace:

        def watch(connection: object, *_: object) -> None:
            connection.pgconn.trace(trace.fileno())  # type: ignore[attr-defined] psycopg's

        def stop(connection: object, *_: object) -> None:
            connection.pgconn.untrace()  # type: ignore[attr-defined]

        event.listen(context.db.engine, "checkout", watch)
        event.listen(context.db.engine, "checkin", stop)
        yield count
        event.remove(context.db.engine, "checkout", watch)
        event.remove(context.db.engine, "checkin", stop)
        trace.seek(0)
        count.update(line.split("\t")[3] for line in trace if line.count("\t") > 3)


def claim(context: Context, lane: str, most: int = 50) -> list[Sending]:
    with context.db.begin() as tx:
        return list(claim_batch(context, tx, lane, most, RoundRobin()).leaving)


def record(context: Context, landed: list[tuple[Sending, SendOutcome]]) -> None:
    with context.db.begin() as tx:
        record_all(context, tx, landed, EVENING)


@pytest.mark.parametrize(("lane", "most"), [("sms", TEXTS), ("email", EMAILS)])
def test_a_batch_is_claimed_and_recorded_in_a_handful(context: Context, clock: FixedClock, lane: str, most: int):
    consent = {} if lane == "sms" else {"sms_consent": "no", "email": "ana@example.org", "email_consent": "yes"}
    enroll_rows(context, add_oak(context), *(row(**consent) for _ in range(20)))
    clock.set(EVENING)
    claim(context, lane, 2)  # what a process reads once
    with asked(context) as count:
        sendings = claim(context, lane, 10)
    assert len(sendings) == 10
    assert count["Parse"] == most, count
    outcomes = [(one, replace(ACCEPTED, provider_id=f"SM{number}")) for number, one in enumerate(sendings)]
    with asked(context) as count:
        record(context, outcomes)
    assert count["Parse"] == OUTCOMES, count
    sent = {one.outgoing.message_id for one in sendings}
    assert {item.status for item in all_rows(context, messages) if item.id in sent} == {"accepted"}
    assert len([item for item in all_rows(context, history) if item.message_id in sent]) == 2 * len(sent)
    assert len([item for item in all_rows(context, attempts) if item.verdict == "accepted"]) == len(sent)


def test_outcomes_of_every_kind_in_one_batch(context: Context, clock: FixedClock):
    enroll_rows(context, add_oak(context), *(row() for _ in range(6)))
    clock.set(EVENING)
    sendings = claim(context, Channel.SMS.value)
    landed = list(zip(sendings, [ACCEPTED, LANDLINE, LOST] * 2, strict=True))
    record(context, landed)
    expected = {"accepted": "accept", "failed": "reject", "unconfirmed": "lose_track"}
    stands = {item.id: item for item in all_rows(context, messages)}
    for (sending, outcome), status in zip(landed, list(expected) * 2, strict=True):
        item = stands[sending.outgoing.message_id]
        assert (item.status, item.provider_id, item.error_code) == (status, outcome.provider_id, outcome.code)
        assert events_of(context, item.id) == ["claim: planned > sending", f"{expected[status]}: sending > {status}"]
    ends = {item.id: (item.verdict, item.code, item.provider_id) for item in all_rows(context, attempts)}
    for sending, outcome in landed:
        assert ends[sending.outgoing.attempt_id] == (outcome.verdict.value, outcome.code, outcome.provider_id)


def test_what_something_else_has_moved_stays_and_its_attempt_is_ended(context: Context, clock: FixedClock):
    enroll_rows(context, add_oak(context), row(), row())
    clock.set(EVENING)
    first, second = claim(context, Channel.SMS.value)
    record(context, [(first, LOST)])  # as the sweep does where a lease runs out
    record(context, [(first, ACCEPTED), (second, replace(ACCEPTED, provider_id="SM2"))])
    stands = {item.id: item for item in all_rows(context, messages)}
    assert stands[first.outgoing.message_id].status == "unconfirmed"
    assert stands[first.outgoing.message_id].provider_id == "SM1", "what the provider calls it is kept"
    assert stands[second.outgoing.message_id].status == "accepted"
    ends = {item.id: item.verdict for item in all_rows(context, attempts)}
    assert set(ends.values()) == {"accepted"}
