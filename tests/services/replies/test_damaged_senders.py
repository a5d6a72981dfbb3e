"""A phone or a text of one patient that opens with no key: what it calls for is done by its hash, and others go on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.services.replies.reply import receive
from reminders.services.replies.unclear_stop import end_unanswered, keep_texts, stop_texts
from reminders.store.replies import staff_texts
from reminders.store.tables import alerts, holds, messages, opt_outs, patients, replies
from tests.making import SOMEBODY, all_rows, at, enroll_rows, outbox, row, run
from tests.web.test_damaged_rows import one_bit_off

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ANA, BO = "+12025550177", "+12025550178"
UNCLEAR = "ugh enough already"


@pytest.fixture
def two(context: Context, clinic: Clinic, clock: FixedClock) -> None:
    """Two patients whose texts are on hold since each wrote what may mean stop; Ana's phone is damaged everywhere."""
    enroll_rows(context, clinic, *(row(phone=phone, email_consent="no") for phone in (ANA, BO)))
    clock.set(at("03-13 15:00"))
    for phone in (ANA, BO):
        receive(context, clinic, Channel.SMS, phone, UNCLEAR)
    hashed = context.db.vault.keyed_hash("patients.phone", ANA)
    one_bit_off(context, replies, "sender", replies.c.sender_hash == hashed)
    one_bit_off(context, patients, "phone", patients.c.phone_hash == hashed)


def alert_of(context: Context, phone: str) -> int:
    hashed = context.db.vault.keyed_hash("patients.phone", phone)
    return next(item.id for item in all_rows(context, alerts) if item.subject == hashed)


def stopped(context: Context) -> list[bool]:
    hashed = {item.address_hash for item in all_rows(context, opt_outs) if item.channel == "sms"}
    return [context.db.vault.keyed_hash("patients.phone", phone) in hashed for phone in (ANA, BO)]


def standing_holds(context: Context) -> int:
    return sum(item.ended_at is None for item in all_rows(context, holds))


@pytest.mark.usefixtures("two")
def test_after_a_day_both_become_stops_though_one_phone_cannot_be_read(context: Context, clock: FixedClock):
    clock.set(clock.now() + timedelta(days=1, minutes=1))
    assert end_unanswered(context) == 2
    assert (stopped(context), standing_holds(context)) == ([True, True], 0)
    assert {
        item.status for item in all_rows(context, messages) if item.channel == "sms" and item.step == "wound_1"
    } == {"skipped"}


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("decide", ["keep", "stop"])
def test_staff_decide_over_a_text_whose_phone_cannot_be_read(context: Context, clinic: Clinic, decide: str):
    alert = alert_of(context, ANA)
    if decide == "keep":
        keep_texts(context, clinic, alert, "nurse", actor=SOMEBODY)
    else:
        stop_texts(context, clinic, alert, actor=SOMEBODY)
    assert (stopped(context), standing_holds(context)) == ([decide == "stop", False], 1)
    assert [item.id for item in all_rows(context, alerts) if item.id == alert and item.closed_at is None] == []


@pytest.mark.usefixtures("two")
def test_the_patient_who_shares_a_damaged_phone_is_confirmed_by_another_s_record(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(phone=ANA, email_consent="no", given_name="Rosa"))
    clock.set(clock.now() + timedelta(days=1, minutes=1))
    assert end_unanswered(context) == 2
    run(context)
    confirmed = {item.address for item in all_rows(context, messages) if item.step == "stop"}
    assert len(confirmed) == 2
    assert {item.address for item in outbox(context).sent} >= {ANA, BO}


def test_a_text_of_staff_that_cannot_be_read_waits_and_the_next_one_leaves(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, *(row(phone=phone, email_consent="no") for phone in (ANA, BO)))
    clock.set(at("03-09 19:00"))
    with context.db.begin() as tx:
        for phone in (ANA, BO):
            staff_texts.plan_test_text(tx, clinic.id, phone, f"hello {phone[-4:]}", clock.now())
    first = next(item for item in all_rows(context, messages) if item.kind == "staff")
    one_bit_off(context, messages, "content", messages.c.id == first.id)
    clock.set(clock.now() + timedelta(minutes=1))
    run(context)
    assert len([item for item in outbox(context).sent if item.content.text.startswith("hello")]) == 1
    assert "cannot_be_read" in {item.kind for item in all_rows(context, alerts)}
