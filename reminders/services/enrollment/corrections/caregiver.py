"""Adds, changes and removes the caregiver of a patient; what is unsent follows at once.

The caregiver's consent is their own and says who gave it, how, when and in which words. Nothing here lifts a stop: that
is of the phone, and only who has the phone ends it, by texting START.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel, Party
from reminders.core.model.errors import NotFoundError
from reminders.core.model.patient import RELATIONS, Caregiver
from reminders.services.enrollment.corrections.consent import read_said
from reminders.services.enrollment.corrections.contact import ChangedMeanwhileError, SharedAddressError
from reminders.services.enrollment.corrections.preview import preview_change
from reminders.services.forms.caregiver_form import FIELDS, NAME, NO_NAME, PHONE, CaregiverForm, check_caregiver
from reminders.services.forms.enrollment_form import CONSENT_WORDING
from reminders.services.forms.fields import FieldError
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.replan import replan_patients
from reminders.services.wording.consent_words import CAREGIVER_WORDING, SOURCE
from reminders.store.enrollment import caregivers, patients
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.services.enrollment.corrections.consent import Said
    from reminders.services.enrollment.corrections.preview import ChangePreview
    from reminders.store.database.session import Tx

RELATION: Final = "caregiver_relation"
CAREGIVER: Final = "caregiver"
WORDINGS: Final = (CAREGIVER_WORDING, CONSENT_WORDING)


@dataclass(frozen=True, slots=True)
class CaregiverChange:
    """What a form holds: the fields of `caregiver_form`, the relation, and who said so, how, when and in which words.

    `version`: see `version_of_caregiver`. `shared_with`: the patients who have to do with the phone as well, as staff
    have confirmed.
    """

    values: Mapping[str, str]
    version: str
    shared_with: Collection[str] = ()


def get_caregiver(context: Context, clinic: Clinic, patient_id: str) -> Caregiver | None:
    """Return a patient's caregiver, or None.

    Raises:
        NotFoundError: the clinic has no such patient.

    """
    with context.db.read() as tx:
        return caregivers.caregiver_of(tx, pick_patient(tx, clinic, patient_id).id)


def values_of(caregiver: Caregiver) -> dict[str, str]:
    """Return what stands, by field; a phone that cannot be read is empty."""
    form = CaregiverForm(caregiver.name, caregiver.phone or "", caregiver.language, caregiver.agreed)
    return form.given | {RELATION: caregiver.relation}


def version_of_caregiver(caregiver: Caregiver | None) -> str:
    """Return what changes whenever a field does; also where there is no caregiver."""
    stands = values_of(caregiver) if caregiver else {}
    return hashlib.sha256("\x1f".join(stands.values()).encode()).hexdigest()[:16]


def save_caregiver(
    context: Context, clinic: Clinic, patient_id: str, change: CaregiverChange, *, actor: Actor
) -> frozenset[str]:
    """Add or change the caregiver and re-plan; return the names of the fields that changed.

    Raises:
        NotFoundError: no such patient.
        ChangedMeanwhileError: the caregiver is not as shown any more.
        FieldError: a field is missing or cannot be what was typed.
        SharedAddressError: another patient of the clinic has to do with that phone, and no one has confirmed that.

    """
    with context.db.begin() as tx:
        return _save(context, tx, clinic, patient_id, change, actor)


def preview_caregiver(context: Context, clinic: Clinic, patient_id: str, change: CaregiverChange) -> ChangePreview:
    """Return what `save_caregiver` would do to the messages, and save nothing; raises as it does."""
    return preview_change(
        context, clinic, patient_id, lambda tx: _save(context, tx, clinic, patient_id, change, SYSTEM)
    )


def remove_caregiver(context: Context, clinic: Clinic, patient_id: str, version: str, *, actor: Actor) -> None:
    """Remove the caregiver; nothing more goes to them. What they were sent and wrote stays in the patient's history.

    Raises:
        NotFoundError: no such patient, or no caregiver.
        ChangedMeanwhileError: the caregiver is not as shown any more.

    """
    with context.db.begin() as tx:
        _remove(context, tx, clinic, patient_id, version, actor)


def preview_removal(context: Context, clinic: Clinic, patient_id: str, version: str) -> ChangePreview:
    """Return what `remove_caregiver` would do to the messages, and save nothing; raises as it does."""
    return preview_change(
        context, clinic, patient_id, lambda tx: _remove(context, tx, clinic, patient_id, version, SYSTEM)
    )


def _save(
    context: Context, tx: Tx, clinic: Clinic, patient_id: str, change: CaregiverChange, actor: Actor
) -> frozenset[str]:
    patient, now = pick_patient(tx, clinic, patient_id), context.clock.now()
    before = caregivers.caregiver_of(tx, patient.id)
    _require_version(before, change.version)
    form = check_caregiver(change.values, clinic, patient.phone, patient.language)
    if form is None:
        raise FieldError(NAME, NO_NAME)
    relation = change.values.get(RELATION) or (before.relation if before else "other")
    if relation not in RELATIONS:
        raise FieldError(RELATION, "write one of: {known}", known=", ".join(RELATIONS))
    new, old = form.given | {RELATION: relation}, values_of(before) if before else {}
    changed = frozenset(name for name in (*FIELDS, RELATION) if new[name] != old.get(name, ""))
    if not changed:
        return changed
    said = None
    if form.agreed != (before is not None and before.agreed):
        said = read_said(change.values, now.astimezone(clinic.zone).date(), WORDINGS)
    if PHONE in changed:
        _refuse_shared(tx, patient, form.phone, change.shared_with)
    person = caregiver_from(form, patient, before, now, said.wording if said else "", relation)
    caregivers.put_caregivers(tx, [person], now)
    if said:
        patients.record_consents(tx, [_row(person, said, now)])
    replan_patients(context, tx, [patient.id], now)
    action = Action.CHANGED_CAREGIVER if before else Action.ADDED_CAREGIVER
    add_entry(tx, AuditEntry(clinic.id, action, actor, now, patient.id, detail=", ".join(sorted(changed))))
    return changed


def caregiver_from(
    form: CaregiverForm, patient: Patient, before: Caregiver | None, at: datetime, wording: str, relation: str = "other"
) -> Caregiver:
    """Return the caregiver as a form has it. Another phone has another link, and nothing has failed to arrive there."""
    same_phone = before is not None and before.phone == form.phone
    still_agrees = before is not None and before.agreed and form.agreed
    return Caregiver(
        patient_id=patient.id,
        clinic_id=patient.clinic_id,
        name=form.name,
        relation=relation,
        phone=form.phone,
        language=form.language,
        agreed=form.agreed,
        wording=before.wording if before and still_agrees else wording,
        agreed_at=before.agreed_at if before and still_agrees else at if form.agreed else None,
        phone_bad_since=before.phone_bad_since if before and same_phone else None,
        link_id=before.link_id if before and same_phone else "",
    )


def _remove(context: Context, tx: Tx, clinic: Clinic, patient_id: str, version: str, actor: Actor) -> frozenset[str]:
    patient, now = pick_patient(tx, clinic, patient_id), context.clock.now()
    before = caregivers.caregiver_of(tx, patient.id)
    if before is None:
        raise NotFoundError("no caregiver")
    _require_version(before, version)
    caregivers.drop_caregiver(tx, patient.id)
    replan_patients(context, tx, [patient.id], now)
    add_entry(tx, AuditEntry(clinic.id, Action.REMOVED_CAREGIVER, actor, now, patient.id))
    return frozenset({CAREGIVER})


def _require_version(before: Caregiver | None, version: str) -> None:
    if version != version_of_caregiver(before):
        raise ChangedMeanwhileError("a colleague changed this caregiver while you were editing")


def _refuse_shared(tx: Tx, patient: Patient, phone: str, shared_with: Collection[str]) -> None:
    ids = set(patients.ids_by_address(tx, Channel.SMS, phone, [patient.clinic_id])) - {patient.id, *shared_with}
    others = [one for one in patients.get_patients(tx, sorted(ids)).values() if one.erased_at is None] if ids else []
    if others:
        raise SharedAddressError(others)


def _row(person: Caregiver, said: Said, at: datetime) -> dict[str, object]:
    return {
        "patient_id": person.patient_id,
        "channel": Channel.SMS.value,
        "granted": person.agreed,
        "source": SOURCE,
        "wording": said.wording,
        "language": person.language,
        "at": at,
        "said_by": said.by,
        "how": said.how,
        "said_on": said.day,
        "party": Party.CAREGIVER.value,
    }
