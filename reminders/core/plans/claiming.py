"""The check before a message leaves, taken under the claim: may it go now, later, or not at all?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.model.contact import Reach
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.status import Event, Kind, Reason
from reminders.core.plans.conditions import unmet_condition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from reminders.core.model.quiet_hours import ClinicHours
    from reminders.core.plans.pathway import Step


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of one claimed message. `step` and the enrollment's facts are None for anything unscheduled."""

    kind: Kind
    reach: Reach
    zone: ZoneInfo
    hours: ClinicHours
    due_at: datetime
    send_before: datetime
    enrollment: EnrollmentState | None = None
    revision_current: bool = True
    hold: str | None = None  # the reason why nothing scheduled leaves on this channel now
    step: Step | None = None
    facts: Mapping[str, str] | None = None
    answers: Mapping[str, str] | None = None
    first_asked: date | None = None  # of a question that is asked once more: the patient's day on which it went out
    first_open: bool = False  # and whether it is still to go out, or on its way


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """What the pre-send check says. `event` None: not now, but at `wait_until`. `replan`: the row's plan is stale."""

    event: Event | None
    reason: str | None = None
    wait_until: datetime | None = None
    replan: bool = False


def check_claim(claim: Claim, now: datetime) -> ClaimDecision:
    """Decide under the claim. The order matters: what staff did comes before what the clock did."""
    return _by_enrollment(claim) or _by_patient(claim, now) or _by_hours(claim, now)


def _by_enrollment(claim: Claim) -> ClaimDecision | None:
    if claim.enrollment is EnrollmentState.CANCELLED:
        return ClaimDecision(Event.CANCEL, Reason.CANCELLED)
    if claim.enrollment is EnrollmentState.PAUSED:
        return ClaimDecision(Event.HOLD, Reason.PAUSED)
    if claim.hold is not None:
        return ClaimDecision(Event.HOLD, claim.hold)
    if not claim.revision_current:
        return ClaimDecision(None, replan=True)
    return None


def _by_patient(claim: Claim, now: datetime) -> ClaimDecision | None:
    if claim.kind is Kind.SCHEDULED and (unmet := _unmet(claim)):
        return ClaimDecision(Event.SKIP, unmet)
    if now >= claim.send_before:
        return ClaimDecision(Event.MISS, Reason.TOO_LATE)
    if claim.reach is not Reach.OPEN:
        return ClaimDecision(Event.SKIP, claim.reach.value)
    return _after_first(claim, now) if claim.step and claim.step.again_of else None


def _by_hours(claim: Claim, now: datetime) -> ClaimDecision:
    if claim.kind not in {Kind.SCHEDULED, Kind.OPT_IN}:
        return ClaimDecision(Event.CLAIM)  # answers and alerts do not wait for the clinic's hours
    opens = claim.hours.next_allowed(now, claim.zone)
    if opens >= claim.send_before:
        return ClaimDecision(Event.MISS, Reason.TOO_LATE)
    return ClaimDecision(Event.CLAIM) if opens == now else ClaimDecision(None, wait_until=opens)


def _unmet(claim: Claim) -> str | None:
    if claim.step is None:
        return None
    if not (claim.step.when or claim.step.unless or claim.step.again_of):
        return None
    if unmet := unmet_condition(claim.step, claim.facts or {}, claim.answers or {}, final=True):
        return unmet
    never_asked = claim.step.again_of and claim.first_asked is None and not claim.first_open
    return Reason.NOT_ASKED if never_asked else None


def _after_first(claim: Claim, now: datetime) -> ClaimDecision | None:
    """Hold a question that is asked once more until a day after the first time: an outage may bring both on one day.

    The planner knows which day that is; it can tell as soon as the first one has left.
    """
    if claim.first_asked is None:
        return ClaimDecision(None)
    is_same_day = claim.first_asked >= now.astimezone(claim.zone).date()
    return ClaimDecision(None, replan=True) if is_same_day else None
