"""A text tells of a death, a stay in hospital, or another surgery date: everything scheduled waits for staff.

Staff then resume, cancel or reschedule the plan: each lifts the hold (`services/plans/release_plan`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.alerts.alert_kinds import AlertKind, severity_of
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.replies.replies import PlanEvent
from reminders.services.plans.replan import replan
from reminders.services.replies.answer_back import answer_back
from reminders.services.replies.raise_alarm import about_sender
from reminders.store.alerts import alerts
from reminders.store.enrollment import enrollments
from reminders.store.replies import holds
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from reminders.services.replies.inbound import Inbound

DEATH: Final = "death"
ON_HOLD: Final = "plan_event"


def hold_plans(inbound: Inbound, event: PlanEvent, reply_id: str, *, answers: bool) -> None:
    """Hold the plans of every patient who may be meant, open an urgent alert, notify the on-call list, and reply.

    With several patients on the phone all are held, in every clinic that was written to: it is not guessed whom the
    text is about. Each clinic decides about its own. `answers`: False where a
    safety answer or the confirmation of a stop goes out instead.
    """
    tx, at = inbound.tx, inbound.at
    for enrollment_id, clinic_id in holds.plans_ahead(tx, inbound.patient_ids):
        enrollment = enrollments.get_enrollment(tx, enrollment_id)
        if holds.hold_plan(tx, enrollment_id, inbound.address_hashes[0], clinic_id=clinic_id, reply_id=reply_id, at=at):
            replan(inbound.context, tx, enrollment, at)
            patient, by, action = enrollment.patient_id, inbound.actor, Action.HELD_MESSAGES
            add_entry(tx, AuditEntry(clinic_id, action, by, at, patient, enrollment_id, event.value))
    concerned = inbound.concerned
    for clinic_id in concerned:
        about = about_sender(inbound, clinic_id, severity_of(AlertKind.PLAN_EVENT), reply_id, event.value)
        alerts.raise_alert(tx, AlertKind.PLAN_EVENT, at, about)
    inbound.alarmed.update(concerned)
    if answers and inbound.holders and not inbound.is_opted_out:
        answer_back(inbound, reply_id, DEATH if event is PlanEvent.DIED else ON_HOLD)
