"""Unknown outcomes, settled by asking a stand-in of Twilio: found, absent twice, too late, not answered, by hand."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.channels.twilio.lookup import TwilioLookup
from reminders.channels.twilio.receipts import read_receipt
from reminders.core.model.contact import Channel
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.context import DeliveryRules
from reminders.services.plans.reschedule import reschedule
from reminders.services.sending.receipts import take_receipt
from reminders.services.sending.reconcile import reconcile
from reminders.services.sending.reconcile_by_hand import reconcile_by_hand
from reminders.store.tables import alerts, fuse_counters, messages
from tests.channels.making import PATIENCE, twilio_sms
from tests.making import (
    SOMEBODY,
    add_oak,
    alert_kinds,
    all_rows,
    answers,
    at,
    attempts_of,
    enroll_rows,
    events_of,
    make_context,
    message,
    outbox,
    play,
    row,
    run,
    run_at,
    standing,
    uid,
)
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN, Fault, TwilioStandin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.store.database.session import Database

MORNING, PHONE = "03-11 16:00", "+12025550101"
UNKNOWN = SendOutcome(Verdict.UNKNOWN, code="timeout")
SETTLE_AFTER, LEASE = timedelta(minutes=10), timedelta(minutes=1)


@pytest.fixture
def twilio() -> Iterator[TwilioStandin]:
    with TwilioStandin() as standin:
        yield standin


@pytest.fixture
def context(database: Database, clock: FixedClock, twilio: TwilioStandin) -> Iterator[Context]:
    made = make_context(database, clock)
    sender = twilio_sms(twilio.url, receipt_url=made.links.receipt_url)
    lookup = TwilioLookup(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, api_base_url=twilio.url, timeout=PATIENCE)
    yield replace(made, senders={**made.senders, Channel.SMS: sender}, lookup=lookup)
    sender.close()
    lookup.close()


def lose(context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin, fault: Fault) -> dict[str, str]:
    """Send the first text into a fault that leaves its outcome unknown."""
    item = row(phone=PHONE)
    enroll_rows(context, clinic, item)
    twilio.faults.append(fault)
    run_at(context, clock, MORNING)
    assert standing(context, "walk_1") == ("unconfirmed", None)
    return item


def wait(clock: FixedClock, time: timedelta) -> None:
    clock.set(clock.now() + time)


def test_one_that_the_provider_has_is_accepted_at_the_first_look(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    lose(context, clinic, clock, twilio, Fault.accept_and_drop())
    assert reconcile(context) == {"found": 1}
    walk = message(context, "walk_1")
    assert (walk.status, walk.provider_id, walk.settle_at) == ("accepted", twilio.accepted[0].sid, None)
    assert reconcile(context) == {}


@pytest.mark.parametrize(
    ("word", "code", "status"), [("delivered", None, "delivered"), ("failed", 30006, "undelivered")]
)
def test_what_the_provider_tells_beside_is_heard(  # noqa: PLR0917
    context: Context,
    clinic: Clinic,
    clock: FixedClock,
    twilio: TwilioStandin,
    word: str,
    code: int | None,
    status: str,
):
    lose(context, clinic, clock, twilio, Fault.accept_and_drop())
    twilio.accepted[0].status, twilio.accepted[0].error_code = word, code
    reconcile(context)
    assert message(context, "walk_1").status == status
    assert alert_kinds(context) == (["bad_address: sms"] if code else [])


def test_one_that_it_has_not_is_sent_again_only_after_a_second_look_and_is_counted_once(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    lose(context, clinic, clock, twilio, Fault.drop())
    sent = clock.now()
    assert reconcile(context) == {"asked_again": 1}
    walk = message(context, "walk_1")
    assert (walk.status, walk.settle_at, walk.settle_checks) == ("unconfirmed", sent + LEASE + SETTLE_AFTER, 1)
    wait(clock, LEASE + SETTLE_AFTER - timedelta(seconds=1))
    assert reconcile(context) == {}
    wait(clock, timedelta(seconds=1))
    assert reconcile(context) == {"settle_absent": 1}
    assert standing(context, "walk_1") == ("planned", None)
    assert message(context, "walk_1").sent_at is None
    run(context)
    assert standing(context, "walk_1") == ("accepted", None)
    assert len(twilio.accepted) == 1
    assert [(item.scheduled, item.total) for item in all_rows(context, fuse_counters)] == [(1, 1)]


def test_a_list_that_lags_behind_does_not_double_a_text(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    twilio.mailroom.list_lag = 3600
    lose(context, clinic, clock, twilio, Fault.accept_and_drop())
    reconcile(context)
    twilio.mailroom.list_lag = 0
    wait(clock, LEASE + SETTLE_AFTER)
    assert reconcile(context) == {"found": 1}
    play(context, clock, "03-12 12:00")
    assert len(twilio.accepted) == 1


def test_after_a_swept_lease_the_second_look_is_counted_from_the_sweep(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    lose(context, clinic, clock, twilio, Fault.drop())
    wait(clock, timedelta(hours=1))  # the first look comes late
    reconcile(context)
    assert message(context, "walk_1").settle_at == clock.now() + SETTLE_AFTER


def test_one_that_was_never_sent_and_has_no_time_left_is_missed(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    lose(context, clinic, clock, twilio, Fault.drop())
    reconcile(context)
    wait(clock, timedelta(hours=12))
    assert reconcile(context) == {"miss": 1}
    assert standing(context, "walk_1") == ("missed", "too_late")
    assert message(context, "walk_1").sent_at is None


def test_what_comes_back_follows_the_surgery_that_moved_meanwhile(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    item = lose(context, clinic, clock, twilio, Fault.drop())
    reschedule(context, clinic, item["external_id"], date(2026, 3, 20), actor=SOMEBODY)
    reconcile(context)
    wait(clock, LEASE + SETTLE_AFTER)
    reconcile(context)
    assert standing(context, "walk_1", anchor=1) == ("cancelled", "replaced")
    run(context)
    assert twilio.accepted == []


def test_a_provider_that_does_not_answer_is_asked_ever_more_slowly_and_staff_hear_of_it_once(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    lose(context, clinic, clock, twilio, Fault.accept_and_drop())
    twilio.faults.append(Fault.server_error(on="read", times=-1))
    for _ in range(30):
        reconcile(context)
        walk = message(context, "walk_1")
        assert (walk.status, walk.settle_checks) == ("unconfirmed", 0)
        clock.set(walk.settle_at)
    assert alert_kinds(context) == ["unconfirmed: sms"]
    assert clock.now() - at(MORNING) > timedelta(days=2)
    twilio.faults.clear()
    reconcile(context)
    assert standing(context, "walk_1") == ("accepted", None)
    assert [item.closed_by for item in all_rows(context, alerts)] == ["reminders"]


def test_two_in_the_same_words_to_one_phone_are_two_texts(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    twins = [row(phone=PHONE), row(phone=PHONE, external_id="S-twin", family_name="Rivera-Twin")]
    enroll_rows(context, clinic, *twins)
    twilio.faults.append(Fault.accept_and_drop(times=2))
    run_at(context, clock, MORNING)
    reconcile(context)
    found = [item.provider_id for item in all_rows(context, messages) if item.status == "accepted"]
    assert sorted(found) == sorted(item.sid for item in twilio.accepted)


def test_two_processes_at_once_ask_about_each_message_once(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    enroll_rows(context, clinic, *(row() for _ in range(30)))
    twilio.faults.append(Fault.accept_and_drop(times=-1))
    run_at(context, clock, MORNING)
    requests = twilio.requests
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(reconcile(context)["found"])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 30
    assert twilio.requests - requests == 60  # a list with a date and one without, for each


def test_a_receipt_that_comes_while_the_provider_is_asked_wins(
    context: Context, clinic: Clinic, clock: FixedClock, twilio: TwilioStandin
):
    lose(context, clinic, clock, twilio, Fault.drop())
    reconcile(context)
    wait(clock, LEASE + SETTLE_AFTER)
    walk = message(context, "walk_1")

    class SlowLookup:
        def look_up(self, *_: object) -> list[object]:
            receipt = read_receipt({"MessageSid": "SM1", "MessageStatus": "delivered", "To": PHONE})
            assert receipt is not None
            take_receipt(context, walk.attempt_id, receipt)
            return []

        def close(self) -> None:
            """Nothing is open."""

    reconcile(replace(context, lookup=SlowLookup()))
    assert standing(context, "walk_1") == ("delivered", None)


# -- email: no one can be asked ---------------------------------------------------------------------------------


def lose_email(context: Context, clinic: Clinic, clock: FixedClock) -> str:
    enroll_rows(context, clinic, row(sms_consent="no"))
    answers(context, UNKNOWN, Channel.EMAIL)
    run_at(context, clock, MORNING)
    assert standing(context, "walk_1", "email") == ("unconfirmed", None)
    return message(context, "walk_1", "email").id


def test_an_email_of_unknown_outcome_is_held_for_a_person(context: Context, clinic: Clinic, clock: FixedClock):
    lose_email(context, clinic, clock)
    assert reconcile(context) == {"left_to_staff": 1}
    assert reconcile(context) == {}
    assert standing(context, "walk_1", "email") == ("unconfirmed", None)
    assert alert_kinds(context) == ["unconfirmed: email"]


def test_with_resend_it_goes_once_more_as_the_same_message(context: Context, clinic: Clinic, clock: FixedClock):
    context = replace(context, delivery=DeliveryRules(unconfirmed_email="resend"))
    mail = lose_email(context, clinic, clock)
    assert reconcile(context) == {"settle_absent": 1}
    run(context)
    sent = outbox(context, Channel.EMAIL).attempts
    assert [out.message_id for out, _ in sent] == [mail, mail]  # it makes the Message-ID
    assert standing(context, "walk_1", "email") == ("unconfirmed", None)
    assert reconcile(context) == {"left_to_staff": 1}
    assert alert_kinds(context) == ["unconfirmed: email"]


@pytest.mark.parametrize(
    ("arrived", "late", "status"), [(True, False, "accepted"), (False, False, "planned"), (False, True, "missed")]
)
def test_a_person_settles_it(
    context: Context,
    clinic: Clinic,
    clock: FixedClock,
    arrived: bool,  # noqa: FBT001
    late: bool,  # noqa: FBT001
    status: str,
):
    mail = lose_email(context, clinic, clock)
    reconcile(context)
    if late:
        wait(clock, timedelta(days=2))
    assert reconcile_by_hand(context, clinic, mail, arrived=arrived, by="nurse@oak.example", actor=SOMEBODY) == status
    assert standing(context, "walk_1", "email")[0] == status
    assert [item.closed_by for item in all_rows(context, alerts)] == ["nurse@oak.example"]
    with pytest.raises(UseError, match=f"an outcome: {status}"):
        reconcile_by_hand(context, clinic, mail, arrived=arrived, by="nurse@oak.example", actor=SOMEBODY)


def test_no_one_settles_another_clinics_message(context: Context, clinic: Clinic, clock: FixedClock):
    mail = lose_email(context, clinic, clock)
    elm = add_oak(context, slug="elm")
    for message_id in (mail, uid(5)):
        with pytest.raises(NotFoundError):
            reconcile_by_hand(context, elm, message_id, arrived=True, by="nurse@elm.example", actor=SOMEBODY)
    assert events_of(context, mail)[-1].startswith("lose_track")
    assert len(attempts_of(context, mail)) == 1
