"""A line that the provider refuses holds back its own clinics, on its own channel, in both lanes, and no one else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from reminders.services.clinics.senders import mark_sender_down, resume_sender
from reminders.services.clinics.switch import resume_all
from reminders.services.replies.reply import receive
from reminders.services.sending.deliver import deliver
from reminders.services.sending.tick import tick
from reminders.store.clinics.switches import switches_on
from reminders.store.tables import alerts
from tests.making import SOMEBODY, add_oak, alert_kinds, all_rows, answers, at, enroll_rows, outbox, row, run, run_at

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.ports import Outgoing
    from reminders.services.context import Context

MORNING = "03-11 16:00"
PHONE, OTHER, THIRD = "+12025550123", "+12025550124", "+12025550125"
DOWN = SendOutcome(Verdict.NOT_SENT, code="30034", effect=Effect.SENDER_DOWN, retry_after=timedelta(minutes=15))


@pytest.fixture
def pine(context: Context) -> Clinic:
    return add_oak(context, slug="pine", sms_sender="pine")


def texted(context: Context) -> list[str]:
    return [item.address for item, _ in outbox(context).attempts]


def open_kinds(context: Context) -> list[str]:
    return [f"{item.kind}: {item.detail}" for item in all_rows(context, alerts) if item.closed_at is None]


def take_down(context: Context, channel: Channel, sender: str) -> bool:
    with context.db.begin() as tx:
        return mark_sender_down(tx, channel, sender, context.clock.now(), actor=SOMEBODY)


def test_a_line_that_is_down_holds_back_its_own_clinics_only(
    context: Context, clinic: Clinic, pine: Clinic, clock: FixedClock
):
    enroll_rows(context, pine, *(row() for _ in range(60)))  # more than a wave, and all of them due before the other
    enroll_rows(context, clinic, row(phone=PHONE), row(sms_consent="no"))
    clock.set(at(MORNING))
    assert take_down(context, Channel.SMS, "pine")
    assert tick(context) == {"sms": 1, "email": 1}
    run(context)
    assert texted(context) == [PHONE]
    assert len(outbox(context, Channel.EMAIL).attempts) == 1
    assert tick(context) == {}
    assert resume_sender(context, Channel.SMS, "pine", actor=SOMEBODY)
    run(context)
    assert len(texted(context)) == 61


def test_of_a_clinic_whose_line_is_down_only_what_is_always_sent_leaves(
    context: Context, clinic: Clinic, pine: Clinic, clock: FixedClock
):
    enroll_rows(context, pine, row(phone=PHONE), row(phone=THIRD))
    enroll_rows(context, clinic, row(phone=OTHER))
    take_down(context, Channel.SMS, "pine")
    receive(context, pine, Channel.SMS, PHONE, "HELP")
    receive(context, clinic, Channel.SMS, OTHER, "HELP")
    assert tick(context) == {"urgent": 1}
    deliver(context, "urgent")
    assert texted(context) == [OTHER]
    assert tick(context) == {}
    receive(context, pine, Channel.SMS, PHONE, "chest pain and cant breathe")
    receive(context, pine, Channel.SMS, THIRD, "STOP")
    assert tick(context) == {"urgent": 1}
    answers(context, DOWN)
    deliver(context, "urgent")
    assert texted(context)[0] == OTHER
    assert sorted(texted(context)[1:]) == [PHONE, THIRD]  # due at one moment, in no order
    answers(context, None)
    resume_sender(context, Channel.SMS, "pine", actor=SOMEBODY)
    deliver(context, "urgent")
    assert texted(context)[3:] == [PHONE]


def test_a_refused_sender_takes_down_its_own_line_and_the_provider_is_not_asked_again(
    context: Context, clinic: Clinic, pine: Clinic, clock: FixedClock
):
    enroll_rows(context, pine, row(phone=PHONE))
    enroll_rows(context, clinic, row(phone=OTHER))

    def refuse_pine(outgoing: Outgoing) -> SendOutcome:
        return DOWN if outgoing.address == PHONE else SendOutcome(Verdict.ACCEPTED)

    answers(context, refuse_pine)
    run_at(context, clock, MORNING)
    with context.db.read() as tx:
        assert switches_on(tx) == {"line:sms:pine": "30034"}
    assert alert_kinds(context) == ["line_down: sms"]
    run_at(context, clock, "03-11 16:14")
    assert sorted(texted(context)) == [PHONE, OTHER]


def test_the_line_of_email_is_its_own(context: Context, pine: Clinic, clock: FixedClock):
    enroll_rows(context, pine, row(phone=PHONE), row(sms_consent="no"))
    answers(context, DOWN, Channel.EMAIL)
    run_at(context, clock, MORNING)
    with context.db.read() as tx:
        assert list(switches_on(tx)) == ["line:email:default"]
    assert texted(context) == [PHONE]


def test_every_clinic_on_the_line_is_told_and_the_alert_closes_with_it(context: Context, clinic: Clinic, pine: Clinic):
    elm = add_oak(context, slug="elm")
    assert take_down(context, Channel.SMS, "default")
    assert not take_down(context, Channel.SMS, "default")
    assert {item.clinic_id for item in all_rows(context, alerts)} == {clinic.id, elm.id}
    assert not resume_sender(context, Channel.EMAIL, "default", actor=SOMEBODY)
    assert open_kinds(context) == ["line_down: sms"] * 2
    assert resume_sender(context, Channel.SMS, "default", actor=SOMEBODY)
    assert open_kinds(context) == []
    assert {item.closed_by for item in all_rows(context, alerts)} == {"reminders"}
    assert not resume_sender(context, Channel.SMS, "default", actor=SOMEBODY)
    take_down(context, Channel.EMAIL, "default")
    assert len(open_kinds(context)) == 3
    resume_all(context, actor=SOMEBODY)
    assert open_kinds(context) == []


def test_a_sender_that_no_one_has_is_named(context: Context, clinic: Clinic, pine: Clinic):
    with pytest.raises(UseError, match=r"^no clinic sends sms as elm; there is: default, pine$"):
        resume_sender(context, Channel.SMS, "elm", actor=SOMEBODY)
