"""Who sends as whom: assigned by the operator, shared only on purpose; a text to a shared sender reaches everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.audit_actions import Action
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError, WrongUseError
from reminders.services.clinics.assign_sender import check_sender
from reminders.services.clinics.clinic_settings import add_clinic, change_clinic
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text
from reminders.store.clinics.clinics import find_clinic
from reminders.store.consent import opt_outs
from reminders.store.replies import handling, inbox
from reminders.store.tables import alerts, audit, clinics, holds, messages, replies
from reminders.store.tables import opt_outs as opt_outs_table
from tests.making import OAK, SOMEBODY, add_oak, all_rows, enroll_rows, row, run
from tests.tables import each_row
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE, OWN = "+12025550188", "+13125550111"


def senders(context: Context) -> dict[str, str]:
    return {item.slug: item.sms_sender for item in all_rows(context, clinics)}


def text(context: Context, body: str, to: str = "+15005550006", provider_id: str = "SM1") -> None:
    receive_text(context, InboundText(PHONE, to, body, provider_id))


def shared(context: Context, how: str) -> list[tuple[int, str | None]]:
    lines = [item for item in all_rows(context, audit) if item.action == Action.SHARED_SENDER.value]
    assert {item.actor_kind for item in lines} <= {how}
    return sorted((item.clinic_id, item.detail) for item in lines)


def test_a_sender_that_another_clinic_has_is_refused_unless_every_one_of_them_is_named(context: Context):
    oak = add_clinic(context, replace(OAK, sms_sender=OWN), actor=SOMEBODY)
    elm = replace(OAK, slug="elm", name="Elm", sms_sender=OWN)
    with pytest.raises(UseError, match="--share oak"):
        add_clinic(context, elm, actor=SOMEBODY)
    elm = add_clinic(context, elm, actor=SOMEBODY, share=["oak"])
    with pytest.raises(UseError, match="elm,oak"):
        add_clinic(context, replace(OAK, slug="pine", sms_sender=OWN), actor=SOMEBODY, share=["oak"])
    assert shared(context, "command_line") == [(oak.id, "elm, oak"), (elm.id, "elm, oak")]
    assert senders(context) == {"oak": OWN, "elm": OWN}


def test_clinics_without_a_sender_of_their_own_use_the_service_s_and_the_audit_log_says_so(context: Context):
    oak = add_clinic(context, OAK, actor=SOMEBODY)
    elm = add_clinic(context, replace(OAK, slug="elm", name="Elm"), actor=SOMEBODY)
    assert shared(context, "command_line") == [(oak.id, "elm, oak"), (elm.id, "elm, oak")]


def test_nor_does_a_change_take_one_and_another_change_asks_nothing(context: Context):
    oak = add_clinic(context, replace(OAK, sms_sender=OWN), actor=SOMEBODY)
    elm = add_clinic(context, replace(OAK, slug="elm", name="Elm"), actor=SOMEBODY)
    with pytest.raises(UseError, match="--share oak"):
        change_clinic(context, replace(elm, sms_sender=OWN), actor=SOMEBODY)
    assert senders(context)["elm"] == "default"
    change_clinic(context, replace(elm, sms_sender=OWN), actor=SOMEBODY, share=["oak"])
    change_clinic(context, replace(elm, sms_sender=OWN, name="Elm Street"), actor=SOMEBODY)
    assert shared(context, "command_line") == [(oak.id, "elm, oak"), (elm.id, "elm, oak")]


@each_row("typed", ["(312) 5", "oak", "MG12", "", "sender:oak", "+0312555011"])
def test_what_is_no_sender_is_refused(typed: str):
    with pytest.raises(WrongUseError, match="--sms-sender"):
        check_sender(typed)


def test_one_number_is_one_sender_however_it_is_typed():
    assert check_sender("+1 (312) 555-0111") == OWN


def test_an_admin_sees_the_sender_and_cannot_change_it(context: Context, clinic: Clinic):
    add_oak(context, slug="elm", sms_sender=OWN)
    desk = signed_in(context, clinic)
    page = desk.get("/settings").text
    assert 'name="sms_sender"' not in page
    assert "Only your system administrator can change this" in page
    fields = {name: str(getattr(clinic, name) or "") for name in ("name", "phone", "email", "timezone", "country")}
    fields |= {name: str(getattr(clinic, name) or "") for name in ("languages", "emergency_number", "send_hours")}
    fields |= {name: str(getattr(clinic, name)) for name in ("daily_cap", "weekly_cap", "escalate_minutes")}
    fields |= {"second_identifier": clinic.second_identifier}
    answer = desk.post("/settings", "/settings", **fields, sms_sender=OWN)
    assert answer.status_code == 303, answer.text
    assert senders(context) == {"oak": "default", "elm": OWN}


def test_stops_hold_when_a_clinic_gets_another_sender(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(phone=PHONE))
    text(context, "STOP")
    change_clinic(context, replace(clinic, sms_sender=OWN), actor=SOMEBODY)
    with context.db.read() as tx:
        now = find_clinic(tx, "oak")
        assert now is not None
        assert opt_outs.is_opted_out(tx, Channel.SMS, PHONE, opt_outs.scope_of(Channel.SMS, now.id, now.sms_sender))


def read_by(context: Context, clinic: Clinic) -> list[str]:
    with context.db.read() as tx:
        return [item.body for item in inbox.waiting(tx, clinic.id, 60)]


@pytest.mark.parametrize("body", ["my wound opened and I can't breathe", "what about my stitches"])
def test_a_text_at_a_shared_sender_is_seen_by_every_clinic_that_knows_the_phone(
    context: Context, clinic: Clinic, body: str
):
    elm, pine = add_oak(context, slug="elm", name="Elm"), add_oak(context, slug="pine", name="Pine")
    apart = add_oak(context, slug="ash", name="Ash", sms_sender=OWN)
    for place in (clinic, elm):
        enroll_rows(context, place, row(phone=PHONE))
    for _ in range(2):
        text(context, body)
    assert [read_by(context, place) for place in (clinic, elm, pine, apart)] == [[body], [body], [], []]
    owners = {item.id: item.clinic_id for item in all_rows(context, replies)}
    raised = {item.clinic_id: owners[item.reply_id] for item in all_rows(context, alerts)}
    assert raised == ({clinic.id: clinic.id, elm.id: elm.id} if "breathe" in body else {})
    assert len([item for item in all_rows(context, messages) if item.kind == "auto_reply"]) == 1


def test_a_strangers_emergency_at_a_shared_sender_reaches_every_clinic_on_it(context: Context, clinic: Clinic):
    elm = add_oak(context, slug="elm", name="Elm")
    apart = add_oak(context, slug="ash", name="Ash", sms_sender=OWN)
    text(context, "I can't breathe")
    assert {item.clinic_id for item in all_rows(context, alerts)} == {clinic.id, elm.id}
    assert [len(read_by(context, place)) for place in (clinic, elm, apart)] == [1, 1, 0]


def test_what_one_clinic_closes_stays_open_for_the_other(context: Context, clinic: Clinic):
    elm = add_oak(context, slug="elm", name="Elm")
    for place in (clinic, elm):
        enroll_rows(context, place, row(phone=PHONE))
    text(context, "what about my stitches")
    with context.db.begin() as tx:
        for item in inbox.waiting(tx, clinic.id, 60):
            handling.handle_reply(tx, clinic.id, item.id, context.clock.now())
    assert [len(read_by(context, place)) for place in (clinic, elm)] == [0, 1]


@pytest.mark.parametrize("alone", [True, False])
def test_texts_on_hold_stay_on_hold_when_a_clinic_gets_another_sender(
    context: Context, clinic: Clinic, clock: FixedClock, *, alone: bool
):
    enroll_rows(context, clinic, row(phone=PHONE))
    if not alone:
        enroll_rows(context, add_oak(context, slug="fir"), row(phone=PHONE))
    text(context, "ugh enough already")
    moved = replace(clinic, sms_sender=OWN)
    change_clinic(context, moved, actor=SOMEBODY)
    scopes = [item.scope for item in all_rows(context, holds) if item.ended_at is None]
    assert sorted(scopes) == [f"sender:{OWN}"] + ([] if alone else ["sender:default"])
    clock.set(clock.now() + timedelta(hours=23))
    run(context)
    held = [item.clinic_id for item in all_rows(context, messages) if item.status == "held"]
    assert clinic.id in held
    clock.set(clock.now() + timedelta(hours=1))
    run(context)
    assert sorted(item.scope for item in all_rows(context, opt_outs_table)) == sorted(scopes)
