"""Turns a text that can never arrive into its step's email, in the transaction that records the failure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel, Party, Reach
from reminders.core.model.enrollment import slot_of
from reminders.core.model.status import Kind, Reason, Status
from reminders.core.plans.planning import PlannedMessage
from reminders.services.plans.reach import contacts_of
from reminders.services.plans.replan import insert_plans, owner_of, slot_stands
from reminders.store.clinics import clinics
from reminders.store.enrollment import enrollments, patients
from reminders.store.plans import plans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.enrollment import Enrollment
    from reminders.core.plans.replanning import StandingMessage
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

    A text of an earlier surgery day has no place in the plan of now, nor has a visit that moved since. A caregiver has
    no email that could stand in.
    """
    if failed.kind is not Kind.SCHEDULED or failed.enrollment_id is None or failed.party is not Party.PATIENT:
        return False
    enrollment = enrollments.get_enrollment(tx, failed.enrollment_id)
    step = context.book.get(tx, enrollment.pathway_version_id).step(failed.step)
    standing = plans.standing_plan(tx, enrollment.id)
    slots = _slots(tx, enrollment, failed, standing)
    if not slots or step is None or Channel.EMAIL not in step.channels:
        return False
    clinic = clinics.get_clinic(tx, enrollment.clinic_id)
    patient = patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
    if contacts_of(tx, clinic, [patient])[patient.id].of(Channel.EMAIL) is not Reach.OPEN:
        return False
    generation = slots[0] or enrollment.surgery_generation
    if any(
        row.step == step.key and row.channel is Channel.EMAIL and generation in {row.surgery_generation, *row.also}
        for row in standing
    ):
        return False
    message = PlannedMessage(step, Channel.EMAIL, now, failed.send_before, slot=slots[0], also=tuple(slots[1:]))
    if clinic.hours.next_allowed(now, patient.zone) >= failed.send_before:
        message = replace(message, status=Status.MISSED, reason=Reason.FAILOVER_TOO_LATE)
    insert_plans(context, tx, [(owner_of(enrollment), [message])], now)
    return True


def _slots(tx: Tx, enrollment: Enrollment, failed: FailedMessage, standing: Sequence[StandingMessage]) -> Sequence[int]:
    """Return the slots of the visits that a failed text named and that stand: 0 where it named none; else nothing."""
    if not slot_of(failed.surgery_generation):
        return [0] if failed.surgery_generation == enrollment.surgery_generation else []
    also = next(
        (
            row.also
            for row in standing
            if (row.step, row.channel, row.slot) == (failed.step, Channel.SMS, failed.surgery_generation)
        ),
        (),
    )
    return [slot for slot in (failed.surgery_generation, *also) if slot_stands(tx, enrollment, slot)]
