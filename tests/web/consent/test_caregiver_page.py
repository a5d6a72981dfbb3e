"""Two people of one plan: each page, calendar, list and count shows or counts its own person's messages only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from icalendar import Calendar
from starlette.testclient import TestClient

from reminders.config import Settings
from reminders.core.model.contact import Party
from reminders.core.records.report_filter import ReportFilter
from reminders.services.links import LinkKind
from reminders.services.records.list_messages import list_messages
from reminders.services.records.reports.report import load_report
from reminders.store.enrollment.caregivers import put_caregivers
from reminders.store.records.counts import answered
from reminders.store.records.matching import last_contacts, next_messages
from reminders.store.records.report_counts import Scope, stops_since
from reminders.store.tables import caregivers, enrollments, messages, patients
from reminders.web.app import make_web_app
from tests.making import NOW, all_rows, run
from tests.services.plans.test_caregivers import enroll_with_caregiver, hers, play_until_her_text, write
from tests.web.desk import signed_in

if TYPE_CHECKING:
    from reminders.clock import FixedClock
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def pages(context: Context) -> tuple[str, str]:
    """Return the paths of the patient's page and of the caregiver's."""
    patient, caregiver = all_rows(context, patients)[0], all_rows(context, caregivers)[0]
    links = context.links
    assert links.caregiver_links(caregiver.link_id).page.endswith(token(context, caregiver.link_id))
    return f"/r/{links.token(LinkKind.PAGE, patient.id)}", f"/r/{token(context, caregiver.link_id)}"


def token(context: Context, link_id: str) -> str:
    return context.links.token(LinkKind.CAREGIVER_PAGE, link_id)


def events(web: TestClient, path: str) -> set[str]:
    calendar = Calendar.from_ical(web.get(f"{path}/plan.ics").content)
    return {str(event["UID"]).partition("@")[0] for event in calendar.walk("VEVENT")}


def planned(context: Context, party: Party) -> set[str]:
    return {item.id for item in all_rows(context, messages) if (item.status, item.party) == ("planned", party)}


def test_each_page_and_calendar_shows_its_own_persons_messages(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_with_caregiver(context, clinic)
    web = TestClient(make_web_app(context, Settings()))
    own, hers_page = pages(context)
    assert events(web, own) == planned(context, Party.PATIENT)
    assert events(web, hers_page) == planned(context, Party.CAREGIVER) != set()
    play_until_her_text(context, clock)
    page, her_page = web.get(own).text, web.get(hers_page).text
    assert "La zona del vendaje de Ana" in her_page  # what she was sent, in her language
    assert "La zona del vendaje" not in page
    assert 'lang="es"' in her_page
    assert "aceptó ayudar" in her_page
    assert not [word for word in ("Ana Rivera", "Anna", "recibe nuestros correos", "/stop/email") if word in her_page]


def test_she_stops_her_own_texts_on_her_page_and_no_others(context: Context, clinic: Clinic):
    enroll_with_caregiver(context, clinic)
    web = TestClient(make_web_app(context, Settings()), follow_redirects=False)
    own, hers_page = pages(context)
    before = planned(context, Party.PATIENT)
    assert "la persona a quien ayuda" in web.get(f"{hers_page}/stop/sms").text
    assert web.post(f"{hers_page}/stop/email").status_code == 404  # she has no email to stop
    assert web.post(f"{hers_page}/stop/sms").status_code == 303
    assert (planned(context, Party.PATIENT), planned(context, Party.CAREGIVER)) == (before, set())
    assert "/stop/sms" in web.get(own).text


def test_her_link_ends_with_her_number(context: Context, clinic: Clinic):
    enroll_with_caregiver(context, clinic)
    web = TestClient(make_web_app(context, Settings()))
    hers_page, before = pages(context)[1], all_rows(context, caregivers)[0]
    with context.db.begin() as tx:
        from reminders.store.enrollment.caregivers import caregiver_of

        person = caregiver_of(tx, before.patient_id)
        assert person
        put_caregivers(tx, [replace(person, name="Anna M.")], NOW)
    assert web.get(hers_page).status_code == 200
    with context.db.begin() as tx:
        put_caregivers(tx, [replace(person, phone="+12025550188", link_id="")], NOW)
    assert web.get(hers_page).status_code == 404


def test_nothing_of_hers_counts_as_the_patients(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_with_caregiver(context, clinic)
    patient_id, plan_id = all_rows(context, patients)[0].id, all_rows(context, enrollments)[0].id
    with context.db.read() as tx:
        first = next_messages(tx, clinic.id, [plan_id])[plan_id]
    assert first == min(
        item.due_at for item in all_rows(context, messages) if item.id in planned(context, Party.PATIENT)
    )
    play_until_her_text(context, clock)
    with context.db.read() as tx:
        before = last_contacts(tx, [patient_id])
    write(context, "2")
    write(context, "STOP")
    with context.db.read() as tx:
        assert last_contacts(tx, [patient_id]) == before
        assert answered(tx, clinic.id, NOW) == []
        assert stops_since(tx, Scope(clinic, NOW)) == []
        question = next(
            item for item in load_report(context, tx, clinic, ReportFilter(30)).questions if item.step.key == "wound_1"
        )
    assert (question.asked, question.answered) == (1, 0)


def test_staff_read_to_whom_each_message_goes(context: Context, clinic: Clinic, clock: FixedClock):
    enroll_with_caregiver(context, clinic)
    lines = {line.id: line.recipient for line in list_messages(context)}
    assert {lines[item.id] for item in hers(context)} == {"caregiver"}
    assert sorted(set(lines.values())) == ["caregiver", "patient"]
    patient_id = all_rows(context, patients)[0].id
    nurse = signed_in(context, clinic)
    page = nurse.get(f"/patients/{patient_id}").text
    assert "to the caregiver, Anna" in page
    assert "La zona del vendaje de Ana" in page  # the preview has the words that she will get
    clock.set(next(item.due_at for item in hers(context) if item.step == "wound_1"))
    nurse = signed_in(context, clinic, email="later@oak.example")
    assert "to the caregiver" in nurse.get("/").text
    run(context)
    assert "to the caregiver, Anna" in nurse.get(f"/patients/{patient_id}").text
