"""Corrects a patient's contact data or second identifier as staff heard it; what is unsent follows at once.

Consent stays as it was given. An opt-out belongs to an address: a new number is not stopped, an old one stays so.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reminders.core.model.audit_actions import Action
from reminders.core.model.audit_entries import AuditEntry
from reminders.core.model.contact import Channel
from reminders.core.model.errors import UseError
from reminders.services.enrollment.mend import close_if_mended
from reminders.services.enrollment.people import OTHER_NAME, KnownPeople
from reminders.services.forms.fields import (
    FieldError,
    check_birth_date,
    check_cell,
    check_email,
    check_name,
    check_phone,
    check_record_number,
)
from reminders.services.pick_patient import pick_patient
from reminders.services.plans.replan import replan_patients
from reminders.store.enrollment import patients
from reminders.store.enrollment.patient_record import corrected
from reminders.store.staff.audit import add_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Patient
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


class SharedAddressError(UseError):
    """The new phone or email is another patient's too; `others` are these, and the change waits for a yes."""

    def __init__(self, others: Sequence[Patient]) -> None:
        super().__init__("another patient has this phone or email")
        self.others = others


class ChangedMeanwhileError(UseError):
    """Somebody else has changed the patient since the form was shown."""


def version_of(patient: Patient) -> str:
    """Return what changes whenever a field of the form does."""
    fields = ("given_name", "family_name", "phone", "email", "language", "birth_date", "record_number")
    stands = "\x1f".join(str(getattr(patient, name)) for name in fields)
    return hashlib.sha256(stands.encode()).hexdigest()[:16]


def correct_contact(  # noqa: PLR0913 the fields of the form
    context: Context,
    clinic: Clinic,
    patient_id: str,
    *,
    phone: str,
    email: str,
    language: str,
    actor: Actor,
    birth_date: str | None = None,
    record_number: str | None = None,
    given_name: str | None = None,
    family_name: str | None = None,
    shared_with: Collection[str] = (),
    version: str | None = None,
) -> frozenset[str]:
    """Store what changed and re-plan; return the names of the fields that did. None leaves a name or identifier.

    A field that cannot be read stays as it is stored while nothing is entered for it.

    `shared_with`: the patients who, somebody has said, share the new phone or email. `version`: what was shown to whom
    it corrects (`version_of`); None does not ask.

    Raises:
        NotFoundError: no such patient.
        ChangedMeanwhileError: the patient is not as shown any more.
        FieldError: a field cannot be what was typed.
        SharedAddressError: the new phone or email belongs to another patient as well, and nobody has said yes to that.
        UseError: nothing would be left to reach the patient by.

    """
    new: dict[str, object] = {
        "phone": check_phone(phone.strip(), clinic.country),
        "email": check_email(email.strip()),
        "language": language,
    }
    if birth_date is not None:
        new["birth_date"] = check_birth_date(birth_date.strip(), context.clock.now().astimezone(clinic.zone).date())
    if record_number is not None:
        new["record_number"] = check_record_number(record_number)
    new |= _names(given_name, family_name)
    with context.db.begin() as tx:
        patient = pick_patient(tx, clinic, patient_id)
        if version is not None and version != version_of(patient):
            raise ChangedMeanwhileError("a colleague changed this patient while you were editing")
        if language not in clinic.language_list:
            raise FieldError("language", "not a language of this clinic")
        changes = {name: value for name, value in new.items() if getattr(patient, name) != value}
        if not changes:
            return frozenset()
        if not new["phone"] and not new["email"] and not patient.damaged & {"phone", "email"}:
            raise UseError("a patient needs a phone or an email")
        person = corrected(patient, **changes)
        if KnownPeople(tx, clinic, [person]).is_taken(person):
            raise FieldError("record_number", OTHER_NAME)
        if others := _others(tx, person, changes.keys() & {"phone", "email"}, shared_with):
            raise SharedAddressError(others)
        patients.update_patient(tx, person)
        now = context.clock.now()
        if patient.damaged:
            close_if_mended(tx, person, now)
        replan_patients(context, tx, [patient.id], now)
        what = ", ".join(sorted(changes))
        add_entry(tx, AuditEntry(clinic.id, Action.CORRECTED_CONTACT, actor, now, patient.id, detail=what))
    return frozenset(changes)


def _names(given_name: str | None, family_name: str | None) -> dict[str, str]:
    """Check the names that were entered."""
    entered = {"given_name": given_name, "family_name": family_name}
    return {name: check_name(name, check_cell(name, text), required=True) for name, text in entered.items() if text}


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
