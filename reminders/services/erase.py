"""Erases a patient: the plan ends, and what tells who it was is wiped in the same transaction.

What stays: that messages were planned and sent, when and with what outcome, coded answers, the audit without content,
and the keyed hash of an opt-out, so that STOP holds if the same number comes back (GDPR Art. 17(3)(b); backups follow
as they are overwritten).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.core.claiming import EnrollmentState
from reminders.services.also import nothing_else
from reminders.services.pick_patient import pick_patient
from reminders.services.replan import replan
from reminders.store import enrollments, erasure

if TYPE_CHECKING:
    from reminders.services.also import Also
    from reminders.services.context import Context
    from reminders.store.clinics import Clinic

REASON = "erased"


def erase(context: Context, clinic: Clinic, patient_id: str, also: Also = nothing_else) -> None:
    """Erase one patient for good; `also` is done in the same transaction.

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
        erasure.erase_rows(tx, patient.id, now)
        also(tx)
