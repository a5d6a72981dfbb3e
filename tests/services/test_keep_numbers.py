"""Numbers that took long are kept for a while; the rest is counted again each time."""

from __future__ import annotations

from dataclasses import dataclass

from reminders.services.count_cache import MAX_ENTRIES, MAX_TTL_SECONDS, CountCache


@dataclass
class Counting:
    """A clock, and a count that takes `seconds` on it and gives another number each time."""

    seconds: float
    now: float = 0.0
    times: int = 0

    def clock(self) -> float:
        return self.now

    def count(self) -> int:
        self.now += self.seconds
        self.times += 1
        return self.times


def test_what_is_counted_quickly_is_counted_again():
    slow = Counting(0.01)
    kept = CountCache(slow.clock)
    assert [kept.get("a", slow.count) for _ in range(3)] == [1, 2, 3]


def test_what_takes_long_is_kept_a_hundred_times_as_long():
    slow = Counting(0.5)
    kept = CountCache(slow.clock)
    assert kept.get("a", slow.count) == 1
    slow.now += 49
    assert kept.get("a", slow.count) == 1
    slow.now += 2
    assert kept.get("a", slow.count) == 2
    assert kept.get("b", slow.count) == 3


def test_nothing_is_kept_for_longer_than_minutes():
    slow = Counting(60)
    kept = CountCache(slow.clock)
    kept.get("a", slow.count)
    slow.now += MAX_TTL_SECONDS + 1
    assert kept.get("a", slow.count) == 2


def test_there_is_an_end_to_what_is_kept():
    slow = Counting(0.1)
    kept = CountCache(slow.clock)
    for key in range(3 * MAX_ENTRIES):
        kept.get(key, slow.count)
    assert len(kept._kept) <= MAX_ENTRIES
