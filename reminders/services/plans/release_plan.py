"""Lifts the hold of a plan that a patient's text has put on it, once staff have decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.alerts.alert_kinds import AlertKind
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.plans.holding import HoldEnd
from reminders.store.alerts import alerts
from reminders.store.replies import handling, holds
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.enrollment import Enrollment
    from reminders.store.database.session import Tx


def release_plan(tx: Tx, enrollment: Enrollment, at: datetime, *, actor: Actor, how: HoldEnd = HoldEnd.STAFF) -> bool:
    """Lift the hold of a plan because staff have decided; the last plan of a phone closes its alert and its thread.

    The caller re-plans. Returns False if the plan was not held.
    """
    subject = holds.release_plan(tx, enrollment.id, how, at)
    if subject is None:
        return False
    clinic_id, patient = enrollment.clinic_id, enrollment.patient_id
    add_entry(tx, AuditEntry(clinic_id, Action.RELEASED_MESSAGES, actor, at, patient, enrollment.id, "plan event"))
    if not holds.plans_held_by(tx, clinic_id, subject):
        by = alerts.BY_ITSELF
        alerts.close_alerts(tx, AlertKind.PLAN_EVENT, at, clinic_ids=[clinic_id], subjects=[subject], by=by)
        handling.handle_sender(tx, clinic_id, [subject], at)
    return True
