"""Carries a decision out, through the use cases that staff use, in the transaction that keeps the message.

What those use cases refuse is no error: the message goes to a work list, with the field that is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.alerts.alert_kinds import AlertKind, Severity
from reminders.core.hl7.outcomes import Outcome
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import UseError
from reminders.core.replies.replies import PlanEvent
from reminders.services.alerts.escalate import tell_due
from reminders.services.hl7.apply_booking import confirm_done, correct_surgery, enroll_patient, move_booked
from reminders.services.hl7.apply_consent import after, end_consent
from reminders.services.hl7.apply_person import correct_person
from reminders.services.hl7.merge import merge
from reminders.services.plans.change_state import CancelReason, cancel_in, change_state_in, confirm_surgery_in
from reminders.services.plans.discharge import record_discharge_in
from reminders.store.alerts import alerts
from reminders.store.enrollment import enrollments
from reminders.store.enrollment.sources import add_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reminders.services.hl7.work import Applied, Work


def apply(work: Work) -> Applied:
    """Do what was decided; nothing for a message that is ignored or waits on a work list."""
    action = _ACTIONS.get(work.decision.outcome)
    return after(work, work.done() if action is None else action(work))


def _confirm(work: Work) -> Applied:
    """Name the sender as a source of a surgery that it has told of late: it changes nothing, but it knows of it."""
    if (surgery := work.subject.known.surgery) is not None:
        add_sources(work.tx, [surgery.enrollment_id], work.actor, work.now)
    return work.done()


def _cancel(work: Work) -> Applied:
    for enrollment_id in work.decision.enrollment_ids:
        enrollment = enrollments.get_enrollment(work.tx, enrollment_id)
        cancel_in(work.context, work.tx, work.clinic, enrollment.key, CancelReason.OTHER, actor=work.actor)
    return work.done()


def _end_by_death(work: Work) -> Applied:
    for enrollment_id in work.decision.enrollment_ids:
        enrollment = enrollments.get_enrollment(work.tx, enrollment_id)
        cancel_in(work.context, work.tx, work.clinic, enrollment.key, CancelReason.DIED, actor=work.actor)
    return work.done()


def _pause(work: Work) -> Applied:
    """Pause the plans and alert staff: they decide whether the stay has to do with the surgery."""
    for enrollment_id in work.decision.enrollment_ids:
        enrollment = enrollments.get_enrollment(work.tx, enrollment_id)
        change_state_in(work.context, work.tx, enrollment, EnrollmentState.PAUSED, work.actor)
        about = alerts.About(
            work.clinic.id,
            [f"stay {enrollment_id}"],
            Severity.URGENT,
            known=True,
            patient_id=enrollment.patient_id,
            enrollment_id=enrollment_id,
            detail=PlanEvent.IN_HOSPITAL.value,
        )
        alerts.raise_alert(work.tx, AlertKind.PLAN_EVENT, work.now, about)
    tell_due(work.tx, work.now, [work.clinic.id])
    return work.done()


def _discharge(work: Work) -> Applied:
    visit = work.content.visit
    day = visit.discharged if visit else None
    for enrollment_id in work.decision.enrollment_ids:
        enrollment = enrollments.get_enrollment(work.tx, enrollment_id)
        confirm_surgery_in(work.context, work.tx, enrollment, actor=work.actor)
        try:
            record_discharge_in(work.context, work.tx, work.clinic, enrollment.key, day, actor=work.actor)
        except UseError:  # a date that a nurse could not enter either
            return work.waits(Outcome.CHECK_DETAILS, "PV1-45")
    return work.done()


_ACTIONS: Final[Mapping[Outcome, Callable[[Work], Applied]]] = {
    Outcome.ENROLLED: lambda work: confirm_done(work, enroll_patient(work)),
    Outcome.RESCHEDULED: lambda work: confirm_done(work, move_booked(work)),
    Outcome.CORRECTED: lambda work: (
        confirm_done(work, correct_surgery(work)) if work.content.surgery else correct_person(work)
    ),
    Outcome.OLDER: _confirm,
    Outcome.CANCELLED: _cancel,
    Outcome.CHECK_DETAILS: lambda work: work.waits(Outcome.CHECK_DETAILS, work.decision.values["place"]),
    Outcome.DIED: _end_by_death,
    Outcome.PAUSED: _pause,
    Outcome.DISCHARGED: _discharge,
    Outcome.MERGED: merge,
    Outcome.CONSENT_ENDED: end_consent,
}
