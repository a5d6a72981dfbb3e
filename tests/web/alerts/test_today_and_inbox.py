"""Today and the inbox, through the real application on both databases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.core.sending.retrying import SendOutcome, Verdict
from reminders.services.consent.stop import stop_patient
from reminders.services.replies.reply import receive
from reminders.services.sending.reconcile import reconcile
from reminders.store.tables import alerts, audit, messages, patients, replies, staff_notes
from tests.making import SOMEBODY, all_rows, answers, at, enroll_rows, message, outbox, play, row, run, run_at, standing
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ANA = {"given_name": "Ana", "family_name": "García", "phone": "(202) 555-0177", "external_id": "MRN-77"}
PHONE = "+12025550177"


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(**ANA))
    return signed_in(context, clinic)


def patient_id(context: Context) -> str:
    return all_rows(context, patients)[0].id


def test_an_empty_day_says_that_no_one_waits(desk: Desk):
    text = desk.get("/").text
    assert "You're all caught up." in text
    assert "No recent surgeries to confirm." in text


def test_yesterdays_surgery_is_confirmed_or_did_not_happen(context: Context, desk: Desk, clock: FixedClock):
    clock.set(at("03-11 13:00"))
    desk.sign_in()
    page = desk.get("/").text
    assert "García, Ana" in page
    surgery = page[page.index('action="/patients/') :].split('"')[1].rsplit("/", 1)[0]
    desk.post(f"{surgery}/confirm", "/", back="today")
    assert "No recent surgeries to confirm." in desk.get("/").text
    assert f'href="{surgery}/cancel?not-done=yes"' in page
    shown = desk.get(f"{surgery}/cancel?not-done=yes").text
    assert "Surgery not done?" in shown
    ahead = sum(item.status == "planned" for item in all_rows(context, messages))
    assert f"{ahead} messages will not be sent" in shown
    desk.post(f"{surgery}/cancel", "/", reason="postponed")
    assert standing(context, "walk_1")[0] == "planned"  # only asked
    assert desk.post(f"{surgery}/cancel", "/", reason="postponed", seen="yes").status_code == 303
    assert standing(context, "walk_1")[0] == "cancelled"


def test_what_goes_out_today_is_listed_on_the_patients_clock(desk: Desk, clock: FixedClock):
    clock.set(at("03-11 13:00"))
    desk.sign_in()
    assert "Walking" in desk.get("/").text


def test_what_went_wrong_waits_until_it_is_closed_with_a_note(context: Context, desk: Desk, clock: FixedClock):
    clock.set(at("03-12 23:00"))  # nothing ticked on the day of the walk
    run(context)
    run(context)
    desk.sign_in()
    assert standing(context, "walk_1")[0] == "missed"
    assert "Delivery problems" in desk.get("/").text
    desk.post(f"/messages/{message(context, 'walk_1').id}/close", "/", note="Told her on the phone")
    assert "Delivery problems" not in desk.get("/").text
    assert "Told her on the phone" in desk.get(f"/patients/{patient_id(context)}").text


def test_a_patient_whom_nothing_reaches_is_listed_once(context: Context, clinic: Clinic, desk: Desk):
    for channel in Channel:
        stop_patient(context, clinic, "MRN-77", channel, "staff", actor=SOMEBODY)
    text = desk.get("/").text
    assert text.count("García, Ana") == 1
    assert "Can't be reached" in text


def test_a_red_flag_is_acknowledged_and_closed_with_a_note(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "my leg feels weak")
    text = desk.get("/").text
    assert "Possible emergency: call now" in text
    alert = all_rows(context, alerts)[0].id
    desk.post(f"/alerts/{alert}/acknowledge", "/")
    assert "Taken by nurse@oak.example" in desk.get("/").text
    desk.post(f"/alerts/{alert}/close", "/", note="Sent to the ER")
    assert "You're all caught up." in desk.get("/").text
    assert all_rows(context, staff_notes)[0].alert_id == alert
    assert {item.action for item in all_rows(context, audit)} >= {"acknowledged an alert", "closed an alert"}


def test_the_picture_has_its_numbers_in_a_table(context: Context, desk: Desk, clock: FixedClock):
    play(context, clock, "03-15 00:00")
    desk.sign_in()
    text = desk.get("/").text
    drawn = re.search(r'<path class="sent" d="([^"]+)"', text)
    assert drawn
    assert drawn[1].count("M") == 2
    assert "2 sent, 0 delivered, 0 answered, 0 failed" in text
    assert "<td>Wed, Mar 11</td><td>1</td>" in text


def test_free_text_waits_in_the_inbox_and_a_stop_does_not(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "When can I shower?")
    assert "When can I shower?" in desk.get("/inbox").text
    assert "You're all caught up." not in desk.get("/inbox").text
    desk.post(f"/inbox/{patient_id(context)}/close", f"/inbox/{patient_id(context)}", note="Called", to="resolve")
    receive(context, clinic, Channel.SMS, PHONE, "STOP")
    assert "You're all caught up." in desk.get("/inbox").text
    assert all(item.handled_at for item in all_rows(context, replies))


def test_a_staff_text_goes_through_the_pipeline_and_closes_the_thread(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "When can I shower?")
    run(context)
    thread = f"/inbox/{patient_id(context)}"
    assert desk.post(f"{thread}/reply", thread, words="Please call us, we will explain.").status_code == 303
    run(context)
    sent = [item for item in all_rows(context, messages) if item.kind == "staff"]
    assert [(item.status, item.segments) for item in sent] == [("accepted", 1)]
    assert outbox(context).sent[-1].content.text == "Oak Clinic: Please call us, we will explain."
    assert "You're all caught up." in desk.get("/inbox").text
    assert "Please call us" in desk.get(thread).text
    assert "texted a patient" in {item.action for item in all_rows(context, audit)}


@pytest.mark.parametrize("words", ["", "   ", "x" * 500])
def test_a_text_that_says_nothing_or_too_much_is_refused(context: Context, desk: Desk, words: str):
    thread = f"/inbox/{patient_id(context)}"
    assert desk.post(f"{thread}/reply", thread, words=words).status_code == 422
    assert [item for item in all_rows(context, messages) if item.kind == "staff"] == []


def test_no_one_texts_a_patient_who_has_stopped(context: Context, clinic: Clinic, desk: Desk):
    thread = f"/inbox/{patient_id(context)}"
    desk.post(f"{thread}/reply", thread, words="Hello")
    stop_patient(context, clinic, "MRN-77", Channel.SMS, "reply", actor=SOMEBODY)
    refused = desk.post(f"{thread}/reply", thread, words="Hello again")
    assert refused.status_code == 422
    assert "has stopped texts" in refused.text
    run(context)  # the one that was planned before the stop
    assert {item.status for item in all_rows(context, messages) if item.kind == "staff"} == {"skipped"}


def test_a_thread_is_handed_over_and_stays_open(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "When can I shower?")
    signed_in(context, clinic, Role.CLINICIAN, "doctor@oak.example")
    thread = f"/inbox/{patient_id(context)}"
    to = re.findall(r'<option value="([0-9a-f-]{36})">doctor', desk.get(thread).text)[0]
    desk.post(f"{thread}/close", thread, note="Yours", to=to)
    assert "When can I shower?" in desk.get("/inbox").text.split("Resolved")[0]
    assert "→ doctor@oak.example: Yours" in desk.get(f"/patients/{patient_id(context)}").text


def test_a_shared_phone_shows_both_and_guesses_no_one(context: Context, clinic: Clinic, desk: Desk):
    enroll_rows(context, clinic, row(phone="(202) 555-0177", given_name="Luis", family_name="García"))
    receive(context, clinic, Channel.SMS, PHONE, "my arm itches a bit")
    text = desk.get("/inbox").text
    assert "García, Ana" in text
    assert "García, Luis" in text
    desk.post(f"/replies/{all_rows(context, replies)[0].id}/close", "/inbox")
    assert "You're all caught up." in desk.get("/inbox").text


@pytest.mark.parametrize(
    ("word", "becomes"),
    [("arrived", ("Marked as received", "accepted")), ("again", ("It will be resent", "planned"))],
)
def test_an_email_that_may_have_gone_is_settled_by_a_persons_word(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock, word: str, becomes: tuple[str, str]
):
    stop_patient(context, clinic, "MRN-77", Channel.SMS, "staff", actor=SOMEBODY)
    answers(context, SendOutcome(Verdict.UNKNOWN, code="timeout"), Channel.EMAIL)
    run_at(context, clock, "03-11 16:00")
    desk.sign_in()
    assert "Resend" not in desk.get("/").text  # no one has looked yet
    reconcile(context)
    page = desk.get("/").text
    assert "Resend" in page
    assert "Delivery not confirmed" not in page  # not a second time, as an alert
    walk = message(context, "walk_1", "email").id
    says, status = becomes
    assert says in desk.get(desk.post(f"/messages/{walk}/settle", "/", word=word).headers["location"]).text
    assert standing(context, "walk_1", "email")[0] == status
    assert "Resend" not in desk.get("/").text
    assert "settled a message by hand" in [item.action for item in all_rows(context, audit)]
    again = desk.post(f"/messages/{walk}/settle", "/", word=word).headers["location"]
    assert "was already updated" in desk.get(again).text


def test_closing_it_with_a_note_ends_it_too(context: Context, clinic: Clinic, desk: Desk, clock: FixedClock):
    stop_patient(context, clinic, "MRN-77", Channel.SMS, "staff", actor=SOMEBODY)
    answers(context, SendOutcome(Verdict.UNKNOWN, code="timeout"), Channel.EMAIL)
    run_at(context, clock, "03-11 16:00")
    reconcile(context)
    desk.sign_in()
    desk.post(f"/messages/{message(context, 'walk_1', 'email').id}/close", "/", note="She has it")
    assert [item.closed_by for item in all_rows(context, alerts)] == ["nurse@oak.example"]
    page = desk.get("/").text
    assert "Delivery problems" not in page
    assert "Alerts" not in page
