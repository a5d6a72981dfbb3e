"""Builders of FHIR resources for tests: whole ones, from the few values a test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from reminders.core.fhir.pool import Entry, Pool
from reminders.core.fhir.read_resource import read_snapshot
from reminders.core.fhir.snapshot import take_snapshot
from reminders.core.hl7.fhir_source import FHIRSource
from tests.core.hl7.making import RIVERSIDE, ZONE

CPT = "http://www.ama-assn.org/go/cpt"
CASES = "urn:riverside:case"
SOURCE = FHIRSource(
    case_systems=(CASES,),
    record_systems=("urn:riverside:mrn",),
    consent={"sms": frozenset({"urn:riverside:consent|texts"}), "email": frozenset({"emails"})},
)
ELM = replace(RIVERSIDE, fhir=SOURCE)
TODAY = date(2026, 3, 9)


def at_version(number: int) -> dict[str, str]:
    return {"versionId": str(number), "lastUpdated": f"2026-03-09T12:00:{number:02}Z"}


def patient(id: str = "p1", number: str = "70001", version: int = 1, **more: Any) -> dict[str, Any]:  # noqa: A002 FHIR's own word
    return {
        "resourceType": "Patient",
        "id": id,
        "meta": at_version(version),
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": number}],
        "name": [{"use": "official", "family": "Rivera", "given": ["Ana", "Maria"]}],
        "birthDate": "1961-04-12",
        "telecom": [{"system": "phone", "use": "mobile", "value": "(202) 555-0123"}],
    } | more


def concept(code: str, system: str = CPT) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def appointment(
    status: str = "booked",
    start: str | None = "2026-03-10T14:00:00Z",
    *,
    id: str = "a1",  # noqa: A002 FHIR's own word
    code: str = "63030",
    who: str = "Patient/p1",
    version: int = 1,
    **more: Any,
) -> dict[str, Any]:
    resource = {
        "resourceType": "Appointment",
        "id": id,
        "meta": at_version(version),
        "status": status,
        "serviceType": [concept(code)],
        "participant": [
            {"actor": {"reference": "Practitioner/d1", "display": "Maria Ortiz"}},
            {"actor": {"reference": who}},
        ],
    }
    return resource | ({"start": start} if start else {}) | more


def procedure(status: str = "completed", day: str = "2026-03-10", version: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": "o1",
        "meta": at_version(version),
        "status": status,
        "code": concept("63030"),
        "subject": {"reference": "Patient/p1"},
        "performedPeriod": {"start": f"{day}T09:00:00-05:00"},
    } | more


def encounter(
    status: str, start: str, end: str = "", kind: str = "IMP", version: int = 1, **more: Any
) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": "e1",
        "meta": at_version(version),
        "status": status,
        "class": {"code": kind},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": start} | ({"end": end} if end else {}),
    } | more


def consent(status: str = "active", kind: str = "permit", code: str = "texts", **provision: Any) -> dict[str, Any]:
    return {
        "resourceType": "Consent",
        "id": "c1",
        "status": status,
        "category": [concept(code, "urn:riverside:consent")],
        "patient": {"reference": "Patient/p1"},
        "provision": {"type": kind} | provision,
    }


def bundle(*resources: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": item} for item in resources]}


def content(focus: dict[str, Any], *others: dict[str, Any], partner: Any = ELM):
    """What a resource says to us, beside others that came with it."""
    entry = Entry(focus)
    pool = Pool()
    pool.add([entry, *(Entry(item) for item in others)])
    return read_snapshot(take_snapshot(entry, pool), partner, ZONE, TODAY)
