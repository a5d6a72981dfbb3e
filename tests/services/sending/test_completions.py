"""Sends that end are gathered: enough of them, or what there is after a while, and none is lost or told twice."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread

from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.sending.deliver import Completions

TAKEN = SendOutcome(Verdict.ACCEPTED, provider_id="SM1")
SOON, LONG = 0.01, 30.0


def in_the_air(completions: Completions, count: int) -> list[Future[SendOutcome]]:
    sends = [Future[SendOutcome]() for _ in range(count)]
    for send in sends:
        completions.expect(send)
    return sends


def test_what_has_landed_is_told_once():
    completions = Completions()
    first, second, third = in_the_air(completions, 3)
    first.set_result(TAKEN)
    third.set_result(TAKEN)
    assert completions.take(2, LONG) == [first, third]
    assert completions.take(1, SOON) == []
    second.set_result(TAKEN)
    assert completions.take(1, LONG) == [second]


def test_no_one_waits_for_a_send_that_hangs():
    completions = Completions()
    first, _ = in_the_air(completions, 2)
    first.set_result(TAKEN)
    assert completions.take(2, SOON) == [first]


def test_a_send_that_had_ended_before_is_told_at_once():
    completions = Completions()
    ended: Future[SendOutcome] = Future()
    ended.set_result(TAKEN)
    completions.expect(ended)
    assert completions.take(1, LONG) == [ended]


def test_a_send_that_was_cancelled_never_left_and_does_not_land():
    completions = Completions()
    first, second = in_the_air(completions, 2)
    assert first.cancel()
    second.set_result(TAKEN)
    assert completions.take(2, SOON) == [second]


def test_who_waits_is_woken_by_the_last_one_that_is_needed():
    completions = Completions()
    sends = in_the_air(completions, 200)
    threads = [
        Thread(target=lambda part=part: [send.set_result(TAKEN) for send in part]) for part in (sends[:99], sends[99:])
    ]
    for thread in threads:
        thread.start()
    assert set(completions.take(200, LONG)) == set(sends)
    for thread in threads:
        thread.join()
