"""FHIR resources taken in from a file: each does what a nurse would do, once and in order."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from reminders.core.hl7.outcomes import Decision, Outcome
from reminders.core.model.contact import Channel
from reminders.services.consent.stop import stop_patient
from reminders.services.fhir.import_file import import_file
from reminders.services.fhir.words import did
from reminders.services.hl7.work_list import Shown, list_for_staff, replay
from reminders.store.tables import audit, consents, enrollments, hl7_messages, messages
from tests.core.fhir.making import ELM, appointment, at_version, bundle, consent, encounter, patient, procedure
from tests.core.hl7.making import booking
from tests.making import SOMEBODY, all_rows
from tests.services.hl7.making import ANA, enroll_ana, outcomes, people, planned, surgeries, take

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

MOVED = "2026-03-12T14:00:00Z"


def imported(context: Context, clinic: Clinic, *resources: Any, dry_run: bool = False) -> list[str]:
    content = json.dumps(bundle(*resources)).encode()
    items = import_file(context, clinic, ELM, content, actor=SOMEBODY, dry_run=dry_run)
    return [item.decision.outcome.value for item in items]


def test_every_outcome_has_its_words():
    for outcome in Outcome:
        assert did(Decision(outcome, {"plans": "a, b"}))


def test_without_consent_a_surgery_waits_and_nothing_is_planned(context: Context, clinic: Clinic):
    assert imported(context, clinic, patient(), appointment()) == ["unknown_patient", "ask_consent"]
    assert (surgeries(context), people(context), planned(context)) == ([], 0, 0)
    page = list_for_staff(context, clinic, Shown.CONSENT, 1, actor=SOMEBODY)
    assert page.counts[Shown.CONSENT] == 1
    (kept,) = all_rows(context, hl7_messages)
    assert b"Rivera" not in kept.raw


def test_with_consent_it_is_enrolled_once_moved_and_cancelled(context: Context, clinic: Clinic):
    steps = [
        (appointment(), "enrolled", "2026-03-10 active"),
        (appointment(), "repeated", "2026-03-10 active"),
        (appointment(version=2), "no_change", "2026-03-10 active"),
        (appointment(start=MOVED, version=3), "rescheduled", "2026-03-12 active"),
        (appointment(version=2, code="99999"), "older", "2026-03-12 active"),
        (appointment("cancelled", version=4), "cancelled", "2026-03-12 cancelled"),
        (appointment(start=MOVED, version=5), "rescheduled", "2026-03-12 active"),
        (appointment("noshow", version=6), "cancelled", "2026-03-12 cancelled"),
        (appointment("booked", version=7), "rescheduled", "2026-03-10 active"),
        (appointment("entered-in-error", version=8), "cancelled", "2026-03-10 cancelled"),
    ]
    for resource, outcome, state in steps:
        assert imported(context, clinic, consent(), patient(), resource)[2] == outcome
        assert surgeries(context) == [state]
    by_fhir = [item.action for item in all_rows(context, audit) if item.actor_name == "fhir:riverside"]
    assert by_fhir[0] == "enrolled by a FHIR resource"
    assert set(by_fhir[1:]) == {"moved a surgery", "cancelled a plan"}


def test_the_same_file_twice_changes_nothing(context: Context, clinic: Clinic):
    stay = encounter("finished", "2026-03-01", "2026-03-02")
    file = [consent(), patient(), appointment(), procedure("in-progress"), stay]
    imported(context, clinic, *file)
    before = [all_rows(context, table) for table in (enrollments, hl7_messages)]
    assert imported(context, clinic, *file) == ["not_followed", "repeated", "repeated", "repeated", "repeated"]
    assert [all_rows(context, table) for table in (enrollments, hl7_messages)] == before


def test_versions_in_one_file_count_in_their_order(context: Context, clinic: Clinic):
    moved = appointment(start=MOVED, version=3)
    file = [moved, appointment("cancelled", version=2), appointment(), patient(), consent()]
    assert imported(context, clinic, *file)[:3] == ["rescheduled", "cancelled", "enrolled"]
    assert surgeries(context) == ["2026-03-12 active"]


def test_a_dry_run_says_the_same_and_changes_nothing(context: Context, clinic: Clinic):
    file = [patient(), consent(), appointment(), appointment(start=MOVED, version=2)]
    told = imported(context, clinic, *file, dry_run=True)
    assert told == ["no_change", "not_followed", "enrolled", "rescheduled"]
    assert (all_rows(context, hl7_messages), surgeries(context)) == ([], [])
    assert imported(context, clinic, *file) == told


def test_what_is_broken_is_kept_and_the_rest_goes_on(context: Context, clinic: Clinic):
    broken = appointment(start="soon", id="a2")
    told = imported(context, clinic, 5, {"id": "x"}, broken, patient(), consent(), appointment())
    assert told == ["malformed"] * 3 + ["no_change", "not_followed", "enrolled"]
    errors = list_for_staff(context, clinic, Shown.ERRORS, 1, actor=SOMEBODY)
    assert [(item.message.control_id, item.message.place) for item in errors.items] == [
        ("Appointment/a2/_history/1", "Appointment.start")
    ]


def test_lines_of_ndjson(context: Context, clinic: Clinic):
    lines = [patient(), "{broken", consent(), appointment()]
    content = "\n".join(item if isinstance(item, str) else json.dumps(item) for item in lines).encode()
    items = import_file(context, clinic, ELM, content, actor=SOMEBODY)
    assert [(item.path, item.decision.outcome.value) for item in items] == [
        ("line 1", "no_change"),
        ("line 2", "malformed"),
        ("line 3", "not_followed"),
        ("line 4", "enrolled"),
    ]


def test_what_was_done_confirms_the_surgery_and_moves_it(context: Context, clinic: Clinic):
    file = [consent(), patient(), appointment(start="2026-03-06T14:00:00Z")]
    imported(context, clinic, *file)
    assert imported(context, clinic, patient(), procedure(day="2026-03-07")) == ["repeated", "rescheduled"]
    (surgery,) = all_rows(context, enrollments)
    assert (str(surgery.surgery_date), surgery.confirmed_at is not None) == ("2026-03-07", True)
    assert imported(context, clinic, patient(), procedure(day="2026-03-07", version=2))[1] == "no_change"
    withdrawn = procedure("entered-in-error", version=3)
    assert imported(context, clinic, patient(), withdrawn)[1] == "check_details"
    assert surgeries(context) == ["2026-03-07 active"]


def test_a_stay_that_is_over_before_it_is_seen_pauses_once(context: Context, clinic: Clinic):
    imported(context, clinic, consent(), patient(), appointment(start="2026-03-02T14:00:00Z"))
    home = encounter("finished", "2026-03-02T08:00:00Z", "2026-03-03T12:00:00Z") | {"id": "own"}
    back = encounter("finished", "2026-03-07T22:00:00Z", "2026-03-08T12:00:00Z", kind="EMER")
    assert imported(context, clinic, patient(), home)[1] == "discharged"
    assert imported(context, clinic, patient(), back)[1] == "paused"
    assert surgeries(context) == ["2026-03-02 paused"]
    billed = encounter("finished", "2026-03-07T22:00:00Z", "2026-03-08T12:00:00Z", kind="EMER", version=2)
    assert imported(context, clinic, patient(), billed)[1] == "no_change"


def test_the_same_surgery_by_csv_hl7_and_fhir_is_one(context: Context, clinic: Clinic):
    enroll_ana(context, clinic, external_id="a1")
    take(context, clinic, booking(code="63030", day="20260310"), partner=ELM)
    assert imported(context, clinic, patient(), appointment())[1] == "no_change"
    assert imported(context, clinic, patient(), appointment(id="b2"))[1] == "no_change"  # its number in another system
    assert surgeries(context) == ["2026-03-10 active"]


def test_a_stop_holds_whatever_a_consent_says(context: Context, clinic: Clinic):
    enroll_ana(context, clinic, email="", email_consent="no")
    stop_patient(context, clinic, "C-1", Channel.SMS, "staff", actor=SOMEBODY)
    imported(context, clinic, consent(), patient(), appointment(start="2026-06-01T14:00:00Z"))
    assert planned(context) == 0


def changed_by_hospital(context: Context) -> list[tuple[str, str]]:
    rows = [item for item in all_rows(context, audit) if item.actor_name == "fhir:riverside"]
    return [(item.action, item.detail) for item in rows if item.action == "changed consent"]


@pytest.mark.parametrize(
    ("ended", "when"),
    [
        (consent("inactive"), "of the hospital"),
        (consent("rejected"), "of staff"),
    ],
)
def test_a_consent_that_ends_stops_what_is_planned_once(
    context: Context, clinic: Clinic, ended: dict[str, Any], when: str
):
    who = patient()
    if when == "of staff":
        enroll_ana(context, clinic, email="", email_consent="no")
    else:
        imported(context, clinic, who, consent(), appointment())
    assert planned(context) > 5
    assert imported(context, clinic, who, ended | {"meta": at_version(2)})[1] == "consent_ended"
    assert planned(context) == 0
    assert changed_by_hospital(context) == [("changed consent", "sms withdrawn")]
    newest = all_rows(context, consents)[-1]
    assert (newest.channel, newest.granted, newest.source) == ("sms", False, "hospital")
    assert imported(context, clinic, who, ended | {"meta": at_version(2)})[1] == "repeated"
    enroll_ana(context, clinic, external_id="a1" if when != "of staff" else "C-1", email="", email_consent="no")
    assert planned(context) == 0, "the file says what it said before"


def test_a_consent_to_one_channel_leaves_the_other(context: Context, clinic: Clinic):
    enroll_ana(context, clinic, email="ana@example.org", email_consent="yes")
    assert imported(context, clinic, patient(), consent("inactive"))[1] == "consent_ended"
    assert {item.channel for item in all_rows(context, messages) if item.status == "planned"} == {"email"}


def test_a_consent_of_someone_who_is_not_enrolled_is_not_kept(context: Context, clinic: Clinic):
    assert imported(context, clinic, patient(), consent("inactive")) == ["unknown_patient", "unknown_patient"]
    assert all_rows(context, hl7_messages) == []


def test_a_booking_takes_back_only_the_consent_that_a_booking_brought(context: Context, clinic: Clinic):
    """A hospital that has none on file says so with every booking; what the patient told staff stands."""
    take(context, clinic, booking("SIU^S12", "ZSU|Y|Y", person=ANA), partner=ELM)
    told = outcomes(context, clinic, booking("SIU^S13", "ZSU|Y|N", person=ANA, number="2"), partner=ELM)
    assert (told, planned(context)) == (["AA consent_ended"], 0)
    other = {"external_id": "C-2", "given_name": "Bea", "family_name": "Sol", "phone": "(202) 555-0177"}
    enroll_ana(context, clinic, **other, record_number="70002", birth_date="1970-01-01")
    before = planned(context)
    who = ANA.replace("70001", "70002").replace("RIVERA^ANA", "SOL^BEA").replace("19610412", "19700101")
    again = booking("SIU^S14", "ZSU|Y|N", person=who, case="C-2", number="3", sent="20260309120100")
    assert outcomes(context, clinic, again, partner=ELM)[0] in {"AA corrected", "AA no_change"}
    assert planned(context) == before > 5


def test_a_record_or_stay_that_is_withdrawn_is_for_staff_to_look_at(context: Context, clinic: Clinic):
    imported(context, clinic, consent(), patient(), appointment(start="2026-03-02T14:00:00Z"))
    stay = encounter("in-progress", "2026-03-07T22:00:00Z", kind="EMER")
    steps = [
        (encounter("entered-in-error", "2026-03-07") | {"id": "other"}, "no_stay"),
        (stay, "paused"),
        (encounter("entered-in-error", "2026-03-07T22:00:00Z", kind="EMER", version=2), "check_details"),
    ]
    for resource, outcome in steps:
        assert imported(context, clinic, patient(), resource)[1] == outcome
    inactive = patient(version=2, active=False)
    assert imported(context, clinic, inactive) == ["check_details"]
    stranger = patient("p3", "70003", active=False, name=[{"family": "Sol", "given": ["Bea"]}], birthDate="1970-01-01")
    assert imported(context, clinic, stranger) == ["unknown_patient"]
    new = appointment(id="a9", start="2026-06-02T14:00:00Z", code="63047")
    assert imported(context, clinic, consent(), inactive, new)[2] == "check_details"
    assert surgeries(context) == ["2026-03-02 paused"]


def test_staff_try_again_what_waited(context: Context, clinic: Clinic):
    file = [patient(), consent(), appointment(code="99999")]
    assert imported(context, clinic, *file)[2] == "unmapped"
    (kept,) = all_rows(context, hl7_messages)
    context = replace(context, find_partner=lambda *_: ELM)
    assert replay(context, clinic, kept.id, actor=SOMEBODY).value == "unmapped"
