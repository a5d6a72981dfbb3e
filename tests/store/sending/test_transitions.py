"""The guarded write: it trusts the row count, writes one history row, and lets exactly one of two movers win."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.status import Event, Status
from reminders.store.sending.transitions import Move, move
from tests.making import NOW, add_oak, enroll_rows, events_of, make_context, message, row, uid

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database


def test_an_event_moves_the_row_and_leaves_one_history_row(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    with context.db.begin() as tx:
        assert move(tx, Move(walk.id, Status.PLANNED, Event.SKIP, reason="fuse"), NOW)
    found = message(context, "walk_1")
    assert (found.status, found.reason, found.changed_at) == ("skipped", "fuse", NOW)
    assert events_of(context, walk.id) == ["skip: planned > skipped"]


def test_a_row_that_is_elsewhere_by_now_is_left_alone(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    with context.db.begin() as tx:
        assert not move(tx, Move(walk.id, Status.SENDING, Event.ACCEPT, values={"provider_id": "SM1"}), NOW)
    assert message(context, "walk_1") == walk
    assert events_of(context, walk.id) == []


def test_the_attempt_of_an_earlier_claim_moves_nothing(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    with context.db.begin() as tx:
        assert move(tx, Move(walk.id, Status.PLANNED, Event.CLAIM, values={"attempt_id": uid(2)}), NOW)
        assert not move(tx, Move(walk.id, Status.SENDING, Event.ACCEPT, attempt_id=uid(1)), NOW)
        assert move(tx, Move(walk.id, Status.SENDING, Event.ACCEPT, attempt_id=uid(2)), NOW)
    assert events_of(context, walk.id) == ["claim: planned > sending", "accept: sending > accepted"]


def test_an_unknown_row_is_no_row(context: Context):
    with context.db.begin() as tx:
        assert not move(tx, Move(uid(9), Status.PLANNED, Event.SKIP), NOW)


def test_an_event_that_leads_nowhere_is_a_mistake_of_ours(context: Context):
    with context.db.begin() as tx, pytest.raises(ValueError, match="leads nowhere"):
        move(tx, Move(uid(9), Status.ACCEPTED, Event.CLAIM), NOW)


def test_of_two_threads_that_move_one_row_exactly_one_wins(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    enroll_rows(context, add_oak(context), row())
    walk = message(context, "walk_1")
    together = threading.Barrier(2)

    def claim(attempt: str) -> bool:
        with context.db.begin() as tx:
            together.wait(60)
            return move(tx, Move(walk.id, Status.PLANNED, Event.CLAIM, values={"attempt_id": attempt}), NOW)

    with ThreadPoolExecutor(2) as pool:
        won = dict(zip((uid(1), uid(2)), pool.map(claim, (uid(1), uid(2))), strict=True))
    assert sorted(won.values()) == [False, True]
    assert won[message(context, "walk_1").attempt_id]
    assert events_of(context, walk.id) == ["claim: planned > sending"]
