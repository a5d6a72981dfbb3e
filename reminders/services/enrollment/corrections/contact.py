"""Corrects who a patient is and how to reach them, as staff heard it; what is unsent follows at once.

Consent stays as it was given. An opt-out belongs to an address: a new number is not stopped, an old one stays so.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Final, Required, TypedDict, Unpack

from reminders.core.model.actor import SYSTEM
from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError
from reminders.services.enrollment.corrections.preview import preview_change
from reminders.services.enrollment.mend import close_if_mended
from reminders.services.enrollment.people import OTHER_NAME, KnownPeople
from reminders.services.forms.caregiver_form import SAME_PHONE
from reminders.services.forms.enrollment_form import PHONE_OWNERS
from reminders.services.forms.fields import (
    FieldError,
    check_birth_date,
    check_cell,
    check_email,
    check_name,
    check_phone,
    check_record_number,
    check_zone,
)
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.replan import replan_patients
from reminders.store.enrollment import enrollments, patients
from reminders.store.enrollment.caregivers import caregiver_of
from reminders.store.enrollment.patient_record import corrected
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.services.enrollment.corrections.preview import ChangePreview
    from reminders.store.database.session import Tx

_ON_THE_FORM: Final = (
    "given_name",
    "family_name",
    "phone",
    "phone_belongs_to",
    "email",
    "language",
    "timezone",
    "birth_date",
    "record_number",
)


class SharedAddressError(UseError):
    """The new phone or email is another patient's too; `others` are these, and the change waits for a yes."""

    def __init__(self, others: Sequence[Patient]) -> None:
        super().__init__("another patient has this phone or email")
        self.others = others


class ChangedMeanwhileError(UseError):
    """Someone else has changed the patient since the form was shown."""


class ContactFields(TypedDict, total=False):
    """What a form about a person holds, as typed. What is absent or None stays as it is.

    `shared_with`: the patients who, someone has said, share the new phone or email. `version`: what was shown to whom
    it corrects (`version_of`); None does not ask.
    """

    phone: Required[str]
    email: Required[str]
    language: Required[str]
    birth_date: str | None
    record_number: str | None
    given_name: str | None
    family_name: str | None
    timezone: str | None
    phone_belongs_to: str | None
    shared_with: Collection[str]
    version: str | None


def version_of(patient: Patient) -> str:
    """Return what changes whenever a field of the form does."""
    stands = "\x1f".join(str(getattr(patient, name)) for name in _ON_THE_FORM)
    return hashlib.sha256(stands.encode()).hexdigest()[:16]


def correct_contact(
    context: Context, clinic: Clinic, patient_id: str, *, actor: Actor, **fields: Unpack[ContactFields]
) -> frozenset[str]:
    """Store what changed and re-plan; return the names of the fields that did.

    A field that cannot be read stays as it is stored while nothing is entered for it.

    Raises:
        NotFoundError: no such patient.
        ChangedMeanwhileError: the patient is not as shown any more.
        FieldError: a field cannot be what was typed.
        SharedAddressError: the new phone or email belongs to another patient as well, and no one has said yes to that.
        UseError: nothing would be left to reach the patient by.

    """
    with context.db.begin() as tx:
        return correct_contact_in(context, tx, clinic, patient_id, fields, actor=actor)


def preview_contact(
    context: Context, clinic: Clinic, patient_id: str, **fields: Unpack[ContactFields]
) -> ChangePreview:
    """Return what `correct_contact` would do to the messages, and save nothing; raises as it does."""
    return preview_change(
        context,
        clinic,
        patient_id,
        lambda tx: correct_contact_in(context, tx, clinic, patient_id, fields, actor=SYSTEM),
    )


def correct_contact_in(
    context: Context, tx: Tx, clinic: Clinic, patient_id: str, fields: ContactFields, *, actor: Actor
) -> frozenset[str]:
    """Store what changed inside an open transaction; raises as `correct_contact` does."""
    now = context.clock.now()
    patient = pick_patient(tx, clinic, patient_id)
    version = fields.get("version")
    if version is not None and version != version_of(patient):
        raise ChangedMeanwhileError("a colleague changed this patient while you were editing")
    new = _checked(fields, clinic, patient, now)
    changes = {name: value for name, value in new.items() if getattr(patient, name) != value}
    if not changes:
        return frozenset()
    if not new["phone"] and not new["email"] and not patient.damaged & {"phone", "email"}:
        raise UseError("a patient needs a phone or an email")
    if "phone" in changes:
        _refuse_caregivers_phone(tx, person_id=patient.id, phone=str(changes["phone"] or ""))
    _refuse_surgery_before_birth(tx, patient, changes.get("birth_date"))
    person = corrected(patient, **changes)
    if KnownPeople(tx, clinic, [person]).is_taken(person):
        raise FieldError("record_number", OTHER_NAME)
    if others := _others(tx, person, changes.keys() & {"phone", "email"}, fields.get("shared_with") or ()):
        raise SharedAddressError(others)
    patients.update_patient(tx, person)
    if patient.damaged:
        close_if_mended(tx, person, now)
    replan_patients(context, tx, [patient.id], now)
    what = ", ".join(sorted(changes))
    add_entry(tx, AuditEntry(clinic.id, Action.CORRECTED_CONTACT, actor, now, patient.id, detail=what))
    return frozenset(changes)


def _checked(fields: ContactFields, clinic: Clinic, patient: Patient, now: datetime) -> dict[str, object]:
    """Check what was typed, field by field, and return it as it would be stored."""
    if fields["language"] not in clinic.language_list:
        raise FieldError("language", "not a language of this clinic")
    new: dict[str, object] = {
        "phone": check_phone(fields["phone"].strip(), clinic.country),
        "email": check_email(fields["email"].strip()),
        "language": fields["language"],
    }
    if (born := fields.get("birth_date")) is not None:
        new["birth_date"] = check_birth_date(born.strip(), now.astimezone(clinic.zone).date())
    if (number := fields.get("record_number")) is not None:
        new["record_number"] = check_record_number(number)
    if zone := (fields.get("timezone") or "").strip():
        new["timezone"] = check_zone(zone)
    if owner := fields.get("phone_belongs_to"):
        if owner not in PHONE_OWNERS:
            raise FieldError("phone_belongs_to", "write one of: {known}", known=", ".join(PHONE_OWNERS))
        new["phone_belongs_to"] = owner
    return new | _names(fields, patient)


def _refuse_surgery_before_birth(tx: Tx, patient: Patient, born: object) -> None:
    if not isinstance(born, date):
        return
    surgeries = [enrollments.get_enrollment(tx, item) for item in enrollments.ids_of_patients(tx, [patient.id])]
    if any(born >= surgery.surgery_date for surgery in surgeries):
        raise FieldError("birth_date", "must be before the surgery date")


def _refuse_caregivers_phone(tx: Tx, person_id: str, phone: str) -> None:
    caregiver = caregiver_of(tx, person_id)
    if caregiver and phone and caregiver.phone == phone:
        raise FieldError("phone", SAME_PHONE)


def _names(fields: ContactFields, patient: Patient) -> dict[str, str]:
    """Check the names that were entered; one that cannot be read stays while nothing is entered for it."""
    entered = {"given_name": fields.get("given_name"), "family_name": fields.get("family_name")}
    return {
        name: check_name(name, check_cell(name, text), required=name == "given_name")
        for name, text in entered.items()
        if text is not None and (text or name not in patient.damaged)
    }


def _others(tx: Tx, person: Patient, changed: Collection[str], shared_with: Collection[str]) -> list[Patient]:
    """Return who else in the clinic has an address that is new to a patient, but not who is known to share it."""
    ids: set[str] = set()
    for channel, field in ((Channel.SMS, "phone"), (Channel.EMAIL, "email")):
        address = person.address(channel)
        if field in changed and address:
            ids |= set(patients.ids_by_address(tx, channel, address, [person.clinic_id]))
    ids -= {person.id, *shared_with}
    others = patients.get_patients(tx, sorted(ids)).values() if ids else ()
    return [patient for patient in others if patient.erased_at is None]
