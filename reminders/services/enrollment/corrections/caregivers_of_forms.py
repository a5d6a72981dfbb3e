"""Stores the caregivers that enrollment forms name, and takes over what a later import says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel, Party
from reminders.services.enrollment.corrections.caregiver import caregiver_from
from reminders.services.forms.caregiver_form import CONSENT, LANGUAGE, NAME, PHONE, CaregiverForm
from reminders.services.wording.consent_words import CAREGIVER_WORDING, SOURCE
from reminders.store.enrollment import caregivers, patients

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.patient import Caregiver, Patient
    from reminders.services.forms.enrollment_form import EnrollmentForm
    from reminders.store.database.session import Tx


def store_caregivers(
    tx: Tx, forms: Sequence[EnrollmentForm], owners: Mapping[str, Patient], now: datetime
) -> list[str]:
    """Store the caregivers of forms; return the patients whose caregiver is new or another. `owners`: by external id.

    A form that names no caregiver takes none away: it may be about another surgery of the same patient.
    """
    named = [form for form in forms if form.caregiver and form.external_id in owners]
    if not named:
        return []
    standing = caregivers.caregivers_of(tx, {owners[form.external_id].id for form in named})
    changed: dict[str, tuple[Caregiver, EnrollmentForm]] = {}
    for form in named:
        patient = owners[form.external_id]
        before = standing.get(patient.id)
        if form.caregiver and (before is None or given_of(before) != form.caregiver.given):
            relation = before.relation if before else "other"
            person = caregiver_from(form.caregiver, patient, before, now, _wording(form), relation)
            standing[patient.id] = person
            changed[patient.id] = person, form
    caregivers.put_caregivers(tx, [person for person, _form in changed.values()], now)
    patients.record_consents(tx, [_row(person, form, now) for person, form in changed.values()])
    return list(changed)


def given_of(caregiver: Caregiver | None) -> dict[str, str]:
    """Return what stands, by column, as a file would write it; empty texts where there is no caregiver."""
    if caregiver is None:
        return dict.fromkeys((NAME, PHONE, LANGUAGE, CONSENT), "")
    return CaregiverForm(caregiver.name, caregiver.phone or "", caregiver.language, caregiver.agreed).given


def phone_after(form: EnrollmentForm, before: Caregiver | None, applied: Collection[str]) -> str:
    """Return the caregiver's phone as it stands once these columns are taken over."""
    return form.given.get(PHONE, "") if PHONE in applied else given_of(before)[PHONE]


def correct_caregiver(
    tx: Tx, patient: Patient, before: Caregiver | None, form: EnrollmentForm, applied: Collection[str], now: datetime
) -> None:
    """Take some columns over; without a name and a phone there is no caregiver any more."""
    new = given_of(before) | {name: form.given[name] for name in applied}
    if not (new[NAME] and new[PHONE]):
        if form.caregiver is None:
            caregivers.drop_caregiver(tx, patient.id)
            return
        new = form.caregiver.given
    agreed = new[CONSENT] == "yes"
    fields = CaregiverForm(new[NAME], new[PHONE], new[LANGUAGE] or patient.language, agreed)
    relation = before.relation if before else "other"
    person = caregiver_from(fields, patient, before, now, _wording(form), relation)
    caregivers.put_caregivers(tx, [person], now)
    if agreed != (before is not None and before.agreed):
        patients.record_consents(tx, [_row(person, form, now)])


def _wording(form: EnrollmentForm) -> str:
    return CAREGIVER_WORDING if form.source == SOURCE else form.wording


def _row(person: Caregiver, form: EnrollmentForm, at: datetime) -> dict[str, object]:
    return {
        "patient_id": person.patient_id,
        "channel": Channel.SMS.value,
        "granted": person.agreed,
        "source": form.source,
        "wording": _wording(form),
        "language": person.language,
        "at": at,
        "party": Party.CAREGIVER.value,
    }
