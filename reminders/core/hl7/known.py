"""What the clinic knows of what a message is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.model.enrollment import EnrollmentState

if TYPE_CHECKING:
    from datetime import date, datetime


class Match(StrEnum):
    """Who a message is about, among the clinic's patients."""

    NONE = "none"
    ONE = "one"
    UNSURE = "unsure"  # two who may be meant, or one whose name, birth date or number says otherwise


@dataclass(frozen=True, slots=True)
class KnownSurgery:
    """A surgery that the clinic has enrolled. `cancelled_by_partner`: the partner's own message cancelled it."""

    enrollment_id: str
    plan: str
    day: date
    state: EnrollmentState = EnrollmentState.ACTIVE
    reason: str | None = None
    cancelled_by_partner: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the clinic knows of what a message is about.

    `is_conflict`: the case id is that of another patient's surgery. `surgery` is the one of the message's case id, or
    the patient's on the same day and plan under another id. `last_applied` is the sending time of the newest message
    of the same order key. `merged` is who has the record number that a merge takes away. `is_stay_followed`: the stay
    that a message is about has changed a plan before. `consents` are the channels that the patient agrees to.
    """

    today: date
    match: Match = Match.NONE
    is_conflict: bool = False
    has_consent: bool = False
    surgery: KnownSurgery | None = None
    surgeries: tuple[KnownSurgery, ...] = ()
    last_applied: datetime | None = None
    merged: Match = Match.NONE
    is_stay_followed: bool = False
    consents: frozenset[str] = frozenset()
