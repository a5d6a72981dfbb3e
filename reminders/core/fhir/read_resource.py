"""Reads a resource of FHIR R4 into what it says: the same content that HL7 messages are read into."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.fhir.codes import has_code, read_procedure
from reminders.core.fhir.consent import Stand, stand
from reminders.core.fhir.facts import read_facts
from reminders.core.fhir.moments import read_day, read_instant
from reminders.core.fhir.pool import Entry, Pool, kind_of
from reminders.core.fhir.read_person import name_text, read_person, record_number
from reminders.core.fhir.snapshot import open_snapshot
from reminders.core.fhir.statuses import APPOINTMENT, CLASSES, ENCOUNTER, PROCEDURE, WITHDRAWN
from reminders.core.hl7.content import Header, MessageContent, Person, Surgery, Topic, Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from reminders.core.fhir.node import Node
    from reminders.core.hl7.content import Procedure
    from reminders.core.hl7.partner import Partner

_DIED_IN_HOSPITAL: Final = "exp"
_NEEDS_ID: Final = frozenset({"Appointment", "Procedure", "Encounter"})
"""What is told apart by its id; a patient is by the record number."""
_MAX_ID: Final = 199


@dataclass(frozen=True, slots=True)
class _Resource:
    """A resource that is being read, with what it refers to."""

    entry: Entry
    pool: Pool
    partner: Partner
    zone: ZoneInfo
    today: date | None

    @property
    def node(self) -> Node:
        return self.entry.node

    def header(self, note: str = "") -> Header:
        meta = self.node.node("meta")
        updated = read_instant(meta.text("lastUpdated")) if meta else None
        kind = f"{self.entry.kind} ({note})" if note else self.entry.kind
        return Header(control_id(self.entry), kind, updated, is_fhir=True)

    def other(self, note: str) -> MessageContent:
        return MessageContent(self.header(note), Topic.OTHER)

    def topic(self, topics: Mapping[str, Topic]) -> tuple[str, Topic]:
        status = self.node.text("status")
        if status not in topics:
            raise self.node.wrong("status", "the status is missing, or not one of R4")
        return status, topics[status]

    def patient(self, references: Iterable[Node], place: str) -> Person | None:
        """Read the patient that one of the references means; None where none is named."""
        for reference in references:
            found = self.pool.resolve(reference, self.entry)
            if found is not None and found.kind == "Patient":
                return read_person(found.node, self.partner, self.zone)
            if found is None and kind_of(reference) in {"Patient", ""}:
                if (identifier := reference.node("identifier")) and identifier.text("value"):
                    return Person(identifier.text("value"))
                if reference.text("reference"):
                    raise self.node.wrong(place, "the patient that this refers to was not there to be read", "missing")
        return None

    def consent(self) -> Mapping[str, Stand | None]:
        """Return what the consents that came with the resource say, by channel."""
        source = self.partner.fhir
        if source is None:
            return {}
        return {channel: stand(codes, self.pool.consents, self.today) for channel, codes in source.consent.items()}


def read_snapshot(document: object, partner: Partner, zone: ZoneInfo, today: date | None) -> MessageContent:
    """Read what a snapshot says; without `today` consent that ends one day is taken as ended.

    Raises:
        MessageError: an element is missing or not what FHIR says it must be; the path and the reason, never a value.

    """
    entry, pool = open_snapshot(document)
    read = _READERS.get(entry.kind)
    resource = _Resource(entry, pool, partner, zone, today)
    if read is None:
        return resource.other("")
    if not entry.node.text("id") and entry.full_url.startswith("urn:"):  # in a transaction the server gives ids
        entry = Entry({**entry.resource, "id": entry.full_url.rpartition(":")[2]}, entry.full_url)
        resource = _Resource(entry, pool, partner, zone, today)
    if not entry.node.text("id") and entry.kind in _NEEDS_ID:
        raise entry.node.wrong("id", "the id is missing", "missing")
    return read(resource)


def control_id(entry: Entry) -> str:
    """Return what tells one version of a resource from any other, as far as it says."""
    meta = entry.node.node("meta")
    version = (meta.text("versionId") or meta.text("lastUpdated")) if meta else ""
    return (f"{entry.reference}/_history/{version}" if version else entry.reference)[:_MAX_ID]


def _appointment(resource: _Resource) -> MessageContent:
    status, topic = resource.topic(APPOINTMENT)
    if topic is Topic.OTHER:
        return resource.other(status)
    node = resource.node
    day = read_day(node, "start", resource.zone)
    if day is None and topic is Topic.BOOKED:
        raise node.wrong("start", "the start is missing", "missing")
    actors = [actor for item in node.nodes("participant") if (actor := item.node("actor"))]
    procedures = _procedures(resource, [*node.nodes("serviceType"), *node.nodes("reasonCode")])
    surgeon = _surgeon(resource, actors)
    facts = _facts(resource)
    surgery = Surgery(_case_id(resource, ""), day, procedures, surgeon, facts, is_done=status == "fulfilled")
    return _surgery(resource, topic, surgery, resource.patient(actors, "participant"), "participant")


def _procedure(resource: _Resource) -> MessageContent:
    status, topic = resource.topic(PROCEDURE)
    if topic is Topic.OTHER:
        return resource.other(status)
    node = resource.node
    period = node.node("performedPeriod")
    day = read_day(node, "performedDateTime", resource.zone) or (
        read_day(period, "start", resource.zone) if period else None
    )
    if day is None and topic is Topic.BOOKED:
        raise node.wrong("performedDateTime", "the day of the procedure is missing", "missing")
    actors = [actor for item in node.nodes("performer") if (actor := item.node("actor"))]
    code, subject = node.node("code"), node.node("subject")
    procedures = _procedures(resource, [code] if code else [])
    is_done = status == "completed"
    case_id, surgeon, facts = _case_id(resource, "Procedure/"), _surgeon(resource, actors), _facts(resource)
    surgery = Surgery(case_id, day, procedures, surgeon, facts, is_done=is_done, is_report=True)
    person = resource.patient([subject] if subject else [], "subject")
    return _surgery(resource, topic, surgery, person, "subject")


def _surgery(resource: _Resource, topic: Topic, surgery: Surgery, person: Person | None, place: str) -> MessageContent:
    if person is None and topic is Topic.BOOKED:
        raise resource.node.wrong(place, "the patient is missing", "missing")
    said = resource.consent()
    return MessageContent(
        resource.header(),
        topic,
        person,
        surgery,
        sms_consent=said.get("sms") is Stand.AGREED,
        email_consent=said.get("email") is Stand.AGREED,
        refused=_refused(said),
    )


def _procedures(resource: _Resource, concepts: list[Node]) -> tuple[Procedure, ...]:
    """Read the procedures: of the resource itself, and of the request or procedure that it refers to."""
    referred = [code for node in _referred(resource) if (code := node.node("code"))]
    listed = [*concepts, *referred]
    read = (read_procedure(concept, resource.partner) for concept in listed)
    return tuple({item.code: item for item in read if item is not None}.values())


def _referred(resource: _Resource) -> Iterator[Node]:
    """Yield the requests and procedures that a surgery refers to and that still stand."""
    node = resource.node
    for reference in [*node.nodes("basedOn"), *node.nodes("reasonReference")]:
        found = resource.pool.resolve(reference, resource.entry)
        if found is not None and found.kind in WITHDRAWN and found.node.text("status") not in WITHDRAWN[found.kind]:
            yield found.node


def _facts(resource: _Resource) -> Mapping[str, str]:
    """Read what the partner's file says how to read: of the resource, and of what it refers to."""
    source = resource.partner.fhir
    return read_facts(source.facts, [resource.node, *_referred(resource)]) if source and source.facts else {}


def _case_id(resource: _Resource, prefix: str) -> str:
    """Return what names the surgery: an identifier of the partner's case system, else the resource's own id."""
    systems = resource.partner.fhir.case_systems if resource.partner.fhir else ()
    for system in systems:
        for item in resource.node.nodes("identifier"):
            if item.text("system") == system and item.text("value"):
                return item.text("value")
    return f"{prefix}{resource.node.text('id')}"


def _surgeon(resource: _Resource, actors: list[Node]) -> str:
    for actor in actors:
        found = resource.pool.resolve(actor, resource.entry)
        name = name_text(found.node) if found is not None and found.kind == "Practitioner" else ""
        if name or (kind_of(actor) == "Practitioner" and actor.text("display")):
            return name or actor.text("display")
    return ""


def _encounter(resource: _Resource) -> MessageContent:
    status, topic = resource.topic(ENCOUNTER)
    node = resource.node
    coded = node.node("class")
    patient_class = CLASSES.get(coded.text("code").upper() if coded else "")
    if topic is Topic.OTHER or (patient_class is None and topic is not Topic.STAY_WITHDRAWN):
        return resource.other(status if patient_class else "no hospital stay")
    period, subject, left = node.node("period"), node.node("subject"), node.node("hospitalization")
    began = read_day(period, "start", resource.zone) if period else None
    ended = read_day(period, "end", resource.zone) if period else None
    if topic is Topic.DISCHARGED and ended is None:
        raise node.wrong("period.end", "the end of a stay that is over is missing", "missing")
    where = left.node("dischargeDisposition") if left else None
    person = resource.patient([subject] if subject else [], "subject")
    if person is None:
        raise node.wrong("subject", "the patient is missing", "missing")
    if where is not None and has_code([where], {_DIED_IN_HOSPITAL}):
        person = person.dead()
    visit = Visit(patient_class or "", began, ended if topic is Topic.DISCHARGED else None, resource.entry.reference)
    return MessageContent(resource.header(), topic, person, visit=visit)


def _patient(resource: _Resource) -> MessageContent:
    node, partner = resource.node, resource.partner
    person = read_person(node, partner, resource.zone)
    for link in node.nodes("link"):
        other, kind = link.node("other"), link.text("type")
        found = resource.pool.resolve(other, resource.entry)
        if kind not in {"replaced-by", "replaces"} or other is None:
            continue
        if found is None:
            raise node.wrong("link.other", "the patient that this refers to was not there to be read", "missing")
        if kind == "replaces":
            return _merge(resource, person, record_number(found.node, partner))
        return _merge(resource, read_person(found.node, partner, resource.zone), person.record_number)
    return MessageContent(resource.header(), Topic.PERSON, person)


def _merge(resource: _Resource, staying: Person, going: str) -> MessageContent:
    if staying.record_number == going:
        return MessageContent(resource.header(), Topic.PERSON, staying)
    return MessageContent(resource.header(), Topic.MERGED, staying, merged_number=going)


def _request(resource: _Resource) -> MessageContent:
    return resource.other("an order is no date")


def _consent(resource: _Resource) -> MessageContent:
    """Read whether the patient's consents, this one among them, leave an agreement; a yes counts with a surgery."""
    said, patient = resource.consent(), resource.node.node("patient")
    refused = _refused(said)
    if not refused:
        return resource.other("read with the patient's surgeries")
    person = resource.patient([patient] if patient else [], "patient")
    if person is None:
        raise resource.node.wrong("patient", "the patient is missing", "missing")
    name = resource.entry.reference
    return MessageContent(resource.header(), Topic.CONSENT, person, consent_id=name, refused=refused)


def _refused(said: Mapping[str, Stand | None]) -> frozenset[str]:
    return frozenset(channel for channel, answer in said.items() if answer in {Stand.REFUSED, Stand.ENDED})


_READERS: Final[Mapping[str, Callable[[_Resource], MessageContent]]] = MappingProxyType(
    {
        "Appointment": _appointment,
        "Procedure": _procedure,
        "Encounter": _encounter,
        "Patient": _patient,
        "ServiceRequest": _request,
        "Consent": _consent,
    }
)
