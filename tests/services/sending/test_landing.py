"""Sends that end are gathered: enough of them, or what there is after a while, and none is lost or told twice."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread

from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.sending.landing import Landings

TAKEN = SendOutcome(Verdict.ACCEPTED, provider_id="SM1")
SOON, LONG = 0.01, 30.0


def in_the_air(landings: Landings, count: int) -> list[Future[SendOutcome]]:
    sends = [Future[SendOutcome]() for _ in range(count)]
    for send in sends:
        landings.expect(send)
    return sends


def test_what_has_landed_is_told_once():
    landings = Landings()
    first, second, third = in_the_air(landings, 3)
    first.set_result(TAKEN)
    third.set_result(TAKEN)
    assert landings.take(2, LONG) == [first, third]
    assert landings.take(1, SOON) == []
    second.set_result(TAKEN)
    assert landings.take(1, LONG) == [second]


def test_nobody_waits_for_a_send_that_hangs():
    landings = Landings()
    first, _ = in_the_air(landings, 2)
    first.set_result(TAKEN)
    assert landings.take(2, SOON) == [first]


def test_a_send_that_had_ended_before_is_told_at_once():
    landings = Landings()
    ended: Future[SendOutcome] = Future()
    ended.set_result(TAKEN)
    landings.expect(ended)
    assert landings.take(1, LONG) == [ended]


def test_a_send_that_was_cancelled_never_left_and_does_not_land():
    landings = Landings()
    first, second = in_the_air(landings, 2)
    assert first.cancel()
    second.set_result(TAKEN)
    assert landings.take(2, SOON) == [second]


def test_who_waits_is_woken_by_the_last_one_that_is_needed():
    landings = Landings()
    sends = in_the_air(landings, 200)
    threads = [
        Thread(target=lambda part=part: [send.set_result(TAKEN) for send in part]) for part in (sends[:99], sends[99:])
    ]
    for thread in threads:
        thread.start()
    assert set(landings.take(200, LONG)) == set(sends)
    for thread in threads:
        thread.join()
