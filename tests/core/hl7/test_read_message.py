"""What a message says: surgeries, stays, people and merges, from the fields that a partner's file names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reminders.core.hl7.content import Topic
from reminders.core.hl7.message import FieldPath, MessageError
from tests.core.hl7.making import ANA, RIVERSIDE, booking, content, header, stay
from tests.tables import each_row


def test_a_booked_surgery_with_everything():
    said = content(booking("SIU^S12", "AIP|1||1001^ORTIZ^MARIA", "ZSU|Y|Y", code="63030 27447"))
    assert said.header.control_id == "1"
    assert said.surgery is not None
    assert said.person is not None
    assert (said.surgery.case_id, said.surgery.day, said.surgery.surgeon) == ("C-1", date(2026, 3, 10), "Maria Ortiz")
    assert (said.surgery.plans, said.surgery.unmapped, said.surgery.facts) == (
        ("microdiscectomy",),
        (),
        {"opioid": "yes"},
    )
    assert (said.person.record_number, said.person.given_name, said.person.family_name) == ("70001", "Ana", "Rivera")
    assert (said.person.phone, said.person.birth_date, said.person.language) == (
        "(312) 555-0123",
        date(1961, 4, 12),
        "en",
    )
    assert (said.sms_consent, said.email_consent) == (True, False)


@each_row(
    ("kind", "topic"),
    [
        *((f"SIU^{event}", Topic.BOOKED) for event in ("S12", "S13", "S14")),
        *((f"SIU^{event}", Topic.CANCELLED) for event in ("S15", "S17", "S26")),
        *((f"ADT^{event}", Topic.ADMITTED) for event in ("A01", "A04")),
        *((f"ADT^{event}", Topic.PERSON) for event in ("A08", "A28", "A31")),
        *(
            (kind, Topic.OTHER)
            for kind in ("ORM^O01", "OMI^O23", "ADT^A02", "ADT^A60", "SIU^S16", "ORU^R01", "MFN^M02", "X")
        ),
    ],
)
def test_each_event_has_a_topic(kind: str, topic: Topic):
    assert content(booking(kind)).topic is topic


@each_row(("status", "topic"), [("Cancelled", Topic.CANCELLED), ("Noshow", Topic.CANCELLED), ("Booked", Topic.BOOKED)])
def test_a_status_of_cancelled_cancels_whatever_the_event_is(status: str, topic: Topic):
    text = booking("SIU^S14").replace("||||||SURGERY", "||||||SURGERY" + "|" * 17 + status)
    assert content(text).topic is topic


@each_row(
    ("contacts", "phone", "email"),
    [
        ("(312) 555-0123^PRN^CP", "(312) 555-0123", None),
        ("(312) 555-0101^PRN^PH~(312) 555-0123^PRN^CP", "(312) 555-0123", None),
        ("(312) 555-0101^PRN^PH", "(312) 555-0101", None),
        ("(312) 555-0101^WPN^PH", None, None),
        ("(312) 555-0101^PRN^FX", None, None),
        ("^PRN^CP^^1^312^5550123", "+13125550123", None),
        ("^PRN^CP^^^312^5550123", "3125550123", None),
        ("^NET^Internet^ana@example.org~(312) 555-0123", "(312) 555-0123", "ana@example.org"),
        ("ana@example.org^NET", None, "ana@example.org"),
        ('""^PRN^CP', "", None),
        ('^NET^Internet^""', None, ""),
        ("", None, None),
    ],
)
def test_the_phone_that_gets_texts_is_chosen(contacts: str, phone: str | None, email: str | None):
    said = content(booking(person=ANA.replace("(312) 555-0123^PRN^CP", contacts)))
    assert said.person is not None
    assert (said.person.phone, said.person.email) == (phone, email)


@each_row(
    ("pid", "expected"),
    [
        ("PID|1||7^^^R^MR||McDonald^Ana Maria", ("Ana Maria", "McDonald")),
        ("PID|1||7^^^R^MR||O'BRIEN^JO ANN", ("Jo Ann", "O'Brien")),
        ("PID|1||7^^^R^MR||Alias^Al^^^^^A~Wood^Grace^^^^^L", ("Grace", "Wood")),
        ("PID|1||7^^^R^MR", ("", "")),
    ],
)
def test_the_legal_name_is_written_as_people_write_it(pid: str, expected: tuple[str, str]):
    said = content(booking(person=pid))
    assert said.person is not None
    assert (said.person.given_name, said.person.family_name) == expected


@each_row(
    ("text", "died"),
    [
        (stay("ADT^A08", person=ANA + "|" * 15 + "Y"), True),
        (stay("ADT^A08", person=ANA + "|" * 14 + "20260311"), True),
        (stay("ADT^A08", person=ANA + "|" * 14 + "|N"), False),
        (stay("ADT^A08"), False),
        (stay("ADT^A03", discharged="20260312").replace("PV1|1|I" + "|" * 34, "PV1|1|I" + "|" * 34 + "20"), True),
    ],
)
def test_a_death_is_read_from_the_patient_or_the_discharge(text: str, died: bool):  # noqa: FBT001 a row
    person = content(text).person
    assert person is not None
    assert person.died is died


def test_a_stay_and_a_merge():
    said = content(stay("ADT^A03", "20260310060000", "20260312143000"))
    assert said.visit is not None
    assert (said.visit.admitted, said.visit.discharged) == (date(2026, 3, 10), date(2026, 3, 12))
    assert content(stay("ADT^A40") + "\rMRG|69999^^^R^MR").merged_number == "69999"


@each_row(
    ("text", "place"),
    [
        (booking(person="PID|1"), "PID-3"),
        (booking(case=""), None),  # the placer's id is there
        (booking(case="").replace("P1^EPIC", ""), "SCH-2"),
        (booking(day="soon"), "AIS-4"),
        (stay("ADT^A40"), "MRG-1"),
        (stay("ADT^A03").replace("|20260312\r", "|\r"), "PV1-45"),
        (header("", "1"), "MSH-9"),
        (header("SIU^S12", ""), "MSH-10"),
        (booking("SIU^S15", person="PID|1"), None),  # a case id is enough to cancel
        (booking("ORM^O01", person="PID|1"), None),
    ],
)
def test_what_is_missing_is_named_by_its_place(text: str, place: str | None):
    if place is None:
        content(text)
        return
    with pytest.raises(MessageError) as error:
        content(text)
    assert (error.value.place, error.value.problem) == (place, "missing")


def test_a_partner_may_keep_values_elsewhere():
    partner = replace(RIVERSIDE, fields={"case_id": (FieldPath.parse("ZCA-1"),), "starts": (FieldPath.parse("ZCA-2"),)})
    said = content(booking("SIU^S12", "ZCA|Z-9|20260401"), partner)
    assert said.surgery is not None
    assert (said.surgery.case_id, said.surgery.day) == ("Z-9", date(2026, 4, 1))


@each_row(("field", "place"), [("applications", "MSH-3"), ("facilities", "MSH-4")])
def test_another_sender_is_refused(field: str, place: str):
    assert content(booking(), replace(RIVERSIDE, **{field: frozenset({"EPIC", "RIV"})}))
    with pytest.raises(MessageError) as error:
        content(booking(), replace(RIVERSIDE, **{field: frozenset({"OTHER"})}))
    assert (error.value.place, error.value.problem) == (place, "sender")


def test_a_rule_ignores_what_is_not_for_us():
    assert content(booking().replace("SURGERY", "CONSULT")).ignored_because == "not a surgery"
