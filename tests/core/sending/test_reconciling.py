"""When an unknown outcome is asked about again, and when it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reminders.core.model.status import Event
from reminders.core.sending.reconciling import (
    MAX_WAIT,
    Reconciliation,
    when_absent,
    when_it_cannot_be_asked,
    when_not_answered,
)
from tests.tables import each_row

END = datetime(2026, 3, 11, 16, 1, tzinfo=UTC)
WAIT = timedelta(minutes=10)
LATER, PAST = END + timedelta(hours=4), END - timedelta(minutes=30)


@each_row(
    ("checks", "minutes", "expected"),
    [
        (0, -1, Reconciliation(ask_at=END + WAIT, checks=1)),  # while the lease still runs
        (0, 60, Reconciliation(ask_at=END + timedelta(minutes=70), checks=1)),  # one look proves nothing, however late
        (1, 9.9, Reconciliation(ask_at=END + timedelta(minutes=19.9), checks=1)),  # two in a row prove nothing either
        (1, 10, Reconciliation(Event.SETTLE_ABSENT, checks=2)),
        (1, 240, Reconciliation(Event.MISS, checks=2)),  # no time left
    ],
)
def test_absent_twice_with_the_wait_between(checks: int, minutes: float, expected: Reconciliation):
    now = END + timedelta(minutes=minutes)
    assert when_absent(checks, lease_end=END, wait=WAIT, send_before=LATER, now=now) == expected


def test_a_provider_that_does_not_answer_is_never_given_up_and_staff_hear_of_it_in_an_hour():
    now, told = END - timedelta(seconds=50), None
    for _ in range(40):
        todo = when_not_answered(1, lease_end=END, wait=WAIT, now=now)
        assert (todo.event, todo.checks) == (None, 1)
        assert todo.ask_at is not None
        assert timedelta(seconds=30) <= todo.ask_at - now <= MAX_WAIT
        if todo.tell and told is None:
            told = now - END
        now = todo.ask_at
    assert told is not None
    assert timedelta(hours=1) <= told <= timedelta(hours=1.5)


@each_row(
    ("unknown", "may_resend", "send_before", "expected"),
    [
        (1, False, LATER, Reconciliation(tell=True)),
        (1, True, LATER, Reconciliation(Event.SETTLE_ABSENT)),
        (2, True, LATER, Reconciliation(tell=True)),
        (1, True, PAST, Reconciliation(tell=True)),
    ],
)
def test_an_email_goes_once_more_at_most(
    unknown: int,
    may_resend: bool,  # noqa: FBT001 a column of the table
    send_before: datetime,
    expected: Reconciliation,
):
    found = when_it_cannot_be_asked(unknown, may_resend=may_resend, send_before=send_before, now=END)
    assert found == expected
