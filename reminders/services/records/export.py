"""Exports all that is kept about one patient as one machine-readable file (GDPR Art. 15 and 20)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.services.pick_patient import pick_patient
from reminders.store.clinics import surgeons
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.enrollment.legible import CANNOT_BE_READ
from reminders.store.enrollment.sources import sources_of
from reminders.store.plans import visits
from reminders.store.records import notes, timeline
from reminders.store.staff.audit import add_entry, list_entries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Caregiver, Patient
    from reminders.services.context import Context
    from reminders.store.records.timeline import Sent, Surgery

_ALL = 100_000


def export_patient(context: Context, clinic: Clinic, patient_id: str, *, actor: Actor) -> str:
    """Return a JSON document: patient, consents, surgeries, messages, replies, answers, alerts, notes, audit.

    Raises:
        NotFoundError: no such patient.

    """
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        add_entry(tx, AuditEntry(clinic.id, Action.EXPORTED_PATIENT, actor, context.clock.now(), patient.id))
    with context.db.read() as tx:
        sent = timeline.messages_of(tx, patient.id)
        surgeries = timeline.surgeries_of(tx, patient.id)
        booked = visits.visits_of(tx, [item.enrollment.id for item in surgeries])
        came = sources_of(tx, [item.enrollment.id for item in surgeries])
        operating = {surgeon.id: surgeon.name for surgeon in surgeons.list_surgeons(tx, clinic.id)}
        document: dict[str, Any] = {
            "exported_at": context.clock.now(),
            "clinic": clinic.name,
            "patient": _readable(patient),
            "caregiver": _caregiver(caregiver_of(tx, patient.id)),
            "consents": timeline.consents_of(tx, patient.id),
            "surgeries": [
                _surgery(item, operating) | {"sources": [asdict(one) for one in came.get(item.enrollment.id, [])]}
                for item in surgeries
            ],
            "visits": [asdict(item) for found in booked.values() for item in found],
            "messages": [_message(item) for item in sent],
            "attempts": timeline.attempts_of(tx, [item.id for item in sent]),
            "replies": [asdict(item) for item in timeline.replies_of(tx, patient.id)],
            "answers": timeline.answers_of_patient(tx, patient.id),
            "alerts": [asdict(item) for item in timeline.alerts_of(tx, patient.id)],
            "notes": [asdict(item) for item in notes.notes_of(tx, patient.id)],
            "audit": [asdict(item) for item in list_entries(tx, clinic.id, _ALL, patient_id=patient.id)],
        }
    return json.dumps(document, default=_plain, ensure_ascii=False, indent=2)


def _readable(patient: Patient) -> dict[str, Any]:
    """Return a patient's fields; what is stored and cannot be read says so, and is not absent."""
    fields = asdict(patient) | dict.fromkeys(patient.damaged, CANNOT_BE_READ)
    del fields["damaged"]
    return fields


def _caregiver(caregiver: Caregiver | None) -> dict[str, Any] | None:
    if caregiver is None:
        return None
    fields = asdict(caregiver)
    if fields.pop("damaged"):
        fields["phone"] = CANNOT_BE_READ
    return fields


def _surgery(surgery: Surgery, operating: Mapping[str, str]) -> dict[str, Any]:
    fields = asdict(surgery)
    enrollment: dict[str, Any] = fields["enrollment"]
    enrollment |= dict.fromkeys(enrollment.pop("damaged"), CANNOT_BE_READ)
    return fields | {"surgeon": operating.get(surgery.enrollment.surgeon_id or "")}


def _message(message: Sent) -> dict[str, Any]:
    """Return a message's fields, among them the versions it was sent by and who approved them."""
    fields = asdict(message)
    return fields | fields.pop("origin")


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
