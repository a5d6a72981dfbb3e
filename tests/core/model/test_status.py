"""The life of a message: the table of transitions as the design tells it, and what must never stand in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reminders.core.model.status import (
    DEADLINES,
    FINAL_RECEIPTS,
    SENT,
    TRANSITIONS,
    UNSENT,
    Event,
    Reason,
    Status,
    next_status,
)
from tests.tables import each_row

PLAIN = {
    ("planned", "claim"): "sending",
    ("sending", "accept"): "accepted",
    ("sending", "reject"): "failed",
    ("sending", "not_sent"): "planned",  # provably not sent: the only way back from the wire
    ("sending", "lose_track"): "unconfirmed",  # a swept lease too
    ("sending", "miss"): "missed",  # provably not sent, and no time for another try
}
NOT_SENT_FOR_A_REASON = {
    ("planned", "hold"): "held",
    ("planned", "skip"): "skipped",
    ("planned", "miss"): "missed",
    ("planned", "cancel"): "cancelled",
    ("held", "skip"): "skipped",
    ("held", "miss"): "missed",
    ("held", "cancel"): "cancelled",
    # Odd: closed already, and closed for another reason when the enrollment is.
    ("skipped", "cancel"): "cancelled",
    ("missed", "cancel"): "cancelled",
}
WANTED_AGAIN = {
    ("held", "replan"): "planned",
    ("skipped", "replan"): "planned",
    ("missed", "replan"): "planned",
    ("cancelled", "replan"): "planned",
}
SETTLED = {
    ("unconfirmed", "accept"): "accepted",  # the look-up found it
    ("unconfirmed", "settle_absent"): "planned",  # twice not found, and the window is open
    ("unconfirmed", "miss"): "missed",  # twice not found, and it is too late
    ("unconfirmed", "reject"): "failed",  # the look-up found that it was refused
}
# Odd: a receipt knows better than we do. It comes before our own outcome write (sending), after a lost reply
# (unconfirmed), against a refusal (failed), and even against a look-up that found nothing: then the row is planned
# again, or was held or closed since. A receipt carries our own attempt id, so it never speaks of another message.
RECEIPTS = {
    (start, f"receipt_{target}"): target
    for start in (
        *("sending", "unconfirmed", "accepted", "failed"),
        *("planned", "held", "skipped", "missed", "cancelled"),
    )
    for target in ("accepted", "delivered", "undelivered")
    if start != target
}


def test_the_table_is_what_the_design_says_row_by_row() -> None:
    told = PLAIN | NOT_SENT_FOR_A_REASON | WANTED_AGAIN | SETTLED | RECEIPTS
    table = {(start.value, event.value): target.value for (start, event), target in TRANSITIONS.items()}
    assert table == told


@each_row("status", list(Status))
@each_row("event", list(Event))
def test_an_event_that_is_not_in_the_table_changes_nothing(status: Status, event: Event) -> None:
    assert next_status(status, event) is TRANSITIONS.get((status, event))


def _sources(target: Status) -> dict[Event, set[Status]]:
    found: dict[Event, set[Status]] = {}
    for (start, event), end in TRANSITIONS.items():
        if end is target:
            found.setdefault(event, set()).add(start)
    return found


def test_these_are_all_the_ways_to_be_planned_again() -> None:
    assert _sources(Status.PLANNED) == {
        Event.NOT_SENT: {Status.SENDING},
        Event.SETTLE_ABSENT: {Status.UNCONFIRMED},
        Event.REPLAN: {Status.HELD, Status.SKIPPED, Status.MISSED, Status.CANCELLED},
    }


def test_nothing_but_two_look_ups_in_vain_leads_from_unconfirmed_to_planned() -> None:
    ways = [
        event for (start, event), end in TRANSITIONS.items() if (start, end) == (Status.UNCONFIRMED, Status.PLANNED)
    ]
    assert ways == [Event.SETTLE_ABSENT]


def test_a_swept_lease_becomes_unconfirmed_and_never_planned() -> None:
    assert next_status(Status.SENDING, Event.OUTCOME_UNKNOWN) is Status.UNCONFIRMED
    assert "never planned" in DEADLINES[Status.SENDING].sweeper


def test_only_a_claim_leads_to_sending() -> None:
    assert _sources(Status.SENDING) == {Event.CLAIM: {Status.PLANNED}}


@each_row("final", sorted(FINAL_RECEIPTS))
def test_the_first_final_receipt_stays(final: Status) -> None:
    assert not [event for (start, event) in TRANSITIONS if start is final]


def test_a_claim_a_rejection_or_a_replanning_never_moves_what_the_provider_has_taken() -> None:
    for status in SENT:
        events = {event for (start, event) in TRANSITIONS if start is status}
        assert events <= {Event.RECEIPT_DELIVERED, Event.RECEIPT_UNDELIVERED}


RECEIPT_EVENTS = [Event.RECEIPT_ACCEPTED, Event.RECEIPT_DELIVERED, Event.RECEIPT_UNDELIVERED]
RANK = {Status.ACCEPTED: 1, Status.DELIVERED: 2, Status.UNDELIVERED: 2}


@given(st.sampled_from([*UNSENT, Status.SENDING, Status.UNCONFIRMED, Status.FAILED]), st.data())
def test_receipts_late_twice_and_out_of_order_lead_only_upward(start: Status, data: st.DataObject) -> None:
    receipts = data.draw(st.lists(st.sampled_from(RECEIPT_EVENTS), min_size=1, max_size=6))
    status = start
    for receipt in receipts:
        before = status
        status = next_status(status, receipt) or status
        assert RANK[status] >= RANK.get(before, 0)
    finals = [receipt for receipt in receipts if receipt is not Event.RECEIPT_ACCEPTED]
    if finals:
        assert status.value == finals[0].value.removeprefix("receipt_")
    else:
        assert status is Status.ACCEPTED


def test_our_own_outcome_after_the_receipt_finds_nothing_to_change() -> None:
    for receipt in RECEIPT_EVENTS:
        told = next_status(Status.SENDING, receipt)
        assert told is not None
        for outcome in (Event.ACCEPT, Event.REJECT, Event.NOT_SENT, Event.OUTCOME_UNKNOWN, Event.MISS):
            assert next_status(told, outcome) is None


@given(st.lists(st.sampled_from(list(Event)), max_size=30))
def test_after_the_provider_has_taken_it_nothing_sends_it_again(events: list[Event]) -> None:
    status, taken = Status.PLANNED, False
    for event in events:
        status = next_status(status, event) or status
        taken = taken or status in SENT
        assert not taken or status in SENT


ENDS = {Status.ACCEPTED, Status.DELIVERED, Status.UNDELIVERED, Status.FAILED, Status.SKIPPED, Status.MISSED}


@each_row("status", sorted(set(Status) - ENDS - {Status.CANCELLED}))
def test_every_waiting_status_has_a_deadline_and_someone_who_acts(status: Status) -> None:
    assert status in DEADLINES, f"{status} waits for ever: name its deadline and its sweeper in core.status.DEADLINES"
    assert DEADLINES[status].until
    assert DEADLINES[status].sweeper


def test_what_does_not_wait_has_no_deadline() -> None:
    assert set(DEADLINES) == set(Status) - ENDS - {Status.CANCELLED}


@each_row("status", sorted(DEADLINES))
def test_every_deadline_has_a_way_out(status: Status) -> None:
    out = {target for (start, _), target in TRANSITIONS.items() if start is status}
    assert out - set(DEADLINES), f"{status} could never end"


def test_every_status_is_sorted_into_sent_unsent_or_in_between() -> None:
    assert not SENT & UNSENT
    assert set(Status) - SENT - UNSENT == {Status.SENDING, Status.UNCONFIRMED, Status.FAILED}
    assert FINAL_RECEIPTS < SENT


def test_the_words_are_those_of_the_interface() -> None:
    told = "planned sending unconfirmed accepted delivered undelivered failed held skipped missed cancelled"
    assert [status.value for status in Status] == told.split()
    assert {"closed_day", "cap", "fuse", "enrolled_late", "not_applicable", "failover_too_late"} < set(Reason)
