"""A notice that cannot reach the one on call it was for: the next one is told at once, and staff see it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.channels.twilio.receipts import read_receipt
from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from reminders.services.alerts.escalate import escalate
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.replies.reply import receive
from reminders.services.sending.receipts import take_receipt
from reminders.store.tables import alerts, messages
from tests.making import SOMEBODY, add_oak, alert_kinds, all_rows, answers, attempts_of, enroll_rows, outbox, row, run

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

DATABASES = ("sqlite", "postgresql")


PHONE = "+12025550123"
ADA, BEN, CAM = "+12125550101", "+12125550102", "+12125550103"
NAMES = {ADA: "Ada", BEN: "Ben", CAM: "Cam"}
NO_PHONE = SendOutcome(Verdict.REJECTED, code="21211", effect=Effect.BAD_ADDRESS)
TAKEN = SendOutcome(Verdict.ACCEPTED)


@pytest.fixture
def staffed(context: Context, clinic: Clinic) -> Clinic:
    for phone, name in NAMES.items():
        add_on_call(context, clinic, OnCall(name, phone), actor=SOMEBODY)
    enroll_rows(context, clinic, row(phone=PHONE))
    return clinic


def dead(context: Context, *phones: str) -> None:
    """Have the provider refuse these phones."""
    answers(context, lambda outgoing: NO_PHONE if outgoing.address in phones else TAKEN)


def alarm(context: Context, clinic: Clinic) -> None:
    receive(context, clinic, Channel.SMS, PHONE, "I have chest pain")
    beat(context)


def beat(context: Context, times: int = 6) -> None:
    """Let beat and workers go round a few times; the clock stands still."""
    for _ in range(times):
        run(context)
        escalate(context)


def tried(context: Context) -> list[str]:
    """Whom a notice was sent to, in order, whatever became of it."""
    return [NAMES[out.address] for out, _ in outbox(context).attempts if "urgent reply" in out.content.text]


def test_a_phone_that_is_refused_costs_no_wait(context: Context, staffed: Clinic, clock: FixedClock):
    dead(context, ADA)
    alarm(context, staffed)
    assert tried(context) == ["Ada", "Ben"]
    assert "on_call: Ada" in alert_kinds(context)
    clock.set(clock.now() + timedelta(minutes=staffed.escalate_minutes))  # no one acts: the usual wait, from Ben on
    beat(context)
    assert tried(context) == ["Ada", "Ben", "Cam"]


def test_where_no_one_can_be_reached_it_goes_round_once_and_then_as_ever(
    context: Context, staffed: Clinic, clock: FixedClock
):
    dead(context, ADA, BEN, CAM)
    alarm(context, staffed)
    assert tried(context) == ["Ada", "Ben", "Cam"]
    assert sorted(kind for kind in alert_kinds(context) if kind.startswith("on_call")) == [
        "on_call: Ada",
        "on_call: Ben",
        "on_call: Cam",
    ]
    clock.set(clock.now() + timedelta(minutes=staffed.escalate_minutes))
    beat(context)
    assert tried(context) == ["Ada", "Ben", "Cam", "Ada"]


def test_who_can_be_reached_by_email_too_keeps_the_time_to_act(context: Context, clinic: Clinic):
    add_on_call(context, clinic, OnCall("Ada", ADA, "ada@oak.example"), actor=SOMEBODY)
    add_on_call(context, clinic, OnCall("Ben", BEN), actor=SOMEBODY)
    enroll_rows(context, clinic, row(phone=PHONE))
    dead(context, ADA)
    alarm(context, clinic)
    assert tried(context) == ["Ada"]
    assert [item.address for item in outbox(context, Channel.EMAIL).sent] == ["ada@oak.example"]
    assert "on_call: Ada" in alert_kinds(context)


def test_a_receipt_that_it_did_not_arrive_goes_on_to_the_next(context: Context, staffed: Clinic):
    alarm(context, staffed)
    notice = next(item for item in all_rows(context, messages) if item.kind == "alert")
    (attempt,) = attempts_of(context, notice.id)
    form = {"MessageSid": attempt.provider_id, "MessageStatus": "undelivered", "ErrorCode": "30006", "To": ADA}
    for _ in range(2):  # Twilio says it twice
        receipt = read_receipt(form)
        assert receipt is not None
        take_receipt(context, attempt.id, receipt)
        beat(context)
    assert tried(context) == ["Ada", "Ben"]


def test_who_has_stopped_our_texts_is_passed_over(context: Context, staffed: Clinic):
    receive(context, staffed, Channel.SMS, ADA, "STOP")
    alarm(context, staffed)
    assert tried(context) == ["Ben"]
    assert "on_call: Ada" in alert_kinds(context)


def test_what_someone_is_on_or_another_clinic_waits_for_is_left_alone(
    context: Context, staffed: Clinic, clock: FixedClock
):
    elm = add_oak(context, slug="elm", name="Elm Clinic")
    add_on_call(context, elm, OnCall("Eve", "+12125550109"), actor=SOMEBODY)
    enroll_rows(context, elm, row(phone="(202) 555-0124"))
    receive(context, elm, Channel.SMS, "+12025550124", "I have chest pain")
    dead(context, ADA)
    alarm(context, staffed)
    theirs = [item for item in all_rows(context, alerts) if item.clinic_id == elm.id]
    assert [item.escalate_at for item in theirs] == [clock.now() + timedelta(minutes=elm.escalate_minutes)]
