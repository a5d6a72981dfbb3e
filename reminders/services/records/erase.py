"""Erases a patient: the plan ends, and what tells who it was is wiped in the same transaction.

That includes what nobody was named for: texts from the patient's phone before enrollment or while it was shared, unless
somebody else of the clinic still has that phone; our answers to it; and files that wait for a confirmation, which may
name the patient. Old pages and dead rows go right after.

What stays: that messages were planned and sent, when and with what outcome, coded answers, the audit without content,
and the keyed hash of an opt-out, so that STOP holds if the same number comes back (GDPR Art. 17(3)(b); backups follow
as they are overwritten).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError

from reminders.core.model.audit_actions import Action
from reminders.core.plans.claiming import EnrollmentState
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.replan import replan
from reminders.store.enrollment import enrollments, uploads
from reminders.store.records import erasure
from reminders.store.staff.audit import AuditEntry, add_entry

if TYPE_CHECKING:
    from reminders.core.model.actor import Actor
    from reminders.services.context import Context
    from reminders.store.clinics.clinics import Clinic

log = structlog.get_logger(__name__)

REASON = "erased"


def erase(context: Context, clinic: Clinic, patient_id: str, *, actor: Actor) -> None:
    """Erase one patient for good.

    Raises:
        NotFoundError: no such patient.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        now = context.clock.now()
        for enrollment_id in enrollments.ids_of_patients(tx, [patient.id]):
            enrollment = enrollments.get_enrollment(tx, enrollment_id)
            ended = replace(enrollment, state=EnrollmentState.CANCELLED, state_reason=REASON)
            replan(context, tx, ended, now)
        erasure.erase_texts_of_address(tx, patient)
        erasure.erase_rows(tx, patient.id, now)
        uploads.drop_all_of(tx, clinic.id)
        add_entry(tx, AuditEntry(clinic.id, Action.ERASED_PATIENT, actor, now, patient.id))
    try:
        context.db.forget(erasure.TABLES)
    except DBAPIError as error:  # the rows are wiped all the same; the next checkpoint or autovacuum does the rest
        log.warning("wiped_but_not_vacuumed", problem=type(error.orig).__name__)
