"""What a message says, in our own words: a surgery booked, moved or cancelled, a stay, a person, a merge."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


class Topic(StrEnum):
    """What a message is about."""

    BOOKED = "booked"  # a surgery, new or as it stands now
    CANCELLED = "cancelled"  # a surgery: cancelled, booked in error, or the patient did not come
    ADMITTED = "admitted"
    DISCHARGED = "discharged"
    PERSON = "person"  # contact data, language, death
    STAY_WITHDRAWN = "stay_withdrawn"  # a stay that was canceled, or recorded in error
    MERGED = "merged"  # two records of one person
    CONSENT = "consent"  # the patient no longer agrees
    OTHER = "other"  # nothing that this service follows


@dataclass(frozen=True, slots=True)
class Header:
    """Who sent what and when; `kind` is message type and event, as in `SIU^S12`, or a FHIR resource's type."""

    control_id: str
    kind: str
    sent_at: datetime | None = None
    application: str = ""
    facility: str = ""
    version: str = ""
    is_fhir: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """The patient, as PID says. None: not said. An empty phone or email: the one on file is to be deleted.

    `is_inactive`: the hospital does not use this record any more.
    """

    record_number: str
    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    died: bool = False
    is_inactive: bool = False

    def dead(self) -> Self:
        """Return the same person, who has died."""
        return replace(self, died=True)


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure of a surgery: its code, the sender's words, and the care plan it is mapped to, if any."""

    code: str
    text: str = ""
    plan: str | None = None
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Surgery:
    """A surgery in the schedule. `day` is None in a cancellation that does not say.

    `is_done`: it took place. `is_report`: what was done, told under a number of its own and not the schedule's.
    """

    case_id: str
    day: date | None = None
    procedures: tuple[Procedure, ...] = ()
    surgeon: str = ""
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    is_done: bool = False
    is_report: bool = False

    @property
    def plans(self) -> tuple[str, ...]:
        """The care plans of its procedures, each once."""
        return tuple(dict.fromkeys(item.plan for item in self.procedures if item.plan))

    @property
    def unmapped(self) -> tuple[Procedure, ...]:
        """The procedures of which the partner's file says nothing."""
        return tuple(item for item in self.procedures if item.plan is None and not item.is_other)


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay: its class (PV1-2, table 0004), and when it began and ended."""

    patient_class: str = ""
    admitted: date | None = None
    discharged: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class MessageContent:
    """Everything of a message that this service follows.

    `refused` are the channels that the patient does not, or no longer, agree to; a consent is named by `consent_id`.
    """

    header: Header
    topic: Topic
    person: Person | None = None
    surgery: Surgery | None = None
    visit: Visit | None = None
    merged_number: str = ""
    sms_consent: bool = False
    email_consent: bool = False
    refused: frozenset[str] = frozenset()
    consent_id: str = ""
    ignored_because: str | None = None

    @property
    def order_key(self) -> str:
        """What messages must be applied in order of: one surgery, one stay, or one person. Empty: no order."""
        if self.surgery is not None:
            return surgery_key(self.surgery.case_id)
        if self.consent_id:
            return f"consent {self.consent_id}"
        if self.person is None:
            return ""
        if self.topic is Topic.PERSON:
            return f"person {self.person.record_number}"
        if self.visit is not None:
            return f"stay {self.visit.number or self.person.record_number}"
        return ""


def turns_of(content: MessageContent) -> tuple[str, ...] | None:
    """Return what no two messages may be about at once, for they could be of one person or one surgery.

    None: the message must be alone, as it may be about anyone.
    """
    if content.topic is Topic.MERGED:
        return None
    person = content.person
    of_person = (person.record_number, str(person.birth_date or ""), person.phone or "") if person else ()
    return tuple(item for item in (content.order_key, *of_person) if item)


def surgery_key(case_id: str) -> str:
    """Return the order key of the messages about one surgery."""
    return f"surgery {case_id}"
