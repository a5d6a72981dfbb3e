"""What a FHIR resource says: surgeries, stays, people and merges, as R4 has them and as a partner's file names them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reminders.core.fhir.pool import Entry, Pool
from reminders.core.fhir.read_resource import read_snapshot
from reminders.core.fhir.snapshot import take_snapshot
from reminders.core.hl7.content import Topic
from reminders.core.hl7.fhir_source import CodedFact
from reminders.core.hl7.message import MessageError
from tests.core.fhir.making import (
    CASES,
    CPT,
    ELM,
    SOURCE,
    TODAY,
    appointment,
    at_version,
    concept,
    consent,
    content,
    encounter,
    patient,
    procedure,
)
from tests.core.hl7.making import ZONE
from tests.tables import each_row

REQUEST = {
    "resourceType": "ServiceRequest",
    "id": "r1",
    "status": "active",
    "code": concept("63047"),
    "subject": {"reference": "Patient/p1"},
}


def test_a_booked_surgery_with_everything():
    booked = appointment(identifier=[{"system": CASES, "value": "C-1"}, {"value": "other"}])
    said = content(booked, patient(), consent())
    assert said.surgery is not None
    assert said.person is not None
    assert (said.header.kind, said.header.control_id) == ("Appointment", "Appointment/a1/_history/1")
    assert said.header.sent_at == datetime(2026, 3, 9, 12, 0, 1, tzinfo=UTC)
    assert (said.surgery.case_id, said.surgery.day, said.surgery.surgeon) == ("C-1", date(2026, 3, 10), "Maria Ortiz")
    assert (said.surgery.plans, said.surgery.is_done, said.surgery.is_report) == (("microdiscectomy",), False, False)
    assert (said.person.record_number, said.person.given_name, said.person.family_name) == ("70001", "Ana", "Rivera")
    assert (said.person.phone, said.person.birth_date) == ("(202) 555-0123", date(1961, 4, 12))
    assert (said.sms_consent, said.email_consent) == (True, False)


@each_row(
    ("resource", "topic"),
    [
        *((appointment(status), Topic.BOOKED) for status in ("booked", "arrived", "checked-in", "fulfilled")),
        *((appointment(status, None), Topic.CANCELLED) for status in ("cancelled", "noshow", "entered-in-error")),
        *((appointment(status, None), Topic.OTHER) for status in ("proposed", "pending", "waitlist")),
        *((procedure(status), Topic.BOOKED) for status in ("in-progress", "completed")),
        *((procedure(status), Topic.CANCELLED) for status in ("not-done", "entered-in-error")),
        *((procedure(status), Topic.OTHER) for status in ("preparation", "on-hold", "stopped", "unknown")),
        *((encounter(status, "2026-03-12"), Topic.ADMITTED) for status in ("arrived", "triaged", "in-progress")),
        (encounter("finished", "2026-03-10", "2026-03-12"), Topic.DISCHARGED),
        (encounter("finished", "2026-03-10", "2026-03-12", kind="AMB"), Topic.OTHER),
        (encounter("planned", "2026-03-10"), Topic.OTHER),
        *((encounter(status, "2026-03-10"), Topic.STAY_WITHDRAWN) for status in ("cancelled", "entered-in-error")),
        (patient(), Topic.PERSON),
        (REQUEST, Topic.OTHER),
        (consent(), Topic.OTHER),
    ],
)
def test_a_status_says_what_a_resource_is_about(resource: dict[str, Any], topic: Topic):
    assert content(resource, patient()).topic is topic


@each_row(
    ("start", "day"),
    [
        ("2026-03-10T14:00:00Z", "2026-03-10"),
        ("2026-03-11T03:00:00Z", "2026-03-10"),  # the evening before, in Chicago
        ("2026-03-11T05:00:00Z", "2026-03-11"),
        ("2026-03-10T23:30:00-05:00", "2026-03-10"),
        ("2026-03-11T01:30:00+02:00", "2026-03-10"),
        ("2026-03-08T07:59:59.999Z", "2026-03-08"),  # the clock changes this night
        ("2026-03-10T09:00:00", "2026-03-10"),  # against the rules: the partner's zone
        ("2026-03-10", "2026-03-10"),
    ],
)
def test_the_day_is_the_one_in_the_partners_zone(start: str, day: str):
    surgery = content(appointment(start=start), patient()).surgery
    assert surgery is not None
    assert str(surgery.day) == day


def _without(resource: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in names}


@each_row(
    ("resource", "problem"),
    [
        (appointment(start=None), "Appointment.start: the start is missing"),
        (appointment(start="2026-03"), "Appointment.start: a year or month alone is not a day"),
        (appointment(start="2026-02-30T09:00:00Z"), "Appointment.start: this is not a date"),
        (appointment(start="soon"), "Appointment.start: this is not a date"),
        (appointment("moved"), "Appointment.status: the status is missing, or not one of R4"),
        (_without(appointment(), "id"), "Appointment.id: the id is missing"),
        (appointment(id=7), "Appointment.id: this must be text"),  # type: ignore[arg-type]
        (appointment(participant={}), "Appointment.participant: this must be a list"),
        (appointment(participant=[5]), "Appointment.participant[0]: this must be an object"),
        (appointment(participant=[]), "Appointment.participant: the patient is missing"),
        (
            appointment(who="Patient/p9"),
            "Appointment.participant: the patient that this refers to was not there to be read",
        ),
        (_without(procedure(), "performedPeriod"), "Procedure.performedDateTime: the day of the procedure is missing"),
        (encounter("finished", "2026-03-10"), "Encounter.period.end: the end of a stay that is over is missing"),
        (patient(name="Ana"), "Patient.name: this must be a list"),
        (patient(birthDate=1961), "Patient.birthDate: this must be text"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_path(resource: dict[str, Any], problem: str):
    with pytest.raises(MessageError) as error:
        content(resource, patient())
    assert str(error.value) == problem


@each_row(
    ("reference", "other"),
    [
        ({"reference": "Patient/p1"}, {}),
        ({"reference": "Patient/p1/_history/3"}, {}),
        ({"reference": "https://fhir.example.org/R4/Patient/p1"}, {}),
        ({"reference": "#inside"}, {"contained": [patient("inside")]}),
        ({"reference": "Patient?identifier=urn:riverside:mrn|70001"}, {}),
        ({"type": "Patient", "identifier": {"value": "70001"}}, {}),
    ],
)
def test_a_patient_is_referred_to_in_many_ways(reference: dict[str, Any], other: dict[str, Any]):
    booked = appointment(participant=[{"actor": reference}], **other)
    person = content(booked, patient(identifier=[{"system": "urn:riverside:mrn", "value": "70001"}])).person
    assert person is not None
    assert person.record_number == "70001"


@each_row(
    ("more", "number"),
    [
        ({}, "70001"),
        ({"identifier": [{"value": "1"}, {"system": "urn:riverside:mrn", "value": "2"}]}, "2"),
        ({"identifier": [{"type": {"coding": [{"code": "SS"}]}, "value": "1"}, {"value": "2"}]}, "2"),
        ({"identifier": [{"use": "old", "value": "1"}]}, "p1"),
        ({"identifier": []}, "p1"),
    ],
)
def test_the_record_number_is_no_social_security_number(more: dict[str, Any], number: str):
    person = content(patient(**more)).person
    assert person is not None
    assert person.record_number == number


@each_row(
    ("telecom", "phone"),
    [
        ([("phone", "home", "1"), ("phone", "mobile", "2")], "2"),
        ([("phone", "home", "1"), ("sms", "", "2")], "2"),
        ([("phone", "work", "1"), ("fax", "home", "2")], None),
        ([("phone", "old", "1"), ("phone", "", "tel:2")], "2"),
        ([("email", "home", "a@b.org")], None),
    ],
)
def test_a_phone_that_can_get_texts_is_chosen(telecom: list[tuple[str, str, str]], phone: str | None):
    items = [{"system": system, "use": use, "value": value} for system, use, value in telecom]
    person = content(patient(telecom=items)).person
    assert person is not None
    assert person.phone == phone


@each_row(
    ("given", "agreed"),
    [
        (consent(), True),
        (consent(code="research"), False),
        (consent(kind="deny"), False),
        (consent("rejected"), False),
        (consent("draft"), False),
        (consent("inactive"), False),
        (consent(period={"end": "2026-03-08"}), False),
        (consent(period={"end": "2026-03-09"}), True),
        (consent(period={"start": "2026-03-10"}), False),
        (consent() | {"patient": {"reference": "Patient/p2"}}, False),
    ],
)
def test_only_consent_in_force_under_a_named_code_counts(given: dict[str, Any], agreed: bool):  # noqa: FBT001 a column of the table
    assert content(appointment(), patient(), given).sms_consent is agreed


EARLIER = {"end": "2026-03-08"}
DENIED_WITHIN = {"type": "deny", "code": [concept("texts", "urn:riverside:consent")]}
RENEWED = consent() | {"id": "c2"}


@each_row(
    ("given", "ended"),
    [
        ([consent()], False),
        ([consent("draft")], False),
        ([consent("proposed")], False),
        ([consent(period={"start": "2026-03-10"})], False),
        ([consent(kind="deny", period=EARLIER)], False),
        ([consent("inactive", code="research")], False),
        ([consent("inactive")], True),
        ([consent("entered-in-error")], True),
        ([consent("rejected")], True),
        ([consent(kind="deny")], True),
        ([consent(period=EARLIER)], True),
        ([consent(provision=[DENIED_WITHIN])], True),  # an exception within what is permitted
        ([consent("inactive"), RENEWED], False),  # another one holds
        ([consent("rejected"), RENEWED], True),
        ([consent("inactive"), RENEWED | {"status": "inactive"}], True),
        ([consent("inactive") | {"meta": at_version(2)}, consent() | {"meta": at_version(1)}], True),
        ([consent("inactive") | {"meta": at_version(9)}, consent() | {"meta": at_version(10)}], False),
        ([consent("inactive") | {"meta": {"versionId": "9"}}, consent() | {"meta": {"versionId": "10"}}], False),
    ],
)
def test_a_consent_that_has_ended_says_so_unless_another_one_holds(given: list[dict[str, Any]], ended: bool):  # noqa: FBT001 a column of the table
    said = content(given[0], patient(), *given[1:])
    assert (said.topic, said.refused) == ((Topic.CONSENT, {"sms"}) if ended else (Topic.OTHER, set()))
    assert content(appointment(), patient(), *given).refused == ({"sms"} if ended else set())


@each_row(
    ("named", "plans"),
    [
        (REQUEST, ("laminectomy",)),
        (REQUEST | {"status": "revoked"}, ()),
        (REQUEST | {"status": "entered-in-error"}, ()),
        (procedure("entered-in-error") | {"id": "r1", "code": concept("63047")}, ()),
        (procedure("not-done") | {"id": "r1", "code": concept("63047")}, ()),
    ],
)
def test_a_withdrawn_order_or_procedure_names_no_code(named: dict[str, Any], plans: tuple[str, ...]):
    refers = {"basedOn": [{"reference": f"{named['resourceType']}/r1"}]}
    surgery = content(appointment(code="surgery", **refers), patient(), named).surgery
    assert surgery is not None
    assert surgery.plans == plans


def test_a_partner_that_names_no_code_brings_no_consent():
    partner = replace(ELM, fhir=replace(SOURCE, consent={}))
    assert not content(appointment(), patient(), consent(), partner=partner).sms_consent


def test_a_refusal_outweighs_a_yes():
    refusal = consent(kind="deny") | {"id": "c2"}
    assert not content(appointment(), patient(), consent(), refusal).sms_consent


def test_the_procedure_may_stand_in_the_order():
    booked = appointment(code="surgery", basedOn=[{"reference": "ServiceRequest/r1"}])
    surgery = content(booked, patient(), REQUEST).surgery
    assert surgery is not None
    assert surgery.plans == ("laminectomy",)
    both = {"coding": [{"system": "http://snomed.info/sct", "code": "1"}, {"code": "63030"}]}
    surgery = content(appointment(serviceType=[both]), patient()).surgery
    assert surgery is not None
    assert [item.code for item in surgery.procedures] == ["63030"]


def test_deaths_and_merges():
    assert content(patient(deceasedBoolean=True)).person == content(patient(deceasedDateTime="2026-03-01")).person
    died = content(patient(deceasedBoolean=True)).person
    assert died is not None
    assert died.died
    in_hospital = {"hospitalization": {"dischargeDisposition": concept("exp")}}
    stay = content(encounter("finished", "2026-03-10", "2026-03-12", **in_hospital), patient()).person
    assert stay is not None
    assert stay.died
    old = patient("p2", "60000", link=[{"type": "replaced-by", "other": {"reference": "Patient/p1"}}])
    new = patient(link=[{"type": "replaces", "other": {"reference": "Patient/p2"}}])
    for said in (content(old, patient()), content(new, patient("p2", "60000"))):
        assert (said.topic, said.merged_number) == (Topic.MERGED, "60000")
        assert said.person is not None
        assert said.person.record_number == "70001"


def test_ids_may_be_those_of_a_transaction():
    booked = _without(appointment(who="urn:uuid:1"), "id")
    entry, who = Entry(booked, "urn:uuid:2"), Entry(_without(patient(), "id"), "urn:uuid:1")
    pool = Pool()
    pool.add([entry, who])
    said = read_snapshot(take_snapshot(entry, pool), ELM, ZONE, TODAY)
    assert said.surgery is not None
    assert said.person is not None
    assert (said.surgery.case_id, said.person.record_number) == ("2", "70001")
    assert content(_without(patient(), "id")).person is not None


def test_a_snapshot_keeps_what_is_read_and_no_more():

    entry, other = Entry(appointment(comment="secret", description="secret")), Entry(patient(photo=["secret"]))
    pool = Pool()
    pool.add([entry, other, Entry(patient("p2", "1"))])
    kept = take_snapshot(entry, pool)
    assert "secret" not in str(kept)
    assert "p2" not in str(kept)


DRAIN = "https://riverside.example/fhir/drain"
ASKED = {
    "drain": CodedFact(DRAIN, {"1": "left", "urn:side|2": "right", "true": "left"}),
    "condition": CodedFact(codes={f"{CPT}|M51": "herniated_disc", "M43": "spondylolisthesis"}),
}
FACTS = replace(ELM, fhir=replace(SOURCE, facts=ASKED))


def facts_of(focus: dict[str, Any], *others: dict[str, Any]) -> dict[str, str]:
    entry, pool = Entry(focus), Pool()
    pool.add([entry, *map(Entry, [patient(), *others])])
    kept = take_snapshot(entry, pool, frozenset({DRAIN}))
    surgery = read_snapshot(kept, FACTS, ZONE, TODAY).surgery
    assert surgery is not None
    return dict(surgery.facts)


def said(**value: Any) -> dict[str, Any]:
    return appointment(extension=[{"url": "https://elsewhere.example", **value}, {"url": DRAIN, **value}])


@each_row(
    ("resource", "expected"),
    [
        (said(valueCode="1"), "left"),
        (said(valueString=" 1 "), "left"),
        (said(valueInteger=1), "left"),
        (said(valueBoolean=True), "left"),
        (said(valueBoolean=False), None),
        (said(valueCoding={"system": "urn:side", "code": "2"}), "right"),
        (said(valueCodeableConcept={"coding": [{"code": "x"}, {"system": "urn:side", "code": "2"}]}), "right"),
        (said(valueQuantity={"value": 1}), None),
        (said(valueCode="9"), None),
        (appointment(extension=[{"url": DRAIN, "valueCode": "1"}, {"url": DRAIN, "valueBoolean": True}]), "left"),
        (appointment(extension=[{"url": DRAIN, "valueCode": "1"}, {"url": DRAIN, "valueCode": "urn:side|2"}]), None),
    ],
)
def test_a_fact_is_the_value_of_an_extension(resource: dict[str, Any], expected: str | None):
    assert facts_of(resource).get("drain") == expected


def test_a_fact_is_a_code_of_the_surgery_or_of_what_it_refers_to_and_two_that_disagree_are_none():
    assert facts_of(appointment(reasonCode=[concept("M51")])) == {"condition": "herniated_disc"}
    assert facts_of(procedure(reasonCode=[concept("M43", "urn:other")])) == {"condition": "spondylolisthesis"}
    assert facts_of(appointment(reasonCode=[concept("M51"), concept("M43")])) == {}
    based = appointment(basedOn=[{"reference": "ServiceRequest/r1"}])
    ordered = REQUEST | {"reasonCode": [concept("M43")], "extension": [{"url": DRAIN, "valueCode": "1"}]}
    assert facts_of(based, ordered) == {"condition": "spondylolisthesis", "drain": "left"}
    assert facts_of(based, ordered | {"status": "revoked"}) == {}
    assert content(appointment(reasonCode=[concept("M51")]), patient()).surgery.facts == {}  # type: ignore[union-attr]


def test_an_extension_that_is_not_read_is_not_kept():
    pool = Pool()
    entry = Entry(said(valueString="secret"))
    pool.add([entry])
    assert "secret" not in str(take_snapshot(entry, pool))
    assert str(take_snapshot(entry, pool, frozenset({DRAIN}))).count("secret") == 1


def test_a_value_that_is_not_built_as_fhir_says_names_its_place():
    with pytest.raises(MessageError, match=r"valueInteger"):
        facts_of(said(valueInteger="1"))
