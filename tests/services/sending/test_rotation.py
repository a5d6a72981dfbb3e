"""Bar 4: a STOP holds while processes with the old and the new order of keys run side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.services.upkeep.schema import require_schema
from reminders.store.database.session import open_database
from reminders.store.database.vault import WrongKeyError
from tests.making import KEY, OTHER_KEY, add_oak, enroll_rows, make_context, outbox, row, run, run_at, vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reminders.clock import FixedClock
    from reminders.services.context import Context

FIRST, SECOND, THIRD = "+12025550101", "+12025550102", "+12025550103"
WALK = "03-11 17:30"


@pytest.fixture
def process(database_url: str, clock: FixedClock) -> Iterator[Callable[..., Context]]:
    """Start processes on one database, each with keys of its own."""
    started: list[Context] = []

    def start(*keys: bytes) -> Context:
        database = open_database(database_url, vault(*keys), durable=False)
        started.append(make_context(database, clock))
        require_schema(database)
        return started[-1]

    yield start
    with started[0].db.begin() as tx:
        tx.conn.execute(text("DELETE FROM key_checks WHERE id <> 1"))  # as the next test finds it
    for context in started:
        context.db.close()


def test_a_stop_holds_through_a_rotation_with_mixed_processes(process: Callable[..., Context], clock: FixedClock):
    before = process(KEY)
    clinic = add_oak(before)
    enroll_rows(before, clinic, row(phone=FIRST))
    reads = process(KEY, OTHER_KEY)
    enroll_rows(reads, clinic, row(phone=SECOND))
    writes = process(OTHER_KEY, KEY)
    enroll_rows(writes, clinic, row(phone=THIRD))
    for number, context in enumerate([writes, reads, writes]):
        receive(context, clinic, Channel.SMS, (FIRST, SECOND, THIRD)[number], "STOP")
    for context in (reads, writes):
        run(context)
    confirmed = [len(outbox(context).sent) for context in (reads, writes)]
    assert sum(confirmed) == 3
    for context in (reads, writes):
        run_at(context, clock, WALK)
    assert [len(outbox(context).sent) for context in (reads, writes)] == confirmed


def test_a_process_that_was_left_behind_sends_nothing_more_and_does_not_start_again(
    process: Callable[..., Context], clock: FixedClock
):
    left_behind = process(KEY)
    clinic = add_oak(left_behind)
    enroll_rows(left_behind, clinic, row(phone=FIRST))
    new = process(OTHER_KEY, KEY)
    receive(new, clinic, Channel.SMS, FIRST, "STOP")
    run_at(left_behind, clock, WALK)
    assert outbox(left_behind).sent == []
    with pytest.raises(WrongKeyError, match="add that key"):
        process(KEY)
