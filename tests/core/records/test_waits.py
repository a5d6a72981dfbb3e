"""How long something waited, by hand."""

from __future__ import annotations

from datetime import timedelta

from reminders.core.records.waits import sum_up
from tests.making import NOW


def test_nothing_waited():
    waits = sum_up([])
    assert (waits.by_limit, waits.unacknowledged, waits.median, waits.longest) == ((0, 0, 0, 0, 0), 0, None, None)


def test_waits_are_counted_up_to_their_limit_and_the_unheard_apart():
    seconds = [0, 300, 301, 3600, 14400, 14401]
    waits = sum_up([(NOW, NOW + timedelta(seconds=item)) for item in seconds] + [(NOW, None), (NOW, None)])
    assert waits.by_limit == (2, 1, 1, 1, 1)
    assert (waits.unacknowledged, waits.total) == (2, 8)
    assert waits.median == timedelta(seconds=(301 + 3600) / 2)
    assert waits.longest == timedelta(seconds=14401)
