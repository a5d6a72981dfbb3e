"""Double opt-in: one text asks, silence and NO mean no further texts, 1 or YES or START opens them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError
from reminders.services.clinics.clinic_settings import change_clinic, check_clinic
from reminders.services.pick_patient import get_patient
from reminders.services.plans.change_state import CancelReason, cancel
from reminders.services.records.export import export_patient
from reminders.services.replies.reply import receive
from reminders.services.replies.staff_text import text_patient
from reminders.store.database.vault import CellId
from reminders.store.tables import audit, consents, messages, opt_ins, patients
from tests.making import SOMEBODY, add_oak, all_rows, enroll_rows, message, play, row, sent_steps, standing

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PHONE, HELPER = "+12025550123", "+12025550155"
ANA = {"external_id": "A", "phone": PHONE}


@pytest.fixture
def clinic(context: Context) -> Clinic:
    return add_oak(context, double_opt_in=True)


@pytest.fixture
def asked(context: Context, clinic: Clinic, clock: FixedClock) -> Clinic:
    """Ana has both consents and was asked; her first step is due on 11 March."""
    enroll_rows(context, clinic, row(**ANA))
    play(context, clock, "03-10 03:00")
    return clinic


def says(context: Context, clinic: Clinic, words: str) -> None:
    receive(context, clinic, Channel.SMS, PHONE, words)


def texts(context: Context) -> list[str]:
    return sent_steps(context, Channel.SMS)


def state(context: Context) -> list[str]:
    return [item.state for item in all_rows(context, opt_ins)]


@pytest.mark.parametrize("words", ["1", "Sí", "START"])
def test_a_yes_opens_texts_that_are_not_late(context: Context, asked: Clinic, clock: FixedClock, words: str):
    assert texts(context) == ["opt_in"]
    assert (standing(context, "walk_1", "email"), state(context)) == (("planned", None), ["asked"])
    play(context, clock, "03-12 00:00")
    assert sent_steps(context, Channel.EMAIL) == ["walk_1"]
    says(context, asked, words)
    play(context, clock, "03-15 00:00")
    answer = "start" if words == "START" else "confirmed"
    assert (texts(context), state(context)) == (["opt_in", answer, "wound_1"], ["confirmed"])
    assert standing(context, "wound_1", "email") == ("cancelled", "replaced")
    assert "HELP" not in text_of(context, "wound_1"), "the question has said it"
    lines = [(item.action, item.actor_kind) for item in all_rows(context, audit)]
    assert ("confirmed texts", "patient") in lines
    (said,) = [item for item in all_rows(context, consents) if item.source == "reply"]
    assert (said.granted, said.wording, said.said_by, said.how) == (True, "opt-in-1", "patient", "text")


def text_of(context: Context, step: str) -> str:
    sent = message(context, step)
    return context.db.vault.decrypt(CellId("messages.content", sent.id), sent.content)


def test_silence_means_no_text_and_says_why(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_rows(context, clinic, row(**ANA, email_consent="no"))
    play(context, clock, "06-30 00:00")
    assert texts(context) == ["opt_in"]
    assert standing(context, "wound_1") == ("skipped", "not_confirmed")


def test_no_means_no_text_until_start(context: Context, asked: Clinic, clock: FixedClock):
    says(context, asked, "No thanks")
    play(context, clock, "03-12 00:00")
    says(context, asked, "no")
    assert (texts(context), state(context)) == (["opt_in", "declined"], ["declined"])
    assert standing(context, "wound_1", "email") == ("planned", None)
    says(context, asked, "START")
    play(context, clock, "03-15 00:00")
    assert (texts(context)[2:], state(context)) == (["start", "wound_1"], ["confirmed"])


def test_stop_is_stronger_and_only_start_undoes_it(context: Context, asked: Clinic, clock: FixedClock):
    says(context, asked, "STOP")
    says(context, asked, "1")
    play(context, clock, "03-12 00:00")
    assert (texts(context), state(context)) == (["opt_in", "stop"], ["asked"])
    says(context, asked, "START")
    play(context, clock, "03-15 00:00")
    assert (texts(context)[2:], state(context)) == (["start", "wound_1"], ["confirmed"])


@pytest.mark.parametrize(("words", "after"), [("1 but I have chest pain", "confirmed"), ("chest pain", "asked")])
def test_a_red_flag_in_the_reply_is_found(context: Context, asked: Clinic, clock: FixedClock, words: str, after: str):
    says(context, asked, words)
    play(context, clock, "03-10 04:00")
    assert (texts(context), state(context)) == (["opt_in", "emergency"], [after])


def test_the_question_keeps_the_hours_and_a_cancelled_plan_asks_nothing(
    context: Context, clinic: Clinic, clock: FixedClock
):
    play(context, clock, "03-10 03:00")  # eleven at night in New York
    enroll_rows(context, clinic, row(**ANA), row(external_id="B"))
    play(context, clock, "03-10 13:00")
    assert texts(context) == []
    cancel(context, clinic, "B", CancelReason.OTHER, actor=SOMEBODY)
    play(context, clock, "03-10 14:30")
    assert texts(context) == ["opt_in"]
    questions = [(item.status, item.reason) for item in all_rows(context, messages) if item.kind == "opt_in"]
    assert sorted(questions) == [("accepted", None), ("cancelled", "cancelled")]


def test_the_same_phone_is_asked_once_and_a_new_number_again(context: Context, asked: Clinic, clock: FixedClock):
    ana = all_rows(context, messages)[0].patient_id
    name = get_patient(context, asked, ana).family_name
    second = row(**ANA, family_name=name) | {"external_id": "A2", "surgery_date": "2026-05-04"}
    says(context, asked, "1")
    enroll_rows(context, asked, second)
    play(context, clock, "03-11 00:00")
    assert texts(context) == ["opt_in", "confirmed"]
    by_text = [item.status for item in all_rows(context, messages) if (item.step, item.channel) == ("wound_1", "sms")]
    assert by_text == ["planned", "planned"]
    moved = row(**ANA, family_name=name) | {"phone": "+12025550144"}
    enroll_rows(context, asked, moved)
    play(context, clock, "03-11 23:00")
    assert texts(context) == ["opt_in", "confirmed", "opt_in"]


def test_a_caregiver_is_asked_too(context: Context, clinic: Clinic, clock: FixedClock):
    helped = {
        "caregiver_name": "Luis",
        "caregiver_relation": "partner",
        "caregiver_phone": HELPER,
        "caregiver_language": "es",
        "caregiver_sms_consent": "yes",
    }
    enroll_rows(context, clinic, row(**ANA, **helped))
    play(context, clock, "03-10 03:00")
    assert texts(context) == ["opt_in", "opt_in"]
    receive(context, clinic, Channel.SMS, HELPER, "sí")
    play(context, clock, "03-15 00:00")
    sent = [(item.step, item.party) for item in all_rows(context, messages) if item.sent_at and item.channel == "sms"]
    assert ("wound_1", "caregiver") in sent
    assert ("wound_1", "patient") not in sent


def test_who_was_enrolled_before_is_not_asked_and_off_opens_nothing(context: Context, clock: FixedClock):

    clinic = add_oak(context)
    enroll_rows(context, clinic, row(**ANA))
    on = check_clinic(replace(clinic, double_opt_in=True))
    change_clinic(context, on, actor=SOMEBODY)
    enroll_rows(context, on, row(external_id="B", email_consent="no"))
    play(context, clock, "03-12 00:00")
    assert texts(context) == ["opt_in", "walk_1"]
    change_clinic(context, check_clinic(replace(on, double_opt_in=False, daily_cap=2)), actor=SOMEBODY)
    play(context, clock, "03-15 00:00")
    assert texts(context) == ["opt_in", "walk_1", "wound_1"]


def test_staff_cannot_text_and_the_export_says_it(context: Context, asked: Clinic, clock: FixedClock):
    ana = all_rows(context, patients)[0].id
    with context.db.begin() as tx, pytest.raises(UseError, match="not confirmed"):
        text_patient(context, tx, asked, ana, "Hello", actor=SOMEBODY)
    says(context, asked, "1")
    document = json.loads(export_patient(context, asked, ana, actor=SOMEBODY))
    assert any(item["wording"] == "opt-in-1" for item in document["consents"])
