"""Finds patients by what staff type: the beginning of a name, a phone or its last four digits, an external id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import phonenumbers

from reminders.core.contact import Channel
from reminders.core.search_words import PHONE_END, folded, matches, phone_term, wanted_terms
from reminders.store import enrollments, patients, search_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.store.clinics import Clinic
    from reminders.store.patients import Patient
    from reminders.store.session import Tx

MOST = 50
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Found:
    """The patients that fit, by family name; `more`: there are others, and more letters would tell them apart."""

    patients: Sequence[Patient]
    more: bool


def search(tx: Tx, clinic: Clinic, query: str) -> Found:
    """Return the patients of a clinic that fit a query; an empty query fits nobody."""
    query = query.strip()
    exact = {*enrollments.patients_of_external_id(tx, clinic.id, query), *_by_phone(tx, clinic, query)}
    by_name = search_terms.find_by_terms(tx, clinic.id, wanted_terms(query), _LOOKED_AT)
    people = patients.get_patients(tx, {*exact, *by_name})
    fitting = [
        patient
        for patient in people.values()
        if patient.id in exact or matches(query, f"{patient.given_name} {patient.family_name}")
    ]
    fitting.sort(key=lambda patient: (folded(patient.family_name), folded(patient.given_name), patient.id))
    return Found(fitting[:MOST], more=len(fitting) > MOST or len(by_name) == _LOOKED_AT)


def _by_phone(tx: Tx, clinic: Clinic, query: str) -> list[str]:
    """Return who has a phone number, or one that ends in these digits."""
    digits = "".join(character for character in query if character.isdecimal())
    if any(character.isalpha() for character in query) or len(digits) < PHONE_END:
        return []
    if len(digits) == PHONE_END:
        return search_terms.find_by_terms(tx, clinic.id, [phone_term(digits)], _LOOKED_AT)
    try:
        number = phonenumbers.parse(query, clinic.country)
    except phonenumbers.NumberParseException:
        return []
    phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return patients.ids_by_address(tx, Channel.SMS, phone, [clinic.id])
