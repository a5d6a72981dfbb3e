"""An enrollment as the API shows it: its fields as a CSV row has them, and its plan with the texts to come."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from reminders.core.model.contact import Channel
from reminders.core.model.status import Status
from reminders.ports import RenderError
from reminders.services.enrollment.changes import values_standing
from reminders.services.plans.plan import SAMPLE_LINKS
from reminders.services.wording.render_message import Recipient, count_segments, write_step
from reminders.services.wording.visit_words import VisitWords
from reminders.store.clinics import surgeons
from reminders.store.enrollment import patients
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.enrollment.legible import CANNOT_BE_READ
from reminders.store.plans import plans

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.replanning import StandingMessage
    from reminders.services.api.keys import Caller
    from reminders.services.context import Context
    from reminders.store.database.session import Tx

_TO_COME = frozenset({Status.PLANNED, Status.HELD})
_NOT_SENT = frozenset({Status.SKIPPED, Status.MISSED, Status.CANCELLED})


def fields_of(context: Context, tx: Tx, enrollment: Enrollment, patient: Patient | None = None) -> dict[str, Any]:
    """Return everything about an enrollment but its plan; what cannot be read is null. `patient`, if read already."""
    patient = patient or patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
    caregiver = caregiver_of(tx, patient.id)
    pathway = context.book.get(tx, enrollment.pathway_version_id)
    standing = values_standing(patient, enrollment, pathway, caregiver)
    values = {name: None if value in {"", CANNOT_BE_READ} else value for name, value in standing.items()}
    surgeon = surgeons.find_surgeon(tx, enrollment.clinic_id, enrollment.surgeon_id) if enrollment.surgeon_id else None
    return {
        "id": enrollment.id,
        "external_id": None if "external_id" in enrollment.damaged else enrollment.external_id,
        "patient_id": enrollment.patient_id,
        "state": enrollment.state.value,
        "state_reason": enrollment.state_reason,
        **values,
        "sms_consent": patient.sms_consent,
        "email_consent": patient.email_consent,
        "caregiver_sms_consent": caregiver.agreed if caregiver else None,
        "surgeon": surgeon.name if surgeon else None,
    }


def etag_of(fields: dict[str, Any], enrollment: Enrollment) -> str:
    """Return the validator of an enrollment: it changes with every field and every re-planning."""
    content = json.dumps({**fields, "revision": enrollment.plan_revision}, sort_keys=True)
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'


def plan_of(
    context: Context,
    tx: Tx,
    clinic: Clinic,
    enrollment: Enrollment,
    patient: Patient | None = None,
    *,
    has_others: bool = True,
) -> list[dict[str, Any]]:
    """Return every step of the plan in the order in which they are due; texts to come are rendered.

    `has_others` False: the patient is known to have no other surgery, of which texts would have gone out.
    """
    patient = patient or patients.get_patients(tx, [enrollment.patient_id])[enrollment.patient_id]
    rows = [
        row
        for row in plans.plan_rows(tx, enrollment.id)
        if row.slot or row.surgery_generation == enrollment.surgery_generation
    ]
    taken = plans.texts_taken(tx, [patient.id], but_not=enrollment.id) if has_others else {}
    sent = len(taken.get(patient.id, ()))
    texts = [row for row in rows if row.channel is Channel.SMS and row.status in _TO_COME]
    numbers = {row.id: number for number, row in enumerate(texts, start=sent + 1)}
    return [_step(context, tx, clinic, enrollment, patient, row, numbers.get(row.id, 0)) for row in rows]


def _step(  # noqa: PLR0913, PLR0917
    context: Context,
    tx: Tx,
    clinic: Clinic,
    enrollment: Enrollment,
    patient: Patient,
    row: StandingMessage,
    number: int,
) -> dict[str, Any]:
    body: str | None = None
    segments: int | None = None
    step = context.book.get(tx, enrollment.pathway_version_id).step(row.step)
    if step is not None and row.status in _TO_COME:
        recipient = Recipient(patient.given_name, patient.language, SAMPLE_LINKS)
        generation = row.surgery_generation
        visit_words = VisitWords(tx, [(enrollment.id, generation)])
        visit = visit_words.of(enrollment.id, generation, clinic, patient.language, patient.zone, row.also)
        try:
            content = write_step(
                context.renderer, clinic, recipient, step, row.channel, number=number, party=row.party, visit=visit
            )
        except RenderError:  # the service keeps trying and has staff told; a plan is shown anyway
            content = None
        if content is not None:
            body, segments = content.text, count_segments(row.channel, content)
    return {
        "step": row.step,
        "channel": row.channel.value,
        "to": row.party.value,
        "due_at": row.due_at.isoformat(),
        "send_before": row.send_before.isoformat(),
        "local": row.due_at.astimezone(patient.zone).isoformat(),
        "status": row.status.value,
        "skipped": row.reason if row.status in _NOT_SENT else None,
        "body": body,
        "segments": segments,
    }


def mode_of(caller: Caller) -> dict[str, bool]:
    """Return what marks an answer to a test key."""
    return {"test": caller.key.is_test}
