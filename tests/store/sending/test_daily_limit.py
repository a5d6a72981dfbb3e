"""The fuse: 3 scheduled texts and 20 of any kind per phone and local day, however many workers count at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from reminders.services.sending.deliver import deliver
from reminders.store.sending.daily_limit import TextsSoFar, TextToCount, count_texts, texts_so_far
from reminders.store.tables import fuse_counters, messages
from tests.making import NOW, add_oak, all_rows, at, enroll_rows, make_context, message, outbox, row, uid

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

DAY = date(2026, 3, 11)


def count(database: Database, times: int, *, scheduled: bool = True, phone: str = "p", day: date = DAY) -> list[bool]:
    found = []
    for _ in range(times):
        with database.begin() as tx:
            found.append(count_texts(tx, [TextToCount((phone,), day, scheduled)])[0])
    return found


def test_the_fourth_scheduled_text_of_a_day_trips_it(database: Database):
    assert count(database, 5) == [True, True, True, False, False]


def test_the_twenty_first_text_of_any_kind_trips_it(database: Database):
    assert count(database, 22, scheduled=False) == [True] * 20 + [False] * 2


def test_answers_leave_room_for_scheduled_texts_until_twenty(database: Database):
    assert all(count(database, 19, scheduled=False))
    assert count(database, 2) == [True, False]


def test_scheduled_texts_do_not_stop_answers(database: Database):
    count(database, 4)
    assert count(database, 1, scheduled=False) == [True]


def test_phones_and_days_count_for_themselves(database: Database):
    count(database, 4)
    assert count(database, 1, phone="q") == [True]
    assert count(database, 1, day=DAY + timedelta(days=1)) == [True]


@pytest.mark.parametrize("scheduled", [True, False])
def test_a_refused_text_is_not_counted(context: Context, *, scheduled: bool):
    count(context.db, 25, scheduled=scheduled)
    (row,) = all_rows(context, fuse_counters)
    assert (row.scheduled, row.total) == ((3, 3) if scheduled else (0, 20))


def test_a_count_that_is_rolled_back_did_not_happen(context: Context):
    with pytest.raises(ZeroDivisionError), context.db.begin() as tx:
        assert count_texts(tx, [TextToCount(("p",), DAY, True)])[0] / 0
    assert all_rows(context, fuse_counters) == []


def test_many_counted_at_once_are_as_many_counted_one_by_one(database: Database):
    texts = [TextToCount(("p",), DAY, True), TextToCount(("q",), DAY, True), TextToCount(("p",), DAY, False)]
    with database.begin() as tx:
        assert count_texts(tx, [*texts, *texts, *texts, *texts]) == [True] * 9 + [False, False, True]
        assert count_texts(tx, []) == []


def test_a_new_key_does_not_start_the_day_again(context: Context):
    assert count(context.db, 2, phone="old") == [True, True]
    assert count(context.db, 1, phone="new") == [True]  # a worker that started with the new key alone
    text = TextToCount(("new", "older", "old"), DAY, True)
    with context.db.begin() as tx:
        assert count_texts(tx, [text, TextToCount(("q", "q old"), DAY, True)]) == [False, True]
    counters = {item.phone_hash: (item.scheduled, item.total) for item in all_rows(context, fuse_counters)}
    assert counters == {"new": (3, 3), "q": (1, 1)}


def test_words_said_under_an_older_key_are_said(context: Context):
    texts = TextsSoFar(said={("Ana", "phone", "words, older key")})
    assert texts.has_said("Ana", ["phone"], ["words", "words, older key"])


@pytest.mark.parametrize(("scheduled", "most"), [(True, 3), (False, 20)])
def test_it_holds_with_ten_workers_at_once(postgres: Database, clock: FixedClock, *, scheduled: bool, most: int):
    together = threading.Barrier(10)

    def worker(_number: int) -> int:
        together.wait(60)
        return sum(count(postgres, 4, scheduled=scheduled))

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(worker, range(10))) == most
    (row,) = all_rows(make_context(postgres, clock), fuse_counters)
    assert row.total == most


def test_words_count_as_said_once_they_may_have_arrived(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row())
    walk = message(context, "walk_1")
    said = {}
    for status in ("planned", "sending", "unconfirmed", "accepted", "delivered", "undelivered", "failed", "skipped"):
        with context.db.begin() as tx:
            words = {"status": status, "sent_at": NOW, "address_hash": "p", "body_hash": "b"}
            tx.conn.execute(update(messages).where(messages.c.id == walk.id).values(**words))
            texts = texts_so_far(tx, ["q", "p"], NOW)
            said[status] = texts.has_said(walk.patient_id, ["q", "p"], ["b"])
            assert set(texts.phones) == ({"p"} if said[status] else set())
            assert not texts.has_said(walk.patient_id, ["q"], ["b"])
            assert not texts.has_said(walk.patient_id, ["p"], ["other"])
            assert not texts.has_said(uid(1), ["p"], ["b"])
            later = texts_so_far(tx, ["q", "p"], NOW + timedelta(seconds=1))
            assert not later.has_said(walk.patient_id, ["p"], ["b"])
            assert later.phones == texts.phones  # words are forgotten, a phone that was texted is not
    assert [status for status, yes in said.items() if not yes] == ["planned", "failed", "skipped"]


def test_two_workers_that_claim_texts_to_one_phone_at_once_let_three_leave(postgres: Database, clock: FixedClock):
    context = make_context(postgres, clock)
    clinic = add_oak(context)
    enroll_rows(context, clinic, *(row(phone="202-555-0123", given_name=f"Ana{number}") for number in range(12)))
    clock.set(at("03-11 16:00"))
    together = threading.Barrier(2)
    small = replace(context, delivery=replace(context.delivery, batch={"urgent": 2, "sms": 2, "email": 2}))

    def worker(_number: int) -> None:
        together.wait(60)
        deliver(small, "sms")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(worker, range(2)))
    walks = [(item.status, item.reason) for item in all_rows(context, messages) if item.step == "walk_1"]
    assert sorted(walks, key=str) == [("accepted", None)] * 3 + [("skipped", "fuse")] * 9
    assert len(outbox(context).sent) == 3


def test_a_wave_waits_for_the_count_of_another_that_is_not_committed_yet(postgres: Database):
    """The counter's row is the lock: none reads a count that another is about to raise."""
    counted = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        with postgres.begin() as tx:
            assert count_texts(tx, [TextToCount(("p",), DAY, True)] * 3) == [True] * 3

            def second() -> list[bool]:
                with postgres.begin() as other:
                    found = count_texts(other, [TextToCount(("p",), DAY, True)])
                    counted.set()
                    return found

            waiting = pool.submit(second)
            assert not counted.wait(0.3)
        assert waiting.result(timeout=60) == [False]
