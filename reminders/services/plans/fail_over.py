"""Turns a text that can never arrive into its step's email, in the transaction that records the failure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel, Party, Reach
from reminders.core.model.enrollment import slot_of
from reminders.core.model.status import Kind, Reason, Status
from reminders.core.plans.planning import PlannedMessage
from reminders.services.plans.reach import contacts_of
from reminders.services.plans.replan import owner_of, slot_stands
from reminders.store.clinics import clinics
from reminders.store.enrollment import enrollments, patients
from reminders.store.plans import plans

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.services.context import Context
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message that will not arrive: which step of whose plan it was, and until when it was worth something."""

    kind: Kind
    enrollment_id: str | None
    surgery_generation: int
    step: str
    send_before: datetime
    party: Party = Party.PATIENT


def fail_over(context: Context, tx: Tx, failed: FailedMessage, now: datetime) -> bool:
    """Insert the email of a failed scheduled text, under the same time limit and hours; return whether one was.

    A text of an earlier surgery day has no place in the plan of now. A caregiver has no email that could stand in.
    """
    if failed.kind is not Kind.SCHEDULED or failed.enrollment_id is None or failed.party is not Party.PATIENT:
        return False
    enrollment = enrollments.get_enrollment(tx, failed.enrollment_id)
    step = context.book.get(tx, enrollment.pathway_version_id).step(failed.step)
    slot = slot_of(failed.surgery_generation)
    stands = slot_stands(tx, enrollment, slot) if slot else failed.surgery_generation == enrollment.surgery_generation
    if not stands or step is None or Channel.EMAIL not in step.channels:
        return False
    clinic = clinics.get_clinic(tx, enrollment.clinic_id)
    patient = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
    if contacts_of(tx, clinic, [patient])[patient.id].of(Channel.EMAIL) is not Reach.OPEN:
        return False
    standing = plans.standing_plan(tx, enrollment.id)
    if any(
        row.step == step.key and row.channel is Channel.EMAIL and row.surgery_generation == failed.surgery_generation
        for row in standing
    ):
        return False
    message = PlannedMessage(step, Channel.EMAIL, now, failed.send_before, slot=slot)
    if clinic.hours.next_allowed(now, patient.zone) >= failed.send_before:
        message = replace(message, status=Status.MISSED, reason=Reason.FAILOVER_TOO_LATE)
    plans.insert_plan(tx, [(owner_of(enrollment), [message])], now)
    return True
