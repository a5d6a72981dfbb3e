"""What the status of a resource says it is about, as R4 has the codes; and which resources say nothing any more.

Appointment: hl7.org/fhir/R4/valueset-appointmentstatus.html. Procedure: valueset-event-status. ServiceRequest:
valueset-request-status. Encounter: valueset-encounter-status; its class: v3 ActEncounterCode.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.hl7.content import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

APPOINTMENT: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "booked": Topic.BOOKED,
        "arrived": Topic.BOOKED,
        "checked-in": Topic.BOOKED,
        "fulfilled": Topic.BOOKED,
        "cancelled": Topic.CANCELLED,
        "noshow": Topic.CANCELLED,
        "entered-in-error": Topic.CANCELLED,
        "proposed": Topic.OTHER,
        "pending": Topic.OTHER,
        "waitlist": Topic.OTHER,
    }
)
PROCEDURE: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "in-progress": Topic.BOOKED,
        "completed": Topic.BOOKED,
        "not-done": Topic.CANCELLED,
        "entered-in-error": Topic.CANCELLED,
        "preparation": Topic.OTHER,
        "on-hold": Topic.OTHER,
        "stopped": Topic.OTHER,
        "unknown": Topic.OTHER,
    }
)
ENCOUNTER: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "arrived": Topic.ADMITTED,
        "triaged": Topic.ADMITTED,
        "in-progress": Topic.ADMITTED,
        "onleave": Topic.ADMITTED,
        "finished": Topic.DISCHARGED,
        "cancelled": Topic.STAY_WITHDRAWN,
        "entered-in-error": Topic.STAY_WITHDRAWN,
        "planned": Topic.OTHER,
        "unknown": Topic.OTHER,
    }
)
CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("", "IMP", "ACUTE", "NONAC", "SS", "OBSENC"), "I") | {"EMER": "E"}
)
"""Classes of a stay in hospital, as HL7 v2 has them; any other is a visit, and no stay."""

WITHDRAWN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "ServiceRequest": frozenset({"revoked", "entered-in-error"}),
        "Procedure": frozenset({"not-done", "entered-in-error"}),
    }
)
"""Statuses in which an order or a procedure names no procedure code of a surgery that refers to it."""
