"""Who a form is about: someone the clinic knows, someone new, or no one that can be told without asking.

A name with a phone or email, or a name with a record number, is one person, unless birth date or record number differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel
from reminders.core.model.patient import Patient
from reminders.services.enrollment.mend import close_if_mended
from reminders.services.forms.caregiver_form import PHONE as CAREGIVER_PHONE
from reminders.services.forms.caregiver_form import SAME_PHONE
from reminders.services.forms.fields import FieldError
from reminders.store.enrollment import patients, second_identifiers
from reminders.store.enrollment.patient_record import corrected
from reminders.store.enrollment.patients import new_patient_id, plain_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reminders.core.model.clinic import Clinic
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.store.database.session import Tx


@dataclass(slots=True)
class Owners:
    """Whose enrollment each form is, by external id; or why that cannot be told.

    `new` are the ids of patients who were made just now; `changed` are known patients' ids.
    """

    of_form: dict[str, str] = field(default_factory=dict[str, str])
    people: dict[str, Patient] = field(default_factory=dict[str, Patient])
    new: frozenset[str] = frozenset()
    changed: list[str] = field(default_factory=list[str])
    refused: dict[str, FieldError] = field(default_factory=dict[str, FieldError])


class KnownPeople:
    """The patients of a clinic that some drafts may be about, and the drafts that were taken for someone new."""

    def __init__(self, tx: Tx, clinic: Clinic, drafts: Sequence[Patient]) -> None:
        """Look them up: two queries for any number of drafts."""
        self._by_identity = patients.find_by_identity(tx, drafts)
        numbers = [draft.record_number for draft in drafts if draft.record_number]
        self._by_number = second_identifiers.find_by_record_number(tx, clinic.id, numbers)
        self._renewed: dict[str, Patient] = {}

    def match(self, draft: Patient) -> Patient | None:
        """Return the person a draft is about."""
        return next((person for person in self.namesakes(draft) if differing(person, draft) is None), None)

    def namesakes(self, draft: Patient) -> list[Patient]:
        """Return who has a draft's name and address, or its name and record number."""
        namesakes = [item for item in self.numbered(draft) if _same_name(item, draft)]
        candidates = {item.id: item for item in (*self._by_identity.get(draft.identity, []), *namesakes)}
        return [self._renewed.get(key, item) for key, item in candidates.items()]

    def conflict(self, draft: Patient) -> FieldError | None:
        """Return why a draft cannot be told from someone else without asking."""
        if self.is_taken(draft):
            return FieldError("record_number", OTHER_NAME)
        namesakes = self.namesakes(draft)
        if not namesakes or self.match(draft) is not None:
            return None
        name = differing(namesakes[0], draft) or "birth_date"
        return FieldError(name, DIFFERS[name])

    def is_taken(self, draft: Patient) -> bool:
        """Return True if a draft's record number is that of someone with another name."""
        same = {item.id for item in (draft, *self._by_identity.get(draft.identity, []))}
        return any(item.id not in same and not _same_name(item, draft) for item in self.numbered(draft))

    def put(self, person: Patient) -> None:
        """Take someone new, or someone known with newer fields, into account for later drafts."""
        self._renewed[person.id] = person
        self._by_identity.setdefault(person.identity, []).append(person)
        if person.record_number:
            self._by_number.setdefault(plain_number(person.record_number), []).append(person)

    def numbered(self, draft: Patient) -> list[Patient]:
        """Return who has a draft's record number."""
        return self._by_number.get(plain_number(draft.record_number), []) if draft.record_number else []


OTHER_NAME = "this record number belongs to a patient with another name; check both in the chart"
DIFFERS = {
    "birth_date": "a patient with this name and phone or email has another birth date; check which is right, or "
    "enroll this patient on the page",
    "record_number": "a patient with this name and phone or email has another record number; check which is right, or "
    "enroll this patient on the page",
}


def find_owners(
    tx: Tx, clinic: Clinic, forms: Sequence[EnrollmentForm], now: datetime, *, people_confirmed: bool = False
) -> Owners:
    """Store the patients of new enrollments; `people_confirmed`: who differs from a namesake is someone else."""
    drafts = {form.external_id: patient_from(form, clinic) for form in forms}
    phones = {form.external_id: form.caregiver.phone for form in forms if form.caregiver}
    known = KnownPeople(tx, clinic, list(drafts.values()))
    owners = Owners()
    new: dict[str, Patient] = {}
    for external_id, draft in drafts.items():
        error = known.conflict(draft)
        if error is not None and not (people_confirmed and error.field in DIFFERS and not known.numbered(draft)):
            owners.refused[external_id] = error
            continue
        standing = known.match(draft)
        person = draft if standing is None else merged(standing, draft)
        if phones.get(external_id) == person.phone is not None:
            owners.refused[external_id] = FieldError(CAREGIVER_PHONE, SAME_PHONE)
            continue
        if standing is None or person.id in new:
            new[person.id] = person
        elif person != standing:
            patients.update_patient(tx, person)
            owners.changed.append(person.id)
            if standing.damaged:
                close_if_mended(tx, person, now)
        known.put(person)
        owners.of_form[external_id] = person.id
        owners.people[person.id] = person
    owners.new = frozenset(new)
    cases: dict[str, list[str]] = {}
    for external_id, owner in owners.of_form.items():
        cases.setdefault(owner, []).append(external_id)
    patients.insert_patients(tx, list(new.values()), now, cases)
    good = [form for form in forms if form.external_id not in owners.refused]
    consents = [
        row for form in good for row in consent_rows(owners.people[owners.of_form[form.external_id]], form, now)
    ]
    patients.record_consents(tx, consents)
    return owners


def differing(person: Patient, draft: Patient) -> str | None:
    """Name the identifier in which two people of one name differ: what one of them lacks does not count."""
    if person.birth_date and draft.birth_date and person.birth_date != draft.birth_date:
        return "birth_date"
    if person.record_number and draft.record_number:
        same = plain_number(person.record_number) == plain_number(draft.record_number)
        return None if same else "record_number"
    return None


def patient_from(form: EnrollmentForm, clinic: Clinic) -> Patient:
    """Build the patient a form describes, under a fresh id."""
    return Patient(
        id=new_patient_id(),
        clinic_id=clinic.id,
        given_name=form.given_name,
        family_name=form.family_name,
        phone=form.phone,
        email=form.email,
        language=form.language,
        timezone=form.timezone,
        phone_belongs_to=form.phone_belongs_to,
        sms_consent=form.sms_consent,
        email_consent=form.email_consent,
        birth_date=form.birth_date,
        record_number=form.record_number,
    )


def consent_rows(patient: Patient, form: EnrollmentForm, at: datetime) -> list[dict[str, object]]:
    """Return what the consent log says of a patient, agreed to as the form says."""
    return [
        {
            "patient_id": patient.id,
            "channel": channel.value,
            "granted": patient.consents_to(channel),
            "source": form.source,
            "wording": form.wording,
            "language": patient.language,
            "at": at,
        }
        for channel in Channel
    ]


def merged(standing: Patient, draft: Patient) -> Patient:
    """Take a known patient over with what the newer form says."""
    unread = {name: value for name in standing.damaged if (value := getattr(draft, name))}
    standing = corrected(standing, **unread)
    return corrected(
        standing,
        phone=draft.phone or standing.phone,
        email=draft.email or standing.email,
        language=draft.language,
        timezone=draft.timezone,
        phone_belongs_to=draft.phone_belongs_to,
        sms_consent=draft.sms_consent,
        email_consent=draft.email_consent,
        birth_date=draft.birth_date or standing.birth_date,
        record_number=draft.record_number or standing.record_number,
    )


def _same_name(one: Patient, other: Patient) -> bool:
    return _name(one) == _name(other)


def _name(patient: Patient) -> str:
    return " ".join(f"{patient.given_name} {patient.family_name}".casefold().split())
