"""Pauses, resumes and cancels an enrollment: its unsent messages are held, freed or cancelled with it.

`also` is done in the same transaction.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders.core.claiming import EnrollmentState
from reminders.core.status import Reason
from reminders.services.also import nothing_else
from reminders.services.find import UseError, pick_enrollment
from reminders.services.replan import replan

if TYPE_CHECKING:
    from reminders.core.replanning import PlanDiff
    from reminders.services.also import Also
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic


class CancelReason(StrEnum):
    """Why an enrollment was cancelled."""

    POSTPONED = "postponed"
    READMITTED = "readmitted"
    DIED = "died"
    ASKED_TO_STOP = "asked_to_stop"
    OTHER = "other"


def pause(context: Context, clinic: Clinic, external_id: str, also: Also = nothing_else) -> PlanDiff:
    """Hold everything unsent until `resume`.

    Raises:
        UseError: the enrollment does not exist or is cancelled.

    """
    return _change(context, clinic, external_id, EnrollmentState.PAUSED, also)


def resume(context: Context, clinic: Clinic, external_id: str, also: Also = nothing_else) -> PlanDiff:
    """Free what was held; what has run out of time meanwhile is missed.

    Raises:
        UseError: the enrollment does not exist or is cancelled.

    """
    return _change(context, clinic, external_id, EnrollmentState.ACTIVE, also)


def cancel(
    context: Context, clinic: Clinic, external_id: str, reason: CancelReason, also: Also = nothing_else
) -> PlanDiff:
    """Cancel everything unsent. What was sent stays history.

    Raises:
        NotFoundError: no such enrollment.

    """
    with context.db.begin() as tx:
        enrollment = pick_enrollment(tx, clinic, external_id)
        enrollment = replace(enrollment, state=EnrollmentState.CANCELLED, state_reason=reason.value)
        change = replan(context, tx, enrollment, context.clock.now())
        also(tx)
        return change


def _change(context: Context, clinic: Clinic, external_id: str, state: EnrollmentState, also: Also) -> PlanDiff:
    with context.db.begin() as tx:
        enrollment = pick_enrollment(tx, clinic, external_id)
        if enrollment.state is EnrollmentState.CANCELLED:
            raise UseError("this enrollment is cancelled; give it a surgery date to reopen it: patient reschedule")
        enrollment = replace(enrollment, state=state)
        change = replan(context, tx, enrollment, context.clock.now(), late_reason=Reason.PAUSED)
        also(tx)
        return change
