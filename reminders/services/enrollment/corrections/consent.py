"""Writes down that a patient has agreed to a channel, or no longer does: who said so, how and when, in which words.

It never lifts a stop: the patient's own STOP stands until the patient texts START.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.services.enrollment.corrections.contact import ChangedMeanwhileError
from reminders.services.enrollment.corrections.preview import preview_change
from reminders.services.forms.enrollment_form import CONSENT_WORDING
from reminders.services.forms.fields import FieldError, check_date
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.replan import replan_patients
from reminders.services.wording.consent_words import SOURCE, WORDING
from reminders.store.enrollment import patients
from reminders.store.enrollment.patient_record import corrected
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.services.enrollment.corrections.preview import ChangePreview
    from reminders.store.database.session import Tx

SAID_BY: Final = ("patient", "caregiver", "representative")
SAID_HOW: Final = ("in_person", "phone", "paper", "portal")
WORDINGS: Final = (WORDING, CONSENT_WORDING)
"""The words on the page, or the clinic's own form that says the same; see docs/consent.md."""
_COLUMN: Final = {Channel.SMS: "sms_consent", Channel.EMAIL: "email_consent"}


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """What was said, as a form holds it: `sms_consent`, `email_consent`, `said_by`, `how`, `said_on`, `wording`."""

    values: Mapping[str, str]
    version: str


@dataclass(frozen=True, slots=True)
class Said:
    """Who said that the person agrees or no longer does, how, on which day, and to which words."""

    by: str
    how: str
    day: date
    wording: str


def version_of_consent(patient: Patient) -> str:
    """Return what changes whenever consent or an address does."""
    stands = f"{patient.sms_consent} {patient.email_consent} {patient.phone} {patient.email}"
    return hashlib.sha256(stands.encode()).hexdigest()[:16]


def record_consent(
    context: Context, clinic: Clinic, patient_id: str, change: ConsentChange, *, actor: Actor
) -> frozenset[str]:
    """Write down what the patient agrees to and re-plan; return the names of the fields that changed.

    Raises:
        NotFoundError: no such patient.
        ChangedMeanwhileError: consent or address are not as shown any more.
        FieldError: a field is missing or cannot be what was chosen.

    """
    with context.db.begin() as tx:
        return _record(context, tx, clinic, patient_id, change, actor)


def preview_consent(context: Context, clinic: Clinic, patient_id: str, change: ConsentChange) -> ChangePreview:
    """Return what `record_consent` would do to the messages, and save nothing; raises as it does."""
    return preview_change(
        context, clinic, patient_id, lambda tx: _record(context, tx, clinic, patient_id, change, SYSTEM)
    )


def _record(
    context: Context, tx: Tx, clinic: Clinic, patient_id: str, change: ConsentChange, actor: Actor
) -> frozenset[str]:
    patient, now = pick_patient(tx, clinic, patient_id), context.clock.now()
    if change.version != version_of_consent(patient):
        raise ChangedMeanwhileError("a colleague changed this patient while you were editing")
    agreed = {channel: change.values.get(_COLUMN[channel]) == "yes" for channel in Channel}
    changed = [channel for channel in Channel if agreed[channel] != patient.consents_to(channel)]
    if not changed:
        return frozenset()
    said = read_said(change.values, now.astimezone(clinic.zone).date(), WORDINGS)
    for channel in changed:
        field = "phone" if channel is Channel.SMS else "email"
        if agreed[channel] and not patient.address(channel) and field not in patient.damaged:
            raise FieldError(_COLUMN[channel], _NO_ADDRESS[channel])
    patients.update_patient(tx, corrected(patient, **{_COLUMN[channel]: agreed[channel] for channel in changed}))
    patients.record_consents(tx, [_row(patient, channel, said, now, granted=agreed[channel]) for channel in changed])
    replan_patients(context, tx, [patient.id], now)
    what = ", ".join(f"{channel.value} {'added' if agreed[channel] else 'withdrawn'}" for channel in changed)
    add_entry(tx, AuditEntry(clinic.id, Action.CHANGED_CONSENT, actor, now, patient.id, detail=what))
    return frozenset(_COLUMN[channel] for channel in changed)


_NO_ADDRESS: Final = {
    Channel.SMS: "there is no phone on file; add it under Edit contact info first",
    Channel.EMAIL: "there is no email on file; add it under Edit contact info first",
}


def read_said(values: Mapping[str, str], today: date, wordings: Sequence[str]) -> Said:
    """Read `said_by`, `how`, `said_on` and `wording`; the first of `wordings` where none is chosen.

    Raises:
        FieldError: one is missing, or cannot be what was chosen.

    """
    if values.get("said_by") not in SAID_BY:
        raise FieldError("said_by", "choose who said so")
    if values.get("how") not in SAID_HOW:
        raise FieldError("how", "choose how you learned of it")
    day = check_date("said_on", values.get("said_on", ""))
    if day > today:
        raise FieldError("said_on", "lies in the future")
    wording = values.get("wording") or wordings[0]
    if wording not in wordings:
        raise FieldError("wording", "choose which words the patient agreed to")
    return Said(values["said_by"], values["how"], day, wording)


def _row(patient: Patient, channel: Channel, said: Said, at: datetime, *, granted: bool) -> dict[str, object]:
    return {
        "patient_id": patient.id,
        "channel": channel.value,
        "granted": granted,
        "source": SOURCE,
        "wording": said.wording,
        "language": patient.language,
        "at": at,
        "said_by": said.by,
        "how": said.how,
        "said_on": said.day,
    }
