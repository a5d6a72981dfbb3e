"""Nothing urgent is hidden: whatever else waits, a patient's red flag stands first, with all it takes to act."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.consent.stop import stop_patient
from reminders.services.links import LinkKind
from reminders.services.replies.answer_by_link import answer_by_link
from reminders.services.replies.reply import receive
from reminders.store.alerts.alerts import AlertKind, open_alert
from reminders.store.tables import alerts, patients, replies, staff_sessions
from tests.making import SOMEBODY, all_rows, at, enroll_rows, message, play, row, run
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

ANA = {
    "given_name": "Ana",
    "family_name": "García",
    "phone": "(202) 555-0177",
    "external_id": "MRN-77",
    "birth_date": "1952-03-14",
}
PHONE = "+12025550177"
ITSELF = {"X-Fragment": "today-list"}


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(**ANA))
    return signed_in(context, clinic)


def ana(context: Context) -> str:
    return next(item.id for item in all_rows(context, patients))


def make_a_crowd(context: Context, clinic: Clinic, alerts_open: int = 25, texts: int = 100) -> None:
    """Open alerts of every other kind, and let strangers and patients write what can wait."""
    with context.db.begin() as tx:
        for number in range(alerts_open):
            kinds = (AlertKind.BAD_ADDRESS, AlertKind.UNCONFIRMED, AlertKind.FUSE)
            open_alert(tx, kinds[number % 3], context.clock.now(), clinic_id=clinic.id, detail=f"{number}")
    for number in range(texts):
        receive(context, clinic, Channel.SMS, f"+1212736{5000 + number % 40}", f"When do you open, {number}?")


def first_row(page: str) -> str:
    first = page.index(' id="alert-')
    return page[first : min(end for end in (page.find("</li>", first), page.find("</tr>", first)) if end > 0)]


@pytest.mark.parametrize("path", ["/", "/inbox"])
def test_a_red_flag_stands_first_with_everything_in_its_row(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock, path: str
):
    make_a_crowd(context, clinic)
    clock.set(at("03-13 15:00"))  # the surgery was on the 10th
    desk.sign_in()
    receive(context, clinic, Channel.SMS, PHONE, "chest pain and can not breathe")
    for page in (desk.get(path).text, desk.get(path, headers=ITSELF).text):
        shown = first_row(page)
        assert "Possible emergency: call now" in shown
        assert "García, Ana · born 3/14/1952" in shown
        assert "age 73" in shown
        assert "Microdiscectomy" in shown
        assert "day 3 after surgery" in shown
        assert "chest pain and can not breathe" in shown
        assert f'href="tel:{PHONE}"' in shown
        assert "(202) 555-0177" in shown
        assert "waiting since Fri, Mar 13, 2026, 11:00" in shown
        assert "clinic time (New York)" in shown
        assert "/acknowledge" in shown
        assert "/close" in shown
        assert re.search(r"Showing \d+ of \d+", page)
        assert "Updated 11:00" in page


def test_what_was_taken_stays_visible_and_a_new_one_comes_before_it(context: Context, clinic: Clinic, desk: Desk):
    enroll_rows(context, clinic, row(given_name="Luis", family_name="Peña", phone="(202) 555-0188"))
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    desk.post(f"/alerts/{all_rows(context, alerts)[0].id}/acknowledge", "/")
    shown = first_row(desk.get("/").text)
    assert "García" in shown
    assert "Taken by nurse@oak.example" in shown
    receive(context, clinic, Channel.SMS, "+12025550188", "I can not breathe")
    page = desk.get("/").text
    assert "Peña" in first_row(page)
    assert "García" in page


def test_several_texts_of_one_patient_are_one_row_with_a_count(context: Context, clinic: Clinic, desk: Desk):
    for words in ("chest pain", "chest pain again", "now I can not breathe"):
        receive(context, clinic, Channel.SMS, PHONE, words)
    page = desk.get("/").text
    assert page.count("Possible emergency: call now") == 1
    assert "3 texts" in page
    assert "now I can not breathe" in page


def test_urgent_and_emergency_have_other_words(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "I have a fever of 101.5")
    page = desk.get("/").text
    assert "Urgent: call today" in page
    assert "Possible emergency: call now" not in page


def test_an_answer_is_words_and_a_better_one_shows_on_the_alert(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    play(context, clock, "03-14 20:00")
    receive(context, clinic, Channel.SMS, PHONE, "2")
    desk.sign_in()
    assert "Wound check (day 4): “I am worried”" in desk.get("/").text
    receive(context, clinic, Channel.SMS, PHONE, "1")
    for path in ("/", f"/patients/{ana(context)}", f"/inbox/{ana(context)}"):
        page = desk.get(path).text
        assert "Wound check (day 4): “Clean and dry”" in page, path
        assert "The patient changed this answer. The earlier one needs follow-up." in page, path
    assert "I am worried" not in desk.get("/").text


@pytest.mark.parametrize("path", ["/", "/inbox", "/patients/{}", "/inbox/{}"])
def test_no_page_shows_the_code_of_an_answer_or_of_a_step(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock, path: str
):
    play(context, clock, "03-14 20:00")
    receive(context, clinic, Channel.SMS, PHONE, "2")
    desk.sign_in()
    shown = desk.get(path.format(ana(context))).text
    assert "Wound check (day 4): “I am worried”" in shown
    for code in ("answer 2", "wound 1", "wound_1"):
        assert code not in shown, code


def test_an_answer_by_link_stands_on_the_patients_page_and_in_the_thread(
    context: Context, clinic: Clinic, clock: FixedClock
):
    enroll_rows(context, clinic, row(**ANA | {"sms_consent": "no"}))
    play(context, clock, "03-14 20:00")
    asked = message(context, "wound_1", "email")
    token = context.links.token(LinkKind.ANSWER, asked.id)
    assert answer_by_link(context, token, [2])
    desk = signed_in(context, clinic)
    for path in (f"/patients/{ana(context)}", f"/inbox/{ana(context)}", "/"):
        assert "Wound check (day 4): “I am worried”" in desk.get(path).text, path
    assert "answered by email link" in desk.get(f"/inbox/{ana(context)}").text


def test_resolving_the_alert_resolves_the_thread_and_the_other_way_round(context: Context, clinic: Clinic, desk: Desk):
    thread = f"/inbox/{ana(context)}"
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    desk.post(f"/alerts/{all_rows(context, alerts)[0].id}/close", "/", note="Sent to the ER")
    assert all(item.handled_at for item in all_rows(context, replies))
    assert "caught up" in desk.get("/inbox").text
    receive(context, clinic, Channel.SMS, PHONE, "chest pain again")
    desk.post(f"{thread}/close", thread, note="Called", to="resolve")
    assert all(item.closed_at for item in all_rows(context, alerts))
    assert "caught up" in desk.get("/").text


def test_resolving_an_alert_leaves_what_else_was_asked_waiting(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "When can I shower?")
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    desk.post(f"/alerts/{all_rows(context, alerts)[-1].id}/close", "/", note="Sent to the ER")
    assert "When can I shower?" in desk.get("/inbox").text.split("Resolved")[0]


def test_a_note_alone_ends_nothing(context: Context, clinic: Clinic, desk: Desk):
    thread = f"/inbox/{ana(context)}"
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    desk.post(f"{thread}/close", thread, note="Line was busy", to="")
    assert "chest pain" in desk.get("/inbox").text
    assert "chest pain" in desk.get("/").text
    assert "Line was busy" in desk.get(f"/patients/{ana(context)}").text


def test_a_thread_that_was_handed_over_shows_its_owner(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "When can I shower?")
    signed_in(context, clinic, Role.CLINICIAN, "doctor@oak.example")
    thread = f"/inbox/{ana(context)}"
    to = re.findall(r'<option value="([0-9a-f-]{36})">doctor', desk.get(thread).text)[0]
    desk.post(f"{thread}/close", thread, note="Yours", to=to)
    assert "Taken by doctor@oak.example" in desk.get("/inbox").text


def test_the_front_desk_does_not_end_an_emergency(context: Context, clinic: Clinic, desk: Desk):
    front = signed_in(context, clinic, Role.ENROLLER, "front@oak.example")
    thread = f"/inbox/{ana(context)}"
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    assert "A clinician resolves it" in front.get(thread).text
    assert front.post(f"{thread}/close", "/", note="done", to="resolve").status_code == 403
    assert front.post(f"/replies/{all_rows(context, replies)[0].id}/close", "/").status_code == 403
    assert [item.closed_at for item in all_rows(context, alerts)] == [None]
    assert [item.handled_at for item in all_rows(context, replies)] == [None]


def test_the_thread_shows_emails_and_no_reply_box_where_no_text_may_go(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    stop_patient(context, clinic, "MRN-77", Channel.SMS, "reply", actor=SOMEBODY)
    play(context, clock, "03-11 20:00")
    desk.sign_in()
    page = desk.get(f"/inbox/{ana(context)}").text
    assert "Walking" in page
    assert '<textarea id="words"' not in page
    assert "The patient has stopped texts; please call." in page
    assert f'href="tel:{PHONE}"' in page


def test_a_list_that_refreshes_itself_keeps_no_session_alive(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    for _ in range(7):
        clock.set(clock.now() + timedelta(minutes=10))
        answer = desk.get("/", headers=ITSELF)
    assert answer.status_code == 401
    assert len(all_rows(context, staff_sessions)) == 1


def test_a_value_that_opens_with_no_key_takes_down_no_page(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    run(context)
    with context.db.begin() as tx:
        tx.conn.execute(patients.update().values(given_name=b"\x00broken", family_name=b"\x00broken"))
        tx.conn.execute(replies.update().values(body=b"\x00broken"))
    for path in ("/", "/inbox", "/patients", f"/patients/{ana(context)}", f"/inbox/{ana(context)}"):
        page = desk.get(path)
        assert page.status_code == 200, path
        assert "(cannot be read)" in page.text, path


def test_past_surgeries_that_no_one_confirmed_stay_listed_and_counted(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    enroll_rows(context, clinic, *(row(surgery_date="2026-03-10") for _ in range(20)))
    clock.set(at("03-20 15:00"))
    desk.sign_in()
    page = desk.get("/").text
    assert "Showing 6 of 21." in page
    assert desk.get("/patients?unconfirmed=yes").text.count("<tr>") == 22
