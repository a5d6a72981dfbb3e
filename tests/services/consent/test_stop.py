"""STOP by text, by staff and by the provider, in both languages; only the patient's own text starts again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from reminders.core.model.contact import Channel
from reminders.core.sending.retrying import Effect, SendOutcome, Verdict
from reminders.services.clinics.switch import pause_all, resume_all
from reminders.services.consent.stop import stop_patient
from reminders.services.plans.change_state import pause, resume
from reminders.services.plans.reschedule import reschedule
from reminders.services.replies.reply import receive
from reminders.store.consent.opt_outs import record_opt_out, scope_of
from reminders.store.tables import messages, opt_outs
from tests.making import (
    SOMEBODY,
    add_oak,
    all_rows,
    answers,
    at,
    enroll_rows,
    message,
    outbox,
    play,
    row,
    run,
    run_at,
    sent_steps,
    standing,
)

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE = "+12025550123"
ANA = {"external_id": "A", "phone": PHONE}
REFUSED_BY_PATIENT = SendOutcome(Verdict.REJECTED, code="21610", effect=Effect.OPTED_OUT)


def stop_by(context: Context, clinic: Clinic, way: str) -> None:
    if way == "staff":
        stop_patient(context, clinic, "A", Channel.SMS, "staff", actor=SOMEBODY)
    else:
        receive(context, clinic, Channel.SMS, PHONE, way)


def texts(context: Context) -> set[str]:
    return {item.status for item in all_rows(context, messages) if item.channel == "sms" and item.kind == "scheduled"}


@pytest.mark.parametrize("way", ["staff", "STOP", "stop please", "ALTO", "no me escriba más"])
def test_a_stop_holds_for_every_text_to_come_and_steps_go_by_email(
    context: Context, clinic: Clinic, clock: FixedClock, way: str
):
    enroll_rows(context, clinic, row(**ANA))
    play(context, clock, "03-12 00:00")
    stop_by(context, clinic, way)
    assert texts(context) == {"accepted", "skipped"}
    assert standing(context, "wound_1") == ("skipped", "opted_out")
    play(context, clock, "08-01 00:00")
    assert sent_steps(context, Channel.SMS)[:1] == ["walk_1"]
    assert sent_steps(context, Channel.SMS)[1:] == ([] if way == "staff" else ["stop"])
    # No cap holds for emails: all eight steps that were still to come.
    assert len(sent_steps(context, Channel.EMAIL)) == 8


def test_without_consent_to_email_nothing_more_comes(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(**ANA, email_consent="no"))
    stop_by(context, clinic, "STOP")
    play(context, clock, "08-01 00:00")
    assert sent_steps(context, Channel.SMS) == ["stop"]
    assert outbox(context, Channel.EMAIL).attempts == []
    applying = [item for item in all_rows(context, messages) if item.step in {"walk_1", "wound_1", "recovery_3m"}]
    assert {item.reason for item in applying} == {"opted_out"}


def test_the_providers_refusal_is_a_stop_and_the_step_becomes_an_email(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(**ANA))
    answers(context, REFUSED_BY_PATIENT)
    play(context, clock, "03-12 00:00")
    assert standing(context, "walk_1") == ("failed", "opted_out")
    assert standing(context, "walk_1", "email") == ("accepted", None)
    assert standing(context, "wound_1") == ("skipped", "opted_out")
    answers(context, None)
    play(context, clock, "08-01 00:00")
    assert sent_steps(context, Channel.SMS) == []


def test_a_stop_confirms_once_however_often_it_is_said(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(**ANA))
    for text in ("STOP", "stop", "ALTO"):
        stop_by(context, clinic, text)
        run(context)
    assert sent_steps(context, Channel.SMS) == ["stop"]
    assert "Your texts have stopped" in outbox(context).sent[0].content.text
    assert len(all_rows(context, opt_outs)) == 1


def test_a_spanish_patient_is_answered_in_spanish(context: Context, clinic: Clinic):
    enroll_rows(context, clinic, row(**ANA, language="es"))
    stop_by(context, clinic, "ALTO")
    run(context)
    assert "Listo, no le enviaremos mas mensajes" in outbox(context).sent[0].content.text


@pytest.mark.parametrize("word", ["START", "INICIO"])
def test_start_plans_again_what_is_not_past(context: Context, clinic: Clinic, clock: FixedClock, word: str):
    enroll_rows(context, clinic, row(**ANA))
    stop_by(context, clinic, "STOP")
    play(context, clock, "03-13 00:00")
    receive(context, clinic, Channel.SMS, PHONE, word)
    assert standing(context, "walk_1") == ("skipped", "opted_out")
    assert standing(context, "wound_1") == ("planned", None)
    assert standing(context, "wound_1", "email") == ("cancelled", "replaced")
    play(context, clock, "03-15 00:00")
    assert sent_steps(context, Channel.EMAIL) == ["walk_1"]
    assert sent_steps(context, Channel.SMS) == ["stop", "start", "wound_1"]


def test_nothing_but_the_patients_text_lifts_a_stop(context: Context, clinic: Clinic, clock: FixedClock):
    item = row(**ANA)
    enroll_rows(context, clinic, item)
    stop_by(context, clinic, "STOP")
    run(context)
    for lift in (
        lambda: reschedule(context, clinic, "A", date(2026, 3, 17), actor=SOMEBODY),
        lambda: pause(context, clinic, "A", actor=SOMEBODY),
        lambda: resume(context, clinic, "A", actor=SOMEBODY),
        lambda: pause_all(context, actor=SOMEBODY),
        lambda: resume_all(context, actor=SOMEBODY),
        lambda: enroll_rows(context, clinic, item | {"sms_consent": "no"}),
        lambda: enroll_rows(context, clinic, item | {"sms_consent": "yes", "language": "es"}),
        lambda: enroll_rows(context, clinic, item | {"external_id": "B"}),
        lambda: enroll_rows(context, clinic, row(phone=PHONE)),
        lambda: receive(context, clinic, Channel.SMS, PHONE, "thank you, see you soon"),
        lambda: receive(context, clinic, Channel.EMAIL, item["email"], "START"),
        lambda: receive(context, clinic, Channel.SMS, "+12025550199", "START"),
    ):
        lift()
        assert texts(context) <= {"skipped", "missed", "cancelled"}
    play(context, clock, "08-01 00:00")
    assert sent_steps(context, Channel.SMS) == ["stop"]


def test_a_stop_between_plan_and_wave_is_seen_in_the_wave(context: Context, clinic: Clinic, clock: FixedClock):
    """Even for a row that no re-planning has touched: the claim looks for itself."""
    enroll_rows(context, clinic, row(**ANA))
    with context.db.begin() as tx:
        scope = scope_of(Channel.SMS, clinic.id, clinic.sms_sender)
        record_opt_out(tx, Channel.SMS, PHONE, scope, source="reply", at=clock.now())
    run_at(context, clock, "03-11 16:00")
    assert standing(context, "walk_1") == ("skipped", "opted_out")
    assert outbox(context).attempts == []


def test_a_stop_holds_for_all_patients_of_the_phone_and_all_clinics_of_the_sender(
    context: Context, clinic: Clinic, clock: FixedClock
):
    elm, pine = add_oak(context, slug="elm"), add_oak(context, slug="pine", sms_sender="their-own")
    for number, place in enumerate((clinic, clinic, elm, pine)):
        enroll_rows(context, place, row(phone=PHONE, external_id=f"P{number}", email_consent="no"))
    stop_by(context, clinic, "STOP")
    left = {
        item.clinic_id for item in all_rows(context, messages) if item.channel == "sms" and item.status == "planned"
    }
    run(context)
    assert left - {clinic.id} == {pine.id}
    assert sent_steps(context, Channel.SMS) == ["stop"]


def test_a_stop_by_email_leaves_texts_alone(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(**ANA))
    assert stop_patient(context, clinic, "A", Channel.EMAIL, "staff", actor=SOMEBODY)
    assert not stop_patient(context, clinic, "A", Channel.EMAIL, "staff", actor=SOMEBODY)
    play(context, clock, "03-12 00:00")
    assert sent_steps(context, Channel.SMS) == ["walk_1"]


def test_a_stop_without_an_address_holds_for_the_one_that_is_added_later(
    context: Context, clinic: Clinic, clock: FixedClock
):
    item = row(external_id="A", phone="", sms_consent="no")
    enroll_rows(context, clinic, item)
    assert stop_patient(context, clinic, "A", Channel.SMS, "staff", actor=SOMEBODY)
    assert not stop_patient(context, clinic, "A", Channel.SMS, "staff", actor=SOMEBODY)
    enroll_rows(context, clinic, item | {"phone": PHONE})
    enroll_rows(context, clinic, item | {"phone": PHONE, "sms_consent": "yes"})
    assert texts(context) <= {"skipped", "missed", "cancelled"}
    with context.db.begin() as tx:  # a planner gone wrong: the claim looks for itself
        tx.conn.execute(update(messages).where(messages.c.channel == "email").values(status="cancelled"))
        wrong = update(messages).where(messages.c.channel == "email", messages.c.step == "walk_1")
        tx.conn.execute(wrong.values(status="planned", channel="sms", lane="sms"))
    run_at(context, clock, "03-11 16:00")
    assert outbox(context).attempts == []
    receive(context, clinic, Channel.SMS, PHONE, "START")
    play(context, clock, "03-15 00:00")
    assert sorted(sent_steps(context, Channel.SMS)) == ["start", "walk_1", "wound_1"]


def test_a_stop_stays_with_the_phone_when_it_is_corrected_and_corrected_back(context: Context, clinic: Clinic):
    item = row(**ANA, email_consent="no")
    enroll_rows(context, clinic, item)
    stop_by(context, clinic, "STOP")
    enroll_rows(context, clinic, item | {"phone": "202-555-0199"})
    assert standing(context, "walk_1") == ("planned", None)
    enroll_rows(context, clinic, item | {"phone": PHONE})
    assert standing(context, "walk_1") == ("skipped", "opted_out")
    assert message(context, "walk_1").due_at > at("03-11 00:00")
