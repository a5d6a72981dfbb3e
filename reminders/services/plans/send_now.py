"""Sends the message whose day has come, or that was missed, at this moment; and takes that back until it is claimed.

The next wave takes it with the same pre-send check as any other: hours, consent, conditions, the safety limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Party
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.model.errors import NotFoundError, UseError
from reminders.core.model.status import Event, Status
from reminders.core.plans.plan_changes import UndoKind
from reminders.core.plans.replanning import Change
from reminders.core.plans.send_now import UNDO_FOR, is_leaving, last_moment, may_send_now
from reminders.ports import RenderError
from reminders.services.pick_patient import pick_patient
from reminders.services.record_view import record_view
from reminders.services.wording.live_care import at_clinic
from reminders.services.wording.render_message import recipient_of, write_step
from reminders.services.wording.visit_words import VisitWords
from reminders.store.enrollment import enrollments
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.plans import plans
from reminders.store.records import undos
from reminders.store.records.undos import Undo
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment, VisitVoice
    from reminders.core.model.patient import Caregiver, Patient
    from reminders.core.plans.pathway import Pathway, Step
    from reminders.core.plans.replanning import StandingMessage
    from reminders.ports import Rendered
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


@dataclass(frozen=True, slots=True)
class SendNow:
    """What would be sent to whom. `refused` is the sentence that says why it cannot be; None: it can.

    `caregiver`: to whom it goes where it does not go to the patient.
    """

    patient: Patient
    enrollment: Enrollment
    pathway: Pathway
    message: StandingMessage
    step: Step | None
    content: Rendered | None
    refused: str | None
    caregiver: Caregiver | None = None


def preview_send_now(context: Context, clinic: Clinic, patient_id: str, message_id: str, *, actor: Actor) -> SendNow:
    """Return what a confirmation shows, and record the view; nothing else is changed.

    Raises:
        NotFoundError: the patient has no such message.

    """
    with context.db.begin() as tx:
        preview = _look(context, tx, clinic, patient_id, message_id)
        record_view(context, tx, clinic, Action.VIEWED_PATIENT, actor=actor, patient_id=preview.patient.id)
    return preview


def send_now(context: Context, clinic: Clinic, patient_id: str, message_id: str, *, actor: Actor) -> None:
    """Make a message due at once.

    Raises:
        NotFoundError: the patient has no such message.
        UseError: it may not be sent now; the sentence says why.

    """
    with context.db.begin() as tx:
        preview = _look(context, tx, clinic, patient_id, message_id)
        if preview.refused is not None:
            raise UseError(preview.refused)
        now = context.clock.now()
        _bring_forward(tx, preview, now)
        undo = Undo(
            UndoKind.SEND_NOW,
            clinic.id,
            preview.enrollment.id,
            before=preview.message.status.value,
            after=Status.PLANNED.value,
            until=last_moment(preview.message, now),
            message_id=preview.message.id,
        )
        undos.add_undo(tx, undo, now)
        detail = f"message {message_id}"
        add_entry(
            tx, AuditEntry(clinic.id, Action.SENT_NOW, actor, now, preview.patient.id, preview.enrollment.id, detail)
        )


def _look(context: Context, tx: Tx, clinic: Clinic, patient_id: str, message_id: str) -> SendNow:
    context = at_clinic(context, clinic, tx)
    patient = pick_patient(tx, clinic, patient_id)
    owner = plans.enrollment_of(tx, patient.id, message_id)
    if owner is None:
        raise NotFoundError("no such message")
    enrollment = enrollments.get_enrollment(tx, owner)
    message = plans.find_message(tx, patient.id, message_id)
    assert message is not None  # noqa: S101 its enrollment was just found
    caregiver = caregiver_of(tx, patient.id) if message.party is Party.CAREGIVER else None
    pathway = context.book.get(tx, enrollment.pathway_version_id)
    step = pathway.step(message.step)
    generation = message.surgery_generation
    visit_words = VisitWords(tx, [(owner, generation)])
    visit = visit_words.of(owner, generation, clinic, patient.language, patient.zone, message.also)
    return SendNow(
        patient,
        enrollment,
        pathway,
        message,
        step,
        _content(context, clinic, patient, caregiver, message, step, visit),
        _refusal(clinic, patient, enrollment, message, step, context.clock.now()),
        caregiver,
    )


def _refusal(
    clinic: Clinic,
    patient: Patient,
    enrollment: Enrollment,
    message: StandingMessage,
    step: Step | None,
    now: datetime,
) -> str | None:
    if enrollment.state is EnrollmentState.PAUSED:
        return "this plan is paused; resume it first"
    if message.status not in {Status.PLANNED, Status.MISSED}:
        return "this message is not waiting to be sent any more"
    if is_leaving(message, now):
        return "this message is already about to go out"
    current = message.slot or message.surgery_generation == enrollment.surgery_generation
    active = enrollment.state is EnrollmentState.ACTIVE
    if step is None or not (active and current) or not may_send_now(message, step.day, patient.zone, now):
        return "only a message that is due today or was just missed can be sent now"
    if clinic.hours.next_allowed(now, patient.zone) != now:
        return "nothing is sent at this hour of the patient's day"
    return None


def _content(  # noqa: PLR0913, PLR0917
    context: Context,
    clinic: Clinic,
    patient: Patient,
    caregiver: Caregiver | None,
    message: StandingMessage,
    step: Step | None,
    visit: VisitVoice | None,
) -> Rendered | None:
    if step is None:
        return None
    recipient, party = recipient_of(context.links, patient, caregiver, message.party), message.party
    try:
        return write_step(
            context.renderer, clinic, recipient, step, message.channel, number=0, party=party, visit=visit
        )
    except RenderError:
        return None


def _bring_forward(tx: Tx, preview: SendNow, now: datetime) -> None:
    """Make it due, a little later than at once.

    Raises:
        UseError: it was claimed at this moment.

    """
    until = last_moment(preview.message, now)
    if preview.message.status is Status.MISSED:
        plans.change_plan(
            tx, [Change(preview.message, (Event.REPLAN,), Status.PLANNED, None, now, until, preview.message.also)], now
        )
        preview = replace(preview, message=replace(preview.message, status=Status.PLANNED))
    if not plans.bring_forward(tx, preview.message, now, now + UNDO_FOR):
        raise UseError("this message is being sent at this moment")
