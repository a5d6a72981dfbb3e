"""The inbox beside a conversation: filters, who wrote last, which care plan a line is of, what a role may do."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reminders.core.model.contact import Channel
from reminders.core.model.roles import Role
from reminders.services.replies.reply import receive
from reminders.store.enrollment.patients import get_patients
from reminders.store.tables import alerts, audit, patients, replies, staff_notes
from tests.making import all_rows, enroll_rows, play, row
from tests.web.alerts.test_today_and_inbox import ANA, PHONE
from tests.web.desk import Desk, signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

LUIS = {"given_name": "Luis", "family_name": "Peña", "phone": "(202) 555-0188", "external_id": "MRN-88"}
MIA = {"given_name": "Mia", "family_name": "Stone", "phone": "(202) 555-0199", "external_id": "MRN-99"}
NAMES = ("García", "Peña", "Stone")


@pytest.fixture
def desk(context: Context, clinic: Clinic) -> Desk:
    enroll_rows(context, clinic, row(**ANA), row(**LUIS), row(**MIA))
    return signed_in(context, clinic)


def patient(context: Context, external_id: str) -> str:
    """Return the id of the patient of a case."""
    names = {item["external_id"]: item["family_name"] for item in (ANA, LUIS, MIA)}
    with context.db.read() as tx:
        known = get_patients(tx, [item.id for item in all_rows(context, patients)])
    return next(key for key, item in known.items() if item.family_name == names[external_id])


def listed(desk: Desk, show: str) -> set[str]:
    page = desk.get(f"/inbox?show={show}", headers={"X-Fragment": "inbox-list"}).text.split("<h2>Resolved</h2>")[0]
    return {name for name in NAMES if name in page}


def test_each_filter_shows_its_own_and_never_hides_an_emergency_that_no_one_has(
    context: Context, clinic: Clinic, desk: Desk
):
    ben = signed_in(context, clinic, Role.CLINICIAN, "ben@oak.example")
    receive(context, clinic, Channel.SMS, PHONE, "chest pain")
    receive(context, clinic, Channel.SMS, "+12025550188", "When can I shower?")
    receive(context, clinic, Channel.SMS, "+12025550199", "Is there parking?")
    desk.post(f"/inbox/{patient(context, 'MRN-88')}/take", "/inbox")
    expected = {
        "all": {"García", "Peña", "Stone"},
        "wrote-last": {"García", "Peña", "Stone"},
        "mine": {"García", "Peña"},
        "unassigned": {"García", "Stone"},
        "no-such-filter": {"García", "Peña", "Stone"},
    }
    assert {show: listed(desk, show) for show in expected} == expected
    ben.post(f"/alerts/{all_rows(context, alerts)[0].id}/acknowledge", "/")
    assert listed(desk, "mine") == {"Peña"}
    assert listed(ben, "mine") == {"García"}
    assert listed(ben, "unassigned") == {"Stone"}
    page = desk.get(f"/inbox/{patient(context, 'MRN-99')}?show=mine").text
    assert f'href="/inbox/{patient(context, "MRN-88")}?show=mine#newest"' in page


def test_patient_wrote_last_leaves_out_who_was_texted_since(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    receive(context, clinic, Channel.SMS, "+12025550188", "ugh enough already")  # a hold: no reply ends it
    thread = f"/inbox/{patient(context, 'MRN-88')}"
    clock.set(clock.now() + timedelta(minutes=5))
    desk.post(f"{thread}/reply", thread, words="Shall we stop the texts?")
    assert listed(desk, "all") == {"Peña"}
    assert listed(desk, "wrote-last") == set()
    clock.set(clock.now() + timedelta(minutes=5))
    receive(context, clinic, Channel.SMS, "+12025550188", "Let me think about it")
    assert listed(desk, "wrote-last") == {"Peña"}


def test_lines_name_the_care_plan_only_of_a_patient_with_two_surgeries(
    context: Context, clinic: Clinic, desk: Desk, clock: FixedClock
):
    play(context, clock, "03-12 20:00")
    desk.sign_in()
    thread = f"/inbox/{patient(context, 'MRN-77')}"
    line = re.compile(r'<p class="small quiet">\s*(Walking[^<]*?)<', re.DOTALL)
    named = line.findall(desk.get(thread).text)
    assert named
    assert not [text for text in named if "Microdiscectomy" in text]
    enroll_rows(
        context, clinic, row(**ANA | {"external_id": "B", "procedure": "spinal_fusion", "surgery_date": "2026-05-10"})
    )
    page = desk.get(thread).text
    assert all("Walking · Microdiscectomy" in text for text in line.findall(page))
    assert "Spinal fusion, surgery in 59 days" in page
    assert "Microdiscectomy, day 2 after surgery" in page


def test_one_button_each_resolves_keeps_a_note_and_assigns(context: Context, clinic: Clinic, desk: Desk):
    ben = signed_in(context, clinic, Role.CLINICIAN, "ben@oak.example")
    thread = f"/inbox/{patient(context, 'MRN-88')}"
    receive(context, clinic, Channel.SMS, "+12025550188", "When can I shower?")
    to = re.findall(r'<option value="([0-9a-f-]{36})">ben', desk.get(thread).text)[0]
    nobody = desk.post(f"{thread}/close", thread, act="assign", note="For you", to="")
    assert nobody.status_code == 422
    assert "For you</textarea>" in nobody.text
    desk.post(f"{thread}/close", thread, act="note", note="Line was busy", to=to)
    assert ([item.assigned_to for item in all_rows(context, replies)], len(all_rows(context, staff_notes))) == (
        [None],
        1,
    )
    desk.post(f"{thread}/close", thread, act="assign", note="For you", to=to)
    assert listed(ben, "mine") == {"Peña"}
    ben.post(f"{thread}/close", thread, act="resolve", note="Told him", to="")
    assert listed(ben, "all") == set()
    assert "Resolved" in ben.get(thread).text


def test_the_front_desk_reads_and_calls_and_has_no_box(context: Context, clinic: Clinic, desk: Desk):
    front = signed_in(context, clinic, Role.ENROLLER, "front@oak.example")
    receive(context, clinic, Channel.SMS, "+12025550188", "When can I shower?")
    page = front.get(f"/inbox/{patient(context, 'MRN-88')}").text
    assert "Clinicians answer by text." in page
    assert 'id="words"' not in page
    assert 'href="tel:+12025550188"' in page


def test_a_conversation_leaves_one_line_and_its_refresh_none(context: Context, clinic: Clinic, desk: Desk):
    receive(context, clinic, Channel.SMS, "+12025550188", "When can I shower?")
    thread = f"/inbox/{patient(context, 'MRN-88')}"
    desk.get(thread)
    assert [item.action for item in all_rows(context, audit)][-1] == "viewed a thread"
    written = len(all_rows(context, audit))
    pieces = desk.get(thread, headers={"X-Fragment": "inbox-list thread"}).text
    assert 'id="inbox-list"' in pieces
    assert 'id="thread"' in pieces
    assert "<html" not in pieces
    assert 'id="words"' not in pieces  # what is typed there stays
    assert len(all_rows(context, audit)) == written
