"""Builders of HL7 messages for tests: whole ones, from the few values a test is about."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from reminders.core.hl7.message import FieldPath, parse
from reminders.core.hl7.partner import CodedField, IgnoreRule, Partner
from reminders.core.hl7.read_message import read_content

ZONE = ZoneInfo("America/Chicago")
RIVERSIDE = Partner(
    name="riverside",
    clinic=None,
    zone=ZONE,
    procedures={"63030": "microdiscectomy", "63047": "laminectomy"},
    other_procedures=frozenset({"27447"}),
    facts={"opioid": CodedField(FieldPath.parse("ZSU-1"), {"Y": "yes", "N": "no"})},
    consent={"sms": CodedField(FieldPath.parse("ZSU-2"), {"Y": "yes", "N": "no"})},
    ignore=(IgnoreRule(FieldPath.parse("SCH-8.1"), frozenset({"CONSULT"}), "not a surgery"),),
)
ANA = "PID|1||70001^^^RIV^MR||RIVERA^ANA^^^^^L||19610412|F|||||(312) 555-0123^PRN^CP||eng"


def header(kind: str = "SIU^S12", number: str = "1", sent: str = "20260309120000", charset: str = "") -> str:
    return f"MSH|^~\\&|EPIC|RIV|US|OAK|{sent}||{kind}|{number}|P|2.5.1||||||{charset}"


def booking(
    kind: str = "SIU^S12",
    *more: str,
    day: str = "20260310",
    code: str = "63030",
    person: str = ANA,
    case: str = "C-1",
    number: str = "1",
    sent: str = "20260309120000",
) -> str:
    """A surgery booked, moved or cancelled."""
    procedures = [f"AIS|{index}|A|{item}^Words^CPT|{day}" for index, item in enumerate(code.split() or [""], start=1)]
    appointment = f"SCH|P1^EPIC|{case}^EPIC||||||SURGERY"
    return "\r".join([header(kind, number, sent), appointment, person, "RGS|1", *procedures, *more])


def stay(
    kind: str,
    admitted: str = "",
    discharged: str = "",
    visit_class: str = "I",
    person: str = ANA,
    number: str = "1",
) -> str:
    """An admission or a discharge, or any other ADT message with these segments."""
    visit = ["PV1", "1", visit_class, *[""] * 41, admitted, discharged]
    return "\r".join([header(kind, number, "20260312120000"), "EVN|A01|20260312", person, "|".join(visit)])


def content(text: str, partner: Partner = RIVERSIDE):
    """What a message says to us."""
    return read_content(parse(text), partner, ZONE)
