"""A text tells of a death, a stay in hospital, another date: everything waits for staff. The reading is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from reminders.core.alerts.on_call import OnCall
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError
from reminders.core.replies.replies import PlanEvent, Reading
from reminders.services.alerts.acknowledge import close
from reminders.services.alerts.on_call_list import add_on_call
from reminders.services.plans.change_state import CancelReason, cancel, pause, resume
from reminders.services.plans.replan import replan
from reminders.services.plans.reschedule import reschedule
from reminders.services.replies.intake import understand
from reminders.services.replies.reply import receive
from reminders.store.enrollment import enrollments
from reminders.store.tables import alerts, holds, messages, replies
from tests.making import SOMEBODY, all_rows, enroll_rows, message, outbox, play, row, run, sent_steps, standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE, STRANGER, ADA = "+12025550123", "+13125550199", "+12125550101"
NOTHING = Reading(stop=False, start=False, help=False, red_flag=None, answer=None)
TOLD = {
    "He passed away last night": PlanEvent.DIED,
    "the surgery got cancelled": PlanEvent.SURGERY_CHANGED,
    "he is back in the hospital": PlanEvent.IN_HOSPITAL,
}
DIED = "He passed away last night"


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    real = understand.read

    def read(text: str, *rest: object, **more: object) -> Reading:
        event = TOLD.get(text.removeprefix("STOP. "))
        found = replace(NOTHING, plan_event=event) if event else real(text, *rest, **more)  # type: ignore[arg-type]
        return replace(found, stop=True) if event and text.startswith("STOP") else found

    monkeypatch.setattr(understand, "read", read)


@pytest.fixture
def ana(context: Context, clinic: Clinic, clock: FixedClock) -> Clinic:
    enroll_rows(context, clinic, row(external_id="A", phone=PHONE))
    play(context, clock, "03-14 20:00")
    return clinic


def text(context: Context, clinic: Clinic, body: str, phone: str = PHONE) -> None:
    receive(context, clinic, Channel.SMS, phone, body)
    run(context)


def planned(context: Context) -> list[str]:
    rows = all_rows(context, messages)
    return [item.step for item in rows if item.kind == "scheduled" and item.status == "planned"]


def last_text(context: Context) -> str:
    return outbox(context).sent[-1].content.text


@pytest.mark.parametrize(("body", "event"), list(TOLD.items()))
def test_everything_scheduled_waits_and_those_on_call_are_told(
    context: Context, ana: Clinic, clock: FixedClock, body: str, event: PlanEvent
):
    add_on_call(context, ana, OnCall("Ada", ADA), actor=SOMEBODY)
    text(context, ana, body)
    assert planned(context) == []
    assert standing(context, "pain_plan") == ("held", "plan_event")
    (alert,) = all_rows(context, alerts)
    assert (alert.kind, alert.detail, alert.severity, alert.known) == ("plan_event", event.value, 2, True)
    assert ADA in [item.address for item in outbox(context).sent]
    assert [item.handled_at for item in all_rows(context, replies)] == [None]
    play(context, clock, "03-25 00:00")
    assert "pain_plan" not in sent_steps(context, Channel.SMS) + sent_steps(context, Channel.EMAIL)
    assert standing(context, "pain_plan") == ("missed", "plan_event")


def test_a_death_is_answered_with_a_few_words_and_the_phone(context: Context, ana: Clinic):
    text(context, ana, DIED)
    assert "We are sorry" in last_text(context)
    assert "(202) 555-0100" in last_text(context)
    assert "STOP" not in last_text(context)
    text(context, ana, DIED)
    assert [item.times for item in all_rows(context, alerts)] == [2]
    assert len([item for item in all_rows(context, messages) if item.step == "death"]) == 1


def test_a_death_with_a_stop_gets_the_confirmation_only_and_email_waits_too(context: Context, ana: Clinic):
    text(context, ana, f"STOP. {DIED}")
    assert [item.step for item in all_rows(context, messages) if item.kind == "auto_reply"] == ["stop"]
    assert planned(context) == []


def _resume(context: Context, clinic: Clinic) -> None:
    resume(context, clinic, "A", actor=SOMEBODY)


def _cancel(context: Context, clinic: Clinic) -> None:
    cancel(context, clinic, "A", CancelReason.DIED, actor=SOMEBODY)


def _move(context: Context, clinic: Clinic) -> None:
    reschedule(context, clinic, "A", date(2026, 4, 20), actor=SOMEBODY)


@pytest.mark.parametrize(("decide", "goes_on"), [(_resume, "goes on"), (_cancel, ""), (_move, "goes on")])
def test_each_decision_of_staff_lifts_the_hold_and_closes_alert_and_thread(
    context: Context, ana: Clinic, decide: Callable[[Context, Clinic], None], goes_on: str
):
    text(context, ana, DIED)
    decide(context, ana)
    assert [item.ended_how for item in all_rows(context, holds)] == ["staff"]
    assert all(item.closed_at for item in all_rows(context, alerts))
    assert all(item.handled_at for item in all_rows(context, replies))
    assert bool(planned(context)) == bool(goes_on)
    assert not [item for item in all_rows(context, messages) if item.status == "held"]


def test_pausing_decides_nothing(context: Context, ana: Clinic):
    text(context, ana, DIED)
    pause(context, ana, "A", actor=SOMEBODY)
    assert [item.closed_at for item in all_rows(context, alerts)] == [None]


def test_the_alert_cannot_be_closed_while_the_plan_waits_for_a_decision(context: Context, ana: Clinic):
    text(context, ana, DIED)
    (alert,) = all_rows(context, alerts)
    with pytest.raises(UseError, match="resume, cancel or reschedule"):
        close(context, ana, alert.id, "Ada", actor=SOMEBODY)


def test_on_a_shared_phone_everybodys_plan_waits_until_each_is_decided(
    context: Context, ana: Clinic, clock: FixedClock
):
    enroll_rows(context, ana, row(external_id="B", phone=PHONE, given_name="Ben"))
    text(context, ana, DIED)
    assert planned(context) == []
    resume(context, ana, "A", actor=SOMEBODY)
    assert planned(context)
    assert [item.closed_at for item in all_rows(context, alerts)] == [None]
    cancel(context, ana, "B", CancelReason.DIED, actor=SOMEBODY)
    assert all(item.closed_at for item in all_rows(context, alerts))


def test_a_strangers_word_is_an_item_and_holds_no_one(context: Context, ana: Clinic):
    text(context, ana, DIED, STRANGER)
    (alert,) = all_rows(context, alerts)
    assert (alert.kind, alert.known, alert.patient_id) == ("plan_event", False, None)
    assert planned(context)
    close(context, ana, alert.id, "Ada", actor=SOMEBODY)


def test_the_hold_survives_a_new_plan_and_a_claim(context: Context, ana: Clinic, clock: FixedClock):
    text(context, ana, DIED)
    found = message(context, "pain_plan")
    with context.db.begin() as tx:
        replan(context, tx, enrollments.get_enrollment(tx, found.enrollment_id), clock.now())
        tx.conn.execute(messages.update().where(messages.c.id == found.id).values(status="planned", reason=None))
    clock.set(found.due_at)
    run(context)
    assert standing(context, "pain_plan") == ("held", "plan_event")
    assert standing(context, "light_1") == ("held", "plan_event")
