"""When refusals of single messages are the sender's fault, and when a sender that is down is tried again."""

from __future__ import annotations

from datetime import timedelta

from reminders.core.sending.sender_trials import MAX_TRIAL_WAIT, is_senders_fault, trial_wait


def test_a_few_people_say_nothing_and_many_do():
    table = [
        (1, 1, False),  # one filtered text, the only one of the hour
        (2, 2, False),
        (4, 4, False),
        (5, 5, True),
        (5, 25, True),
        (5, 26, False),  # a good sender's few of many
        (40, 1000, False),
        (200, 1000, True),
        (5, 0, True),  # sent an hour ago, refused only now
    ]
    assert [row for row in table if is_senders_fault(row[0], row[1]) is not row[2]] == []


def test_trials_come_ever_more_slowly_up_to_some_hours():
    assert [trial_wait(number) / timedelta(minutes=15) for number in range(5)] == [1, 2, 4, 8, 16]
    assert trial_wait(99) == MAX_TRIAL_WAIT
