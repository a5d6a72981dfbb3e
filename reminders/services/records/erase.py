"""Erases a patient: the plan ends, and what tells who it was is wiped in the same transaction.

That includes what no one was named for: texts from the patient's phone before enrollment or while it was shared, unless
someone else of the clinic still has that phone; our answers to it; and files that wait for a confirmation, which may
name the patient. HL7 messages about the patient lose their content. Holds end, alerts are closed, and the keyed hashes
of every address that the patient ever had go with them. Old pages and dead rows go right after.

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
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.enrollment import EnrollmentState
from reminders.core.plans.holding import HoldEnd
from reminders.services.alerts.acknowledge import close_all
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.release_plan import release_plan
from reminders.services.plans.replan import replan
from reminders.services.record_view import record_view
from reminders.store.alerts import alerts
from reminders.store.database.session import Damage
from reminders.store.enrollment import caregivers, enrollments, uploads
from reminders.store.hl7 import messages as hl7_messages
from reminders.store.records import erased_addresses, erasure
from reminders.store.replies.replies import wait_for_turn
from reminders.store.staff.audit import add_entries, add_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx
    from reminders.store.records.erased_addresses import Address

log = structlog.get_logger(__name__)

REASON = "erased"


def erase(context: Context, clinic: Clinic, patient_id: str, *, actor: Actor) -> None:
    """Erase one patient for good.

    Raises:
        NotFoundError: no such patient.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        now, own = context.clock.now(), erased_addresses.addresses_of(tx, patient)
        for address in sorted(own, key=lambda item: item.hashes):
            wait_for_turn(tx, address.hashes[0])  # no text of this phone comes in between
        _end_plans(context, tx, patient, now, actor)
        if erased_addresses.end_unclear_stops(tx, clinic, patient, own, now):
            detail = "erased"
            add_entry(tx, AuditEntry(clinic.id, Action.RELEASED_MESSAGES, actor, now, patient.id, detail=detail))
        _close_alerts(tx, patient, own, now, actor)
        erasure.erase_texts_of_addresses(tx, patient, own, now)
        hl7_messages.wipe_person(tx, clinic.id, patient.id, patient.record_number)
        erasure.erase_rows(tx, clinic.id, patient.id, now)
        caregivers.drop_caregiver(tx, patient.id)
        uploads.drop_all_of(tx, clinic.id)
        tx.damaged.discard(Damage(clinic.id, patient.id))  # what could not be read is gone
        add_entry(tx, AuditEntry(clinic.id, Action.ERASED_PATIENT, actor, now, patient.id))
    try:
        context.db.forget(erasure.TABLES)
    except DBAPIError as error:  # the rows are wiped anyway; the next checkpoint or autovacuum does the rest
        log.warning("wiped_but_not_vacuumed", problem=type(error.orig).__name__)


def preview_erasure(context: Context, clinic: Clinic, patient_id: str, *, actor: Actor) -> Patient:
    """Return whom the page asks about before a patient is erased, and record the view.

    Raises:
        NotFoundError: no such patient.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        record_view(context, tx, clinic, Action.VIEWED_PATIENT, actor=actor, patient_id=patient.id)
    return patient


def _end_plans(context: Context, tx: Tx, patient: Patient, now: datetime, actor: Actor) -> None:
    """Cancel the patient's plans, those too that a text holds back; no one has to decide about them any more."""
    for enrollment_id in enrollments.ids_of_patients(tx, [patient.id]):
        enrollment = enrollments.get_enrollment(tx, enrollment_id)
        release_plan(tx, enrollment, now, actor=actor, how=HoldEnd.ERASED)
        ended = replace(enrollment, state=EnrollmentState.CANCELLED, state_reason=REASON)
        replan(context, tx, ended, now)


def _close_alerts(tx: Tx, patient: Patient, own: Sequence[Address], now: datetime, actor: Actor) -> None:
    """Close what is open about the patient, and forget by which addresses it was found: no one is left to call."""
    about = erased_addresses.open_alerts_about(tx, patient, own)
    erased_addresses.forget_addresses(tx, patient, own)
    closed = close_all(tx, about, alerts.BY_ITSELF, now)
    erased_addresses.part_from_alerts(tx, patient)
    what, where = Action.CLOSED_ALERT, patient.clinic_id
    add_entries(tx, [AuditEntry(where, what, actor, now, patient.id, detail=f"alert {item}") for item in closed])
