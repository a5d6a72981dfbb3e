"""A clinic's own care plans and wording, in versions: who wrote one, who approved it, and which one is live.

What is live is read from the times, so that a version can go live at a chosen one: of those approved, the one whose
time came last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reminders.core.model.errors import RefusedError, UseError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reminders.core.model.actor import Actor


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


_START_AHEAD: Final = _("version {number} is set to go live later and would end this one; cancel its start first")
_MAX_AHEAD: Final = timedelta(days=366)


class CareKind(StrEnum):
    """What has versions: a care plan, by its id; the wording of one template, by the template's name."""

    PLAN = "plan"
    WORDING = "wording"


class CareStep(StrEnum):
    """How far a version has come; the values are stored."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    SCHEDULED = "scheduled"
    APPROVED = "approved"


BEGINS = frozenset({CareStep.SCHEDULED, CareStep.APPROVED})
"""Steps with a time from which the version is live. It is, though no beat has taken note of it yet."""


class CareState(StrEnum):
    """How a version stands now."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    SCHEDULED = "scheduled"
    LIVE = "live"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote or approved a version: a staff member, or a name for anyone else, such as the user of a command."""

    staff_id: str | None = None
    name: str | None = None

    @classmethod
    def of(cls, actor: Actor) -> Signature:
        """Return an actor's signature."""
        return cls(actor.staff_id, None if actor.staff_id else actor.name)


@dataclass(frozen=True, slots=True)
class CareVersion:
    """One version. `content`: a care plan's YAML, or a wording's files as JSON, by `<language>/<file>`.

    `alone`: only its author approved it, as the clinic's settings allow. `unreviewed`: the languages in it that
    no clinician had signed for when it was approved.
    """

    id: int
    clinic_id: int
    kind: CareKind
    name: str
    number: int
    step: CareStep
    content: str
    author: Signature
    created_at: datetime
    approver: Signature | None = None
    live_at: datetime | None = None
    note: str = ""
    alone: bool = False
    unreviewed: tuple[str, ...] = ()


def approval_of(name: str, *, alone: bool, unreviewed: str = "") -> str:
    """Say in a text's record who approved its words: one person alone, where the clinic is a practice of one.

    `unreviewed`: the language it was written in, if no native clinician has reviewed that one.
    """
    approved = f"one-person practice: {name}" if alone else name
    return f"{approved} ({unreviewed} not reviewed)" if unreviewed else approved


def live_of(versions: Iterable[CareVersion], now: datetime) -> CareVersion | None:
    """Return which of the versions of one name is live; None while the shipped one is."""
    begun = [one for one in versions if one.step in BEGINS and one.live_at and one.live_at <= now]
    return max(begun, key=lambda one: (one.live_at, one.number), default=None)


def replaced_by(version: CareVersion, versions: Iterable[CareVersion]) -> CareVersion | None:
    """Return which version of the same name was live before one that has begun; None where that was the shipped one."""
    same = (one for one in versions if (one.kind, one.name) == (version.kind, version.name) and one.id != version.id)
    if version.live_at is None:
        return None
    earlier = [one for one in same if one.live_at and (one.live_at, one.number) < (version.live_at, version.number)]
    return live_of(earlier, version.live_at)


def state_of(version: CareVersion, live: CareVersion | None, now: datetime) -> CareState:
    """Say how a version stands, `live` being the live one of its name."""
    if version.step not in BEGINS:
        return CareState(version.step.value)
    if live is not None and version.id == live.id:
        return CareState.LIVE
    return CareState.SCHEDULED if version.live_at and version.live_at > now else CareState.RETIRED


def check_no_start_ahead(versions: Iterable[CareVersion], now: datetime) -> None:
    """Refuse to bring a version live before one that is set to go live, which would put an end to it.

    Raises:
        UseError: one of these versions, all of one name, is set to go live.

    """
    for one in versions:
        if one.step in BEGINS and one.live_at and one.live_at > now:
            raise RefusedError(_START_AHEAD, number=one.number)


def check_start(live_at: datetime, now: datetime) -> None:
    """Refuse a time that a version cannot go live at.

    Raises:
        UseError: it has passed, or is more than a year away.

    """
    if live_at <= now:
        raise UseError(_("choose a time that is still to come, or leave it empty to go live at once"))
    if live_at - now > _MAX_AHEAD:
        raise UseError(_("choose a time within a year"))


def check_approval(version: CareVersion, approver: Signature, *, one_person_clinic: bool) -> bool:
    """Return True if the approver is the author, which only a clinic of one person may do.

    Raises:
        UseError: the version is not in review, or its author would approve it alone.

    """
    if version.step is not CareStep.IN_REVIEW:
        raise UseError("this version is not in review any more; reload the page to see what became of it")
    alone = version.author == approver
    if alone and not one_person_clinic:
        raise UseError("you wrote this version, so another person has to approve it")
    return alone
