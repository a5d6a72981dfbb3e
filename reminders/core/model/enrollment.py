"""An enrollment in the clear, one surgery of one patient, with whether its plan runs; and its visits to the clinic."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reminders.core.model.actor import ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from reminders.core.model.actor import Actor


class EnrollmentState(StrEnum):
    """Whether an enrollment's plan runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One enrollment in the clear. `imported` holds the values of the last CSV row, as written there.

    `damaged` names what is stored and cannot be decrypted: an external id then says so, facts are unknown. They stay as
    they are stored until a form gives them again.
    """

    id: str
    clinic_id: int
    patient_id: str
    pathway_version_id: int
    external_id: str
    surgery_date: date
    facts: Mapping[str, str]
    imported: Mapping[str, str]
    state: EnrollmentState = EnrollmentState.ACTIVE
    state_reason: str | None = None
    surgery_generation: int = 1
    plan_revision: int = 1
    surgeon_id: str | None = None
    discharge_date: date | None = None
    damaged: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What the minutes of the plan depend on: the external id, or our own id where that cannot be read."""
        return self.id if "external_id" in self.damaged else self.external_id


class Door(StrEnum):
    """A way in for enrollments; the values are stored and shown by the API."""

    PAGE = "page"
    CSV = "csv"
    API = "api"
    HL7 = "hl7"
    FHIR = "fhir"


@dataclass(frozen=True, slots=True)
class Source:
    """One way by which an enrollment came in, or was confirmed later; `at` is the first time.

    `name` is the API key or the partner; empty for a page or a file.
    """

    door: Door
    name: str
    at: datetime


def door_of(actor: Actor, *, from_file: bool = False) -> tuple[Door, str]:
    """Return the door that an actor comes through, and its name there; a partner's name says which door it has."""
    if actor.kind is ActorKind.API:
        return Door.API, actor.name or ""
    if actor.kind is ActorKind.PARTNER:
        door, _, name = (actor.name or "").partition(":")
        return Door(door), name
    return (Door.PAGE, "") if actor.kind is ActorKind.STAFF and not from_file else (Door.CSV, "")


FIRST_SLOT: Final = 1_000_001
"""A visit's messages are told apart by its slot, where those of the plan carry the surgery generation.

Each time a visit gets another time it gets another slot of its enrollment: what was said of the old time stays history.
"""


class VisitState(StrEnum):
    """Where a visit stands; stored."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. `at` is UTC; `known_at`: since when it has that time. `imported` holds the last row of a file."""

    id: str
    enrollment_id: str
    visit_id: str
    at: datetime
    kind: str = ""
    place: str = ""
    slot: int = FIRST_SLOT
    state: VisitState = VisitState.BOOKED
    known_at: datetime | None = None
    missed_at: datetime | None = None
    imported: Mapping[str, str] = field(default_factory=dict[str, str])


def slot_of(generation: int) -> int:
    """Return the visit slot that a message's generation is, or 0 for one of the plan."""
    return generation if generation >= FIRST_SLOT else 0


def write_slots(slots: Iterable[int]) -> str | None:
    """Return further visit slots of a message as they are stored; None for none."""
    return ",".join(map(str, slots)) or None


def read_slots(stored: str | None) -> tuple[int, ...]:
    """Return what `write_slots` wrote."""
    return tuple(map(int, stored.split(","))) if stored else ()


@dataclass(frozen=True, slots=True)
class VisitVoice:
    """What a template may say of the visit that its message is about. `place` may be empty.

    Of a message about `several` visits, `time` has the time and place of each, and the day where it is another one.
    """

    day: str
    time: str
    place: str = ""
    several: bool = False
