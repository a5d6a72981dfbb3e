"""Reads a message into what it says, as a partner's file tells what stands where.

Segments and fields as in HL7 v2.5.1, chapters 3 (ADT) and 10 (SIU).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.hl7.content import Header, MessageContent, Procedure, Surgery, Topic, Visit
from reminders.core.hl7.message import FieldPath, Message, MessageError, first_value
from reminders.core.hl7.moments import read_day, read_moment
from reminders.core.hl7.read_person import name_of, read_person

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from reminders.core.hl7.partner import Partner

TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(
    dict.fromkeys(("SIU^S12", "SIU^S13", "SIU^S14"), Topic.BOOKED)
    | dict.fromkeys(("SIU^S15", "SIU^S17", "SIU^S26"), Topic.CANCELLED)
    | dict.fromkeys(("ADT^A01", "ADT^A04"), Topic.ADMITTED)
    | dict.fromkeys(("ADT^A08", "ADT^A28", "ADT^A31"), Topic.PERSON)
    | {"ADT^A03": Topic.DISCHARGED, "ADT^A40": Topic.MERGED}
)
"""What each event is about; any other is acknowledged and does nothing."""

_DIED_IN_HOSPITAL: Final = frozenset({"20", "40", "41", "42"})
"""Discharge dispositions that mean death: UB-04 patient status 20 and 40 to 42 (PV1-36)."""

_CANCELLED_STATUS: Final = frozenset({"CANCELLED", "CANCELED", "DELETED", "NOSHOW"})
"""Filler status codes (SCH-25, table 0278) that say so whatever the event of the message is."""

_CLASS = FieldPath.parse("PV1-2")
_NUMBER = FieldPath.parse("PV1-19.1")
_ADMITTED = (FieldPath.parse("PV1-44.1"), FieldPath.parse("EVN-6.1"), FieldPath.parse("EVN-2.1"))
_DISCHARGED = (FieldPath.parse("PV1-45.1"), FieldPath.parse("EVN-6.1"), FieldPath.parse("EVN-2.1"))
_DISPOSITION = FieldPath.parse("PV1-36.1")
_STATUS = FieldPath.parse("SCH-25.1")
_MERGED = (FieldPath.parse("MRG-1[5=MR].1"), FieldPath.parse("MRG-1.1"))
_MAX_ID: Final = 199


def read_header(message: Message, zone: ZoneInfo) -> Header:
    """Read who sent what.

    Raises:
        MessageError: there is no message type, or no control id to answer with.

    """
    header = message.segments[0]
    control_id = header.value(10)
    kind = "^".join(part for part in (header.value(9), header.value(9, 2)) if part)
    if not kind:
        raise MessageError("missing", "MSH-9", "the message type is missing")
    if not control_id or len(control_id) > _MAX_ID:
        raise MessageError("missing", "MSH-10", "the control id is missing, or longer than 199 characters")
    return Header(
        control_id=control_id,
        kind=kind,
        sent_at=read_moment(header.value(7), zone),
        application=header.value(3),
        facility=header.value(4),
        version=header.value(12),
    )


def read_content(message: Message, partner: Partner, zone: ZoneInfo) -> MessageContent:
    """Read what a message says.

    Raises:
        MessageError: it comes from a sender that is not the partner, or lacks what its event needs.

    """
    header = read_header(message, zone)
    _require_sender(header, partner)
    topic = TOPICS.get(header.kind, Topic.OTHER)
    because = next((rule.because for rule in partner.ignore if message.value(rule.path) in rule.values), None)
    if topic is Topic.OTHER or because is not None:
        return MessageContent(header, topic, ignored_because=because)
    if topic is Topic.BOOKED and message.value(_STATUS).upper().replace(" ", "") in _CANCELLED_STATUS:
        topic = Topic.CANCELLED
    surgery = None
    if topic in {Topic.BOOKED, Topic.CANCELLED}:
        surgery = _surgery(message, partner, zone, needs_day=topic is Topic.BOOKED)
    visit = _visit(message, zone) if topic in {Topic.ADMITTED, Topic.DISCHARGED} else None
    if topic is Topic.DISCHARGED and (visit is None or visit.discharged is None):
        raise MessageError("missing", "PV1-45", "the discharge date is missing, or not a date")
    died = message.value(_DISPOSITION) in _DIED_IN_HOSPITAL
    merged = first_value(message, _MERGED)
    if topic is Topic.MERGED and not merged:
        raise MessageError("missing", "MRG-1", "the record number that is merged away is missing")
    return MessageContent(
        header=header,
        topic=topic,
        person=read_person(message, partner, zone, died=died, is_needed=topic is not Topic.CANCELLED),
        surgery=surgery,
        visit=visit,
        merged_number=merged,
        sms_consent=_says(message, partner, "sms") == "yes",
        email_consent=_says(message, partner, "email") == "yes",
        refused=frozenset(channel for channel in partner.consent if _says(message, partner, channel) == "no"),
    )


def _require_sender(header: Header, partner: Partner) -> None:
    if partner.applications and header.application not in partner.applications:
        raise MessageError("sender", "MSH-3", "this sending application is not one that the partner file names")
    if partner.facilities and header.facility not in partner.facilities:
        raise MessageError("sender", "MSH-4", "this sending facility is not one that the partner file names")


def _surgery(message: Message, partner: Partner, zone: ZoneInfo, *, needs_day: bool) -> Surgery:
    case_id = first_value(message, partner.paths("case_id"))
    if not case_id:
        raise MessageError("missing", "SCH-2", "the case id (filler or placer appointment id) is missing")
    day = _day_of(message, partner, zone)
    if day is None and needs_day:
        place = str(partner.paths("starts")[0])
        raise MessageError("missing", place, "the surgery date is missing, or not a date")
    facts: dict[str, str] = {}
    for name, coded in partner.facts.items():
        if value := coded.values.get(message.value(coded.path)):
            facts[name] = value
    return Surgery(case_id, day, _procedures(message, partner), _surgeon(message, partner), facts)


def _day_of(message: Message, partner: Partner, zone: ZoneInfo) -> date | None:
    texts = (message.value(path) for path in partner.paths("starts"))
    return next((day for text in texts if (day := read_day(text, zone))), None)


def _procedures(message: Message, partner: Partner) -> tuple[Procedure, ...]:
    procedures: dict[str, Procedure] = {}
    for path in partner.paths("procedure"):
        for item in message.repetitions(path):
            code = item.part(path.component or 1, path.subcomponent)
            if code:
                plan, is_other = partner.procedures.get(code), code in partner.other_procedures
                procedures.setdefault(code, Procedure(code, item.part(2), plan, is_other))
    return tuple(procedures.values())


def _surgeon(message: Message, partner: Partner) -> str:
    for path in partner.paths("surgeon"):
        for item in message.repetitions(path):
            given, family = name_of(item.part(3)), name_of(item.part(2))
            if name := " ".join(part for part in (given, family) if part):
                return name
    return ""


def _visit(message: Message, zone: ZoneInfo) -> Visit:
    def day(paths: tuple[FieldPath, ...]) -> date | None:
        return next((day for path in paths if (day := read_day(message.value(path), zone))), None)

    return Visit(message.value(_CLASS).upper(), day(_ADMITTED), day(_DISCHARGED), message.value(_NUMBER))


def _says(message: Message, partner: Partner, channel: str) -> str | None:
    """Return what a message says about consent to a channel: yes, no, or nothing."""
    coded = partner.consent.get(channel)
    return coded.values.get(message.value(coded.path)) if coded else None
