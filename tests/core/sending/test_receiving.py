"""Which receipts are about the message of now, as a table."""

from __future__ import annotations

from reminders.core.model.status import FINAL_RECEIPTS, UNSENT, Event, Status, next_status
from reminders.core.sending.receiving import receipt_event
from tests.tables import each_row

RECEIPTS = (Event.RECEIPT_ACCEPTED, Event.RECEIPT_DELIVERED, Event.RECEIPT_UNDELIVERED)
UNDER_WAY_OR_DONE = (Status.SENDING, Status.UNCONFIRMED, Status.ACCEPTED, *sorted(FINAL_RECEIPTS))


@each_row("status", Status)
@each_row("event", RECEIPTS)
def test_a_receipt_of_the_current_attempt_does_what_the_table_of_transitions_says(status: Status, event: Event):
    expected = event if next_status(status, event) else None
    assert receipt_event(status, event, same_plan=True, same_attempt=True) is expected


@each_row("status", Status)
@each_row("event", RECEIPTS)
@each_row("same_attempt", [True, False])
def test_one_of_another_surgery_day_is_no_news(status: Status, event: Event, same_attempt: bool):  # noqa: FBT001
    assert receipt_event(status, event, same_plan=False, same_attempt=same_attempt) is None


@each_row("status", UNDER_WAY_OR_DONE)
@each_row("event", RECEIPTS)
def test_an_earlier_attempt_never_speaks_for_a_newer_one(status: Status, event: Event):
    assert receipt_event(status, event, same_plan=True, same_attempt=False) is None


@each_row("status", [*sorted(UNSENT), Status.FAILED])
def test_an_earlier_attempt_that_arrived_makes_a_further_one_needless_and_one_that_failed_does_not(status: Status):
    def event(said: Event) -> Event | None:
        return receipt_event(status, said, same_plan=True, same_attempt=False)

    assert event(Event.RECEIPT_DELIVERED) is Event.RECEIPT_DELIVERED
    assert event(Event.RECEIPT_ACCEPTED) is Event.RECEIPT_ACCEPTED
    assert event(Event.RECEIPT_UNDELIVERED) is None
