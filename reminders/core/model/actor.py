"""Who makes a change: a person on staff, a patient, a provider, somebody at the command line, or the service itself.

Every use case that changes something takes an `Actor` and writes it into the audit log with the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ActorKind(StrEnum):
    """What sort of actor it is; the values are stored."""

    STAFF = "staff"
    PATIENT = "patient"
    PROVIDER = "provider"
    COMMAND_LINE = "command_line"
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
        """Return somebody who runs a command; `user` is the operating system's name of them."""
        return cls(ActorKind.COMMAND_LINE, name=user[:MAX_NAME])


MAX_NAME: Final = 64

SYSTEM: Final = Actor(ActorKind.SYSTEM)
"""The service, by itself: a schedule, a limit, a deadline."""

PATIENT_BY_TEXT: Final = Actor(ActorKind.PATIENT, name="text")
PATIENT_BY_EMAIL_LINK: Final = Actor(ActorKind.PATIENT, name="email link")
PATIENT_ON_OWN_PAGE: Final = Actor(ActorKind.PATIENT, name="own page")

TWILIO: Final = Actor(ActorKind.PROVIDER, name="twilio")
MAIL_SERVER: Final = Actor(ActorKind.PROVIDER, name="mail server")
ON_CALL: Final = Actor(ActorKind.STAFF, name="on-call link")
"""Somebody on the on-call list, by the link in a notice; they need no account, so there is no staff id."""


WORDS: Final[dict[tuple[ActorKind | None, str | None], str]] = {
    (ActorKind.STAFF, None): "Staff",
    (ActorKind.STAFF, "on-call link"): "On call, by link",
    (ActorKind.PATIENT, None): "Patient",
    (ActorKind.PATIENT, "text"): "Patient, by text",
    (ActorKind.PATIENT, "email link"): "Patient, by email link",
    (ActorKind.PATIENT, "own page"): "Patient, on their page",
    (ActorKind.PROVIDER, None): "Provider",
    (ActorKind.PROVIDER, "twilio"): "Twilio",
    (ActorKind.PROVIDER, "mail server"): "Mail server",
    (ActorKind.COMMAND_LINE, None): "Command line",
    (ActorKind.SYSTEM, None): "System",
    (None, None): "Not recorded",
}
"""What actors are called, in English. `None` as a kind: an entry from before actors were kept."""


def words_for(kind: ActorKind | None, name: str | None) -> tuple[str, str | None]:
    """Say who an actor is: the words, which a page translates, and what follows them in parentheses."""
    if (kind, name) in WORDS:
        return WORDS[kind, name], None
    return WORDS.get((kind, None), "Not recorded"), name
