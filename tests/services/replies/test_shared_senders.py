"""One phone, patients at several clinics: each that shares the sender written to gets the hold and the alert."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reminders.services.plans.change_state import CancelReason, cancel
from reminders.services.replies.inbound import InboundText
from reminders.services.replies.reply import receive_text
from reminders.services.replies.unclear_stop import keep_texts, stop_texts
from reminders.store.tables import alerts, enrollments, holds, messages, opt_outs, replies
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, row, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE, SHARED, OWN = "+12025550123", "+15005550006", "+13125550111"
DIED = "This is Dana's husband. She passed away last night."
UNCLEAR = "ugh enough already"


@pytest.fixture
def fir(context: Context, clinic: Clinic) -> Clinic:
    """A clinic that shares oak's sender; elm has a sender of its own. All three have a patient with the phone."""
    fir, elm = add_oak(context, slug="fir", name="Fir"), add_oak(context, slug="elm", name="Elm", sms_sender=OWN)
    for number, where in enumerate((clinic, fir, elm)):
        enroll_rows(context, where, row(external_id=f"P{number}", phone=PHONE))
    return fir


def text(context: Context, body: str, to: str = SHARED, sender: str = PHONE) -> None:
    receive_text(context, InboundText(sender, to, body, f"SM{len(all_rows(context, replies))}"))
    run(context)


def open_at(context: Context) -> list[tuple[int, str]]:
    return [(item.clinic_id, item.kind) for item in all_rows(context, alerts) if item.closed_at is None]


def held_at(context: Context) -> set[int]:
    clinic_of = {item.id: item.clinic_id for item in all_rows(context, enrollments)}
    return {clinic_of[item.enrollment_id] for item in all_rows(context, messages) if item.status == "held"}


def waiting_at(context: Context) -> list[int]:
    return sorted(item.clinic_id for item in all_rows(context, replies) if item.handled_at is None)


def test_a_plan_event_holds_and_alerts_in_each_clinic_which_decides_about_its_own(
    context: Context, clinic: Clinic, fir: Clinic
):
    text(context, DIED)
    assert held_at(context) == {clinic.id, fir.id}
    assert open_at(context) == [(clinic.id, "plan_event"), (fir.id, "plan_event")]
    whose = {item.id: item.clinic_id for item in all_rows(context, replies)}
    assert all(whose[item.reply_id] == item.clinic_id for item in all_rows(context, alerts))
    cancel(context, clinic, "P0", CancelReason.DIED, actor=SOMEBODY)
    assert (open_at(context), held_at(context), waiting_at(context)) == ([(fir.id, "plan_event")], {fir.id}, [fir.id])


def test_a_strangers_plan_event_alerts_every_clinic_that_may_know_them(context: Context, clinic: Clinic, fir: Clinic):
    text(context, DIED, sender="+13125550199")
    assert (open_at(context), held_at(context)) == ([(clinic.id, "plan_event"), (fir.id, "plan_event")], set())


def test_an_unclear_stop_holds_and_alerts_as_far_as_a_stop_would_reach(context: Context, clinic: Clinic, fir: Clinic):
    text(context, UNCLEAR)
    assert held_at(context) == {clinic.id, fir.id}
    assert open_at(context) == [(clinic.id, "unclear_stop"), (fir.id, "unclear_stop")]


def _keep(context: Context, clinic: Clinic, alert_id: int, *, actor: Actor) -> None:
    keep_texts(context, clinic, alert_id, "ada@oak.example", actor=actor)


@pytest.mark.parametrize(("decide", "stops"), [(_keep, 0), (stop_texts, 1)])
def test_a_decision_touches_no_clinic_of_another_sender_and_names_no_one_elsewhere(
    context: Context, clinic: Clinic, fir: Clinic, decide: Callable[..., None], stops: int
):
    text(context, UNCLEAR)
    text(context, UNCLEAR, to=OWN)
    (elm,) = held_at(context) - {clinic.id, fir.id}
    here = next(item.id for item in all_rows(context, alerts) if item.clinic_id == clinic.id)
    decide(context, clinic, here, actor=SOMEBODY)
    assert (open_at(context), held_at(context)) == ([(elm, "unclear_stop")], {elm})
    assert [item.scope for item in all_rows(context, holds) if item.ended_at is None] == [f"sender:{OWN}"]
    assert elm in waiting_at(context)
    assert len(all_rows(context, opt_outs)) == stops
    names = {item.clinic_id: item.closed_by for item in all_rows(context, alerts)}
    assert "ada" not in str(names[fir.id])


@pytest.mark.parametrize(("words", "stops"), [("STOP", 2), (UNCLEAR, 0)])
def test_a_number_and_the_messaging_service_it_belongs_to_are_one_sender_to_the_patient(
    context: Context, words: str, stops: int
):
    service = "MG" + "0" * 32
    places = [
        add_oak(context, slug="ash", name="Ash", sms_sender=OWN),
        add_oak(context, slug="yew", name="Yew", sms_sender=service),
    ]
    for where in places:
        enroll_rows(context, where, row(phone=PHONE))
    receive_text(context, InboundText(PHONE, OWN, words, "SM1", messaging_service=service))
    run(context)
    assert len(all_rows(context, opt_outs)) == stops
    assert held_at(context) == (set() if stops else {where.id for where in places})
    if not stops:
        receive_text(context, InboundText(PHONE, OWN, "no keep them", "SM2", messaging_service=service))
        assert (held_at(context), open_at(context)) == (set(), [])


def test_a_stop_to_the_environments_number_reaches_clinics_that_name_it_and_those_that_say_default(
    context: Context, clinic: Clinic, fir: Clinic
):
    gum = add_oak(context, slug="gum", name="Gum", sms_sender=SHARED)
    enroll_rows(context, gum, row(phone=PHONE))
    text(replace(context, environment_senders=frozenset({SHARED})), "STOP")
    stopped = {item.scope for item in all_rows(context, opt_outs)}
    assert stopped == {f"sender:{SHARED}", "sender:default"}
