"""Switches, heartbeats and pathway snapshots when several workers meet: no transaction fails."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from reminders.store.clinics.switches import beat_heart, clear_switches, last_heartbeat, set_switch, switches_on
from reminders.store.plans.pathway_versions import PathwayConflictError, snapshot, source_of
from tests.making import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.store.database.session import Database, Tx


def at_once(database: Database, work: Callable[[Tx], object], workers: int = 4) -> list[object]:
    """Do the same in several transactions that are all open before the first one writes."""
    together = threading.Barrier(workers)

    def one(_number: int) -> object:
        with database.begin() as tx:
            together.wait(60)
            return work(tx)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, range(workers)))


def test_a_switch_is_turned_on_once_and_off_once(database: Database):
    with database.begin() as tx:
        assert [set_switch(tx, "pause-all", NOW, reason) for reason in ("first", "second")] == [True, False]
        assert switches_on(tx) == {"pause-all": "first"}
        assert [clear_switches(tx) for _ in range(2)] == [["pause-all"], []]


def test_of_workers_that_turn_one_switch_on_at_once_one_is_told_so(postgres: Database):
    assert sorted(at_once(postgres, lambda tx: set_switch(tx, "line:sms:default", NOW))) == [False] * 3 + [True]


def test_beats_that_start_at_once_do_not_fail(postgres: Database):
    at_once(postgres, lambda tx: beat_heart(tx, "beat", NOW))
    with postgres.read() as tx:
        assert last_heartbeat(tx, "beat") == NOW


def test_a_pathway_that_is_used_first_by_several_at_once_is_kept_once(postgres: Database):
    assert len(set(at_once(postgres, lambda tx: snapshot(tx, "walk", 1, "hash", "id: walk", NOW).id))) == 1


def test_a_pathway_keeps_its_words_and_is_refused_with_others(database: Database):
    with database.begin() as tx:
        first, is_new = snapshot(tx, "walk", 1, "hash", "id: walk", NOW)
        assert is_new
        assert snapshot(tx, "walk", 1, "hash", "id: walk # a comment", NOW) == (first, False)
        assert snapshot(tx, "walk", 2, "other", "id: walk 2", NOW).id != first
        assert source_of(tx, first) == "id: walk"
        with pytest.raises(PathwayConflictError, match="raise `version` in its file to 2"):
            snapshot(tx, "walk", 1, "other", "id: walk 2", NOW)
