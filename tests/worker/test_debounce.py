"""Wake-ups that come close together are one, and none is lost."""

from __future__ import annotations

import threading

from reminders.worker.debounce import Debouncer
from tests.standins import wait_until


def test_a_flood_of_requests_is_a_few_wake_ups_and_the_last_request_is_followed_by_one():
    sent: list[str] = []
    waker = Debouncer(sent.append, gap=0.2)
    waker("urgent")
    wait_until(lambda: sent == ["urgent"])
    for _ in range(500):
        waker("urgent")
    wait_until(lambda: sent == ["urgent"] * 2)
    waker("sms")
    wait_until(lambda: sent == ["urgent", "urgent", "sms"])


def test_a_request_while_a_wake_up_goes_out_makes_another():
    going, may_go, sent = threading.Event(), threading.Event(), []

    def slow(lane: str) -> None:
        going.set()
        assert may_go.wait(60)
        sent.append(lane)

    waker = Debouncer(slow, gap=0)
    waker("urgent")
    assert going.wait(60)
    waker("urgent")  # what it is for may have come too late for the one that goes out
    may_go.set()
    wait_until(lambda: sent == ["urgent"] * 2)


def test_a_broker_that_raises_does_not_end_it():
    tried: list[str] = []

    def broken(lane: str) -> None:
        tried.append(lane)
        raise OSError("no broker")

    waker = Debouncer(broken, gap=0)
    for number in (1, 2):
        waker("urgent")
        wait_until(lambda number=number: len(tried) == number)
