"""Who makes a change: a person on staff, a patient, a provider, someone at the command line, or the service itself.

Every use case that changes something takes an `Actor` and writes it into the audit log with the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reminders.data import book


class ActorKind(StrEnum):
    """What sort of actor it is; the values are stored."""

    STAFF = "staff"
    PATIENT = "patient"
    PROVIDER = "provider"
    COMMAND_LINE = "command_line"
    API = "api"
    PARTNER = "partner"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor.

    `staff_id` is set for staff only. `name` is the operating system's user for the command line (`root`), the way a
    patient took (`text`, `email link`, `own page`), or the provider (`twilio`, `mail server`). It is never patient
    data: `patients` are named by id, in the audit line itself.
    """

    kind: ActorKind
    staff_id: str | None = None
    name: str | None = None

    @classmethod
    def staff(cls, staff_id: str) -> Actor:
        """Return a signed-in staff member."""
        return cls(ActorKind.STAFF, staff_id=staff_id)

    @classmethod
    def command_line(cls, user: str) -> Actor:
        """Return someone who runs a command; `user` is the operating system's name of them."""
        return cls(ActorKind.COMMAND_LINE, name=user[:MAX_NAME])

    @classmethod
    def api(cls, key_name: str, key_id: str) -> Actor:
        """Return another system that uses one of a clinic's API keys; names of keys may repeat, ids do not."""
        return cls(ActorKind.API, name=f"{key_name} {key_id[:8]}"[:MAX_NAME])

    @classmethod
    def hl7(cls, partner: str) -> Actor:
        """Return a hospital's system that sends HL7 messages, by the name of its partner file."""
        return cls(ActorKind.PARTNER, name=f"hl7:{partner}"[:MAX_NAME])

    @classmethod
    def fhir(cls, partner: str) -> Actor:
        """Return a hospital's system whose FHIR resources are read, by the name of its partner file."""
        return cls(ActorKind.PARTNER, name=f"fhir:{partner}"[:MAX_NAME])


MAX_NAME: Final = 64

SYSTEM: Final = Actor(ActorKind.SYSTEM)
"""The service, by itself: a schedule, a limit, a deadline."""

PATIENT_BY_TEXT: Final = Actor(ActorKind.PATIENT, name="text")
CAREGIVER_BY_TEXT: Final = Actor(ActorKind.PATIENT, name="caregiver text")
"""The patient's caregiver: on the patient's side of the plan, and never named."""

PATIENT_BY_EMAIL_LINK: Final = Actor(ActorKind.PATIENT, name="email link")
PATIENT_ON_OWN_PAGE: Final = Actor(ActorKind.PATIENT, name="own page")
CAREGIVER_ON_OWN_PAGE: Final = Actor(ActorKind.PATIENT, name="caregiver page")

TWILIO: Final = Actor(ActorKind.PROVIDER, name="twilio")
MAIL_SERVER: Final = Actor(ActorKind.PROVIDER, name="mail server")
IDENTITY_PROVIDER: Final = Actor(ActorKind.PROVIDER, name="identity provider")
"""Says by single sign-on who works here and in which role."""

ON_CALL: Final = Actor(ActorKind.STAFF, name="on-call link")
"""Someone on the on-call list, by the link in a notice; they need no account, so there is no staff id."""


def words_for(kind: ActorKind | None, name: str | None) -> tuple[str, str | None]:
    """Say who an actor is: the words, which a page translates, and what follows them in parentheses.

    No kind: an entry from before actors were kept.
    """
    words = book("labels").labels("actor")
    if name is not None and f"{kind}, {name}" in words:
        return words[f"{kind}, {name}"], None
    return words[kind or "unknown"], name
